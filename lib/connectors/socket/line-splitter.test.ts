import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

test('lines may end in any of three ways, and the last may be open', () => {
  const splitter = new LineSplitter();
  assert.deepEqual(splitter.push(Buffer.from('a\nb\r\nc\rd\n\ne')), ['a', 'b', 'c', 'd', '']);
  assert.deepEqual(splitter.end(), ['e']);
  assert.deepEqual(splitter.end(), []);
});

test('where the bytes are cut does not matter', () => {
  const text = 'größe\r\n日本\n\r\nx\rlast\r';
  const bytes = Buffer.from(text);
  const expected = ['größe', '日本', '', 'x', 'last'];
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const splitter = new LineSplitter();
      const bounds = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const lines = bounds.flatMap((from, i) => splitter.push(bytes.subarray(from, bounds[i + 1] ?? from)));
      assert.deepEqual([...lines, ...splitter.end()], expected);
    }),
  );
});
