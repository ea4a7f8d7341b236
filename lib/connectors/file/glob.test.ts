import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globToRegExp, hasGlob, parsePathPattern } from './glob.ts';

test('wildcards of one name', () => {
  const cases: [string, string[], string[]][] = [
    ['*.json', ['a.json', '.json', 'ä b.json'], ['a.jsonl', 'x/a.json']],
    ['?.csv', ['a.csv'], ['ab.csv', '.csv']],
    ['[a-c]x', ['ax', 'cx'], ['dx', '-x']],
    ['[^a-c]x', ['dx'], ['ax']],
    ['[!a]x', ['dx'], ['ax']],
    ['{a,b*}.csv', ['a.csv', 'b.csv', 'bcd.csv'], ['c.csv', 'ab.csv']],
    ['{a,{b,c}}', ['a', 'b', 'c'], ['d', 'ab']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a+b(1).{x}', ['a+b(1).x'], ['aab1.x']],
    ['[', ['['], ['a']],
    ['a,b', ['a,b'], ['a']],
    ['}', ['}'], ['']],
  ];
  for (const [glob, hits, misses] of cases) {
    for (const name of hits) assert.ok(globToRegExp(glob).test(name), `${glob} should match ${name}`);
    for (const name of misses) assert.ok(!globToRegExp(glob).test(name), `${glob} should not match ${name}`);
  }
});

test('a pattern starts below its longest folder without wildcards', () => {
  assert.ok(!hasGlob('/in/2024'));
  const [pattern, ...others] = parsePathPattern('/data/in/*/part-?.csv');
  assert.equal(others.length, 0);
  assert.equal(pattern?.base, '/data/in');
  assert.equal(pattern?.names.length, 2);
  assert.equal(parsePathPattern('/*')[0]?.base, '/');
});

test('braces may hold paths', () => {
  const bases = parsePathPattern('/data/{in/x,out}/a.csv').map((pattern) => pattern.base);
  assert.deepEqual(bases, ['/data/in/x/a.csv', '/data/out/a.csv']);
});
