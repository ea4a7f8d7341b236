import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withNumberText } from './number-text.ts';
import { pythonJson } from './python-json.ts';

const asPython: readonly (readonly [given: string, written: string])[] = [
  ['{"b":1,"a":[true,null]}', '{"b": 1, "a": [true, null]}'],
  ['9223372036854775807', '9223372036854775807'],
  ['10.0', '10.0'],
  ['1.50', '1.5'],
  ['1e5', '100000.0'],
  ['1e16', '1e+16'],
  ['0.00001', '1e-05'],
  ['0.0001', '0.0001'],
  ['-0.0', '-0.0'],
  ['"é\\u2028\\"🙂"', '"\\u00e9\\u2028\\"\\ud83d\\ude42"'],
];

for (const [given, written] of asPython) {
  test(`${given} is written as ${written}`, () => assert.equal(pythonJson(withNumberText(given)), written));
}

test('keys are sorted on request', () => {
  assert.equal(pythonJson({ b: { d: 1, c: 2 }, a: 0 }, { sortKeys: true }), '{"a": 0, "b": {"c": 2, "d": 1}}');
});
