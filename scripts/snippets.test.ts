import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './project.ts';
import { checkDocument } from './snippets.ts';

const fence = '```';
const block = (mark: string, language: string, code: string) => `${mark}${fence}${language}\n${code}\n${fence}\n`;

test('a block without a source is refused, a block of output is not', () => {
  const { problems } = checkDocument('x.md', `# X\n\n${block('', 'ts', 'const a = 1;')}\n${block('', 'text', 'a')}`);
  assert.deepEqual(problems, ['x.md:3: a ts block needs <!-- file: PATH#REGION --> or <!-- commands --> above it']);
  assert.deepEqual(checkDocument('x.md', block('<!-- output -->\n', 'json', '{}')).problems, []);
});

test('an included file is compared and refreshed', () => {
  const stale = block('<!-- file: .npmrc -->\n', 'sh', 'old');
  const first = checkDocument('x.md', stale);
  assert.deepEqual(first.problems, ['x.md:1: differs from .npmrc; npm run docs refreshes it']);
  assert.ok(first.text.includes(readFileSync(join(ROOT, '.npmrc'), 'utf8')));
  assert.deepEqual(checkDocument('x.md', first.text), { text: first.text, problems: [] });
});

test('a missing file and a missing region are named', () => {
  assert.match(
    checkDocument('x.md', block('<!-- file: no.ts -->\n', 'ts', 'a')).problems.join(),
    /no\.ts does not exist/,
  );
  assert.match(
    checkDocument('x.md', block('<!-- file: package.json#a -->\n', 'json', 'a')).problems.join(),
    /package\.json has no "#region a"/,
  );
});

test('commands must be scripts of package.json', () => {
  const commands =
    'git clone https://example.org/x.git\ncd x\nnpm start   # the demo\nnpm run --silent oracle -- a.json';
  assert.deepEqual(checkDocument('x.md', block('<!-- commands -->\n', 'sh', commands)).problems, []);
  assert.match(
    checkDocument('x.md', block('<!-- commands -->\n', 'sh', 'npm run nothing')).problems.join(),
    /npm run nothing/,
  );
});

test('an empty block is filled', () => {
  const { text } = checkDocument('x.md', `<!-- file: .npmrc -->\n${fence}sh\n${fence}\n`);
  assert.equal(text, `<!-- file: .npmrc -->\n${fence}sh\n${readFileSync(join(ROOT, '.npmrc'), 'utf8')}${fence}\n`);
});
