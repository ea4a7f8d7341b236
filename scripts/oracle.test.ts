import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const CASE = {
  name: 'plain',
  sources: { e: { schema: 'a INT' } },
  views: [{ view: 'out', sql: 'SELECT a FROM e' }],
  outputMode: 'append',
  steps: [{ add: { e: [{ a: 1 }] } }],
};

const oracle = (...args: string[]) =>
  spawnSync(process.execPath, [...process.execArgv, join(import.meta.dirname, 'oracle.ts'), ...args], {
    encoding: 'utf8',
  });

test('a file that is no case is told on standard error, and the others are answered', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-oracle-'));
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const broken = file('broken.json', '{"name": ');
  const bare = file('bare.json', JSON.stringify({ ...CASE, name: undefined, views: undefined }));
  const good = file('good.json', JSON.stringify(CASE));
  const { status, stdout, stderr } = oracle(broken, join(folder, 'nowhere.json'), bare, good);
  assert.equal(status, 1, stderr);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    answers.map(({ name, actual }) => [name, actual.error]),
    [
      ['broken', 'CASE_MALFORMED'],
      ['nowhere', 'CASE_MALFORMED'],
      ['bare', 'CASE_MALFORMED'],
      ['plain', undefined],
    ],
  );
  assert.deepEqual(answers[3].actual.steps[0].batches[0].rows, [[1]]);
  assert.match(stderr, /broken\.json cannot be run\. The document is no JSON/);
  assert.match(stderr, /nowhere\.json cannot be run\. The file cannot be read/);
  assert.match(stderr, /bare\.json cannot be run\. The field views is missing\.\nAdd it, as in "views"/);
  assert.doesNotMatch(stderr, /^ {4}at /m);
});

test('usage is printed on demand, and where the arguments are not understood', () => {
  const help = oracle('--help');
  assert.deepEqual([help.status, help.stderr], [0, '']);
  assert.match(help.stdout, /^Usage: npm run --silent oracle/);
  const wrong = oracle('--lively', 'x.json');
  assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
  assert.match(wrong.stderr, /--lively[\s\S]*Usage/);
  assert.equal(oracle().status, 2);
});
