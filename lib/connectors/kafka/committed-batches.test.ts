import assert from 'node:assert/strict';
import { test } from 'node:test';
import { committedBatches, isControl, type StoredBatch } from './committed-batches.ts';

const [PLAIN, TRANSACTIONAL, CONTROL] = [0, 0x10, 0x30];
const batch = (firstOffset: number, producerId: number, attributes: number, key?: Buffer): StoredBatch => ({
  firstOffset: BigInt(firstOffset),
  lastOffsetDelta: 0,
  attributes,
  producerId: BigInt(producerId),
  records: [{ key: key ?? null }],
});
const data = (offset: number, producer: number) => batch(offset, producer, TRANSACTIONAL);
const mark = (offset: number, producer: number, type: 'abort' | 'commit') =>
  batch(offset, producer, CONTROL, Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]));
const visible = (batches: readonly StoredBatch[], ...aborted: readonly (readonly [number, number])[]) =>
  committedBatches(
    batches,
    aborted.map(([producerId, firstOffset]) => ({ producerId: BigInt(producerId), firstOffset: BigInt(firstOffset) })),
  )
    .filter((each) => !isControl(each))
    .map((each) => Number(each.firstOffset));

test('an aborted transaction ends at its mark; the next one of the producer counts again', () => {
  const batches = [data(0, 1), mark(1, 1, 'abort'), data(2, 1), mark(3, 1, 'commit'), data(4, 1), mark(5, 1, 'abort')];
  assert.deepEqual(visible(batches, [1, 0], [1, 4]), [2]);
  assert.deepEqual(visible(batches, [1, 4], [1, 0]), [2], 'in whatever order they are told');
});

test('a mark that is not in this answer leaves the rest of the transaction out', () => {
  assert.deepEqual(visible([data(5, 1), data(6, 2), batch(7, -1, PLAIN)], [1, 2]), [6, 7]);
});

test('transactions of several producers do not touch each other', () => {
  const batches = [data(0, 1), data(1, 2), mark(2, 1, 'abort'), data(3, 2), mark(4, 2, 'commit'), batch(5, 1, PLAIN)];
  assert.deepEqual(visible(batches, [1, 0]), [1, 3, 5]);
});
