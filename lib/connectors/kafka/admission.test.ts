import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOffsets, shareOffsets } from './admission.ts';

const offsets = (...entries: readonly (readonly [string, number])[]) => new Map(entries);

test('the limit is shared out by what is waiting, rounded down, at least one', () => {
  const from = offsets(['a-0', 10], ['a-1', 0], ['a-2', 5], ['a-3', 8]);
  const until = offsets(['a-0', 110], ['a-1', 1], ['a-2', 55], ['a-3', 8]);
  // 151 are waiting: 20 * 100 / 151 = 13.2, 20 * 1 / 151 = 0.13, 20 * 50 / 151 = 6.6.
  assert.deepEqual(shareOffsets(20, from, until), offsets(['a-0', 23], ['a-1', 1], ['a-2', 11], ['a-3', 8]));
  assert.deepEqual(shareOffsets(1000, from, until), until);
});

test('where nothing waits, or an end has gone back, the end is the end', () => {
  const from = offsets(['a-0', 10]);
  assert.deepEqual(shareOffsets(5, from, offsets(['a-0', 4])), offsets(['a-0', 4]));
  assert.deepEqual(shareOffsets(5, from, offsets(['a-0', 10])), offsets(['a-0', 10]));
});

test('partitions that are new count from 0', () => {
  assert.equal(countOffsets(offsets(['a-0', 10]), offsets(['a-0', 12], ['a-1', 3])), 5);
});
