import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryCheckpointStore } from '../checkpoint/index.ts';
import type { CheckpointStore, CommitLogEntry, OffsetLogEntry } from '../contracts/checkpoint-store.ts';
import { isCurrent, recoverPosition } from './query-position.ts';

const planned = (batchId: number, rest: Partial<OffsetLogEntry> = {}): OffsetLogEntry => ({
  batchId,
  offsets: [batchId * 10, null],
  batchWatermarkMs: batchId * 1000,
  lateWatermarkMs: Math.max(0, batchId - 1) * 1000,
  batchTimestampMs: 5,
  ...rest,
});

const committed = (batchId: number, rest: Partial<CommitLogEntry> = {}): CommitLogEntry => ({
  batchId,
  nextBatchWatermarkMs: (batchId + 1) * 1000,
  watermarkMarks: [batchId * 7, null],
  flushDue: true,
  state: [],
  runToken: 'run',
  ...rest,
});

async function storeOf(
  batches: readonly OffsetLogEntry[],
  commits: readonly CommitLogEntry[],
): Promise<CheckpointStore> {
  const store = MemoryCheckpointStore.open();
  for (const entry of batches) assert.ok(await store.offsets.add(entry));
  for (const entry of commits) assert.ok(await store.commits.add(entry, []));
  return store;
}

test('a new checkpoint starts with batch 0, nothing read and the watermark at 1970', async () => {
  assert.deepEqual(await recoverPosition(await storeOf([], []), 2, 1), {
    nextBatchId: 0,
    pending: undefined,
    startOffsets: [null, null],
    watermarkMs: 0,
    lateWatermarkMs: 0,
    watermarkMarks: [null],
    partitionMarks: [null],
    stateRows: 0,
    flushDue: false,
    commitToken: undefined,
  });
});

test('after a commit the next batch goes on from its ends, with its marks and what is due', async () => {
  const store = await storeOf([planned(0), planned(1)], [committed(0), committed(1)]);
  assert.deepEqual(await recoverPosition(store, 2, 2), {
    nextBatchId: 2,
    pending: undefined,
    startOffsets: [10, null],
    watermarkMs: 2000,
    lateWatermarkMs: 1000,
    watermarkMarks: [7, null],
    partitionMarks: [null, null],
    stateRows: 0,
    flushDue: true,
    commitToken: 'run',
  });
});

test('the watermark never falls behind that of the last batch', async () => {
  const store = await storeOf([planned(0, { batchWatermarkMs: 9000 })], [committed(0)]);
  assert.equal((await recoverPosition(store, 2, 2)).watermarkMs, 9000);
});

test('a batch without its commit is to be run again as it was planned', async () => {
  const store = await storeOf([planned(0), planned(1)], [committed(0)]);
  assert.deepEqual(await recoverPosition(store, 2, 2), {
    nextBatchId: 1,
    pending: planned(1),
    startOffsets: [0, null],
    watermarkMs: 1000,
    lateWatermarkMs: 0,
    watermarkMarks: [0, null],
    partitionMarks: [null, null],
    stateRows: 0,
    flushDue: false,
    commitToken: 'run',
  });
  const first = await recoverPosition(await storeOf([planned(0)], []), 2, 1);
  assert.deepEqual([first.pending, first.startOffsets, first.watermarkMarks], [planned(0), [null, null], [null]]);
});

test('it cannot be run again where the batch before it is gone', async () => {
  const missing = { condition: 'CHECKPOINT_BATCH_MISSING', params: { batchId: 1, nextBatchId: 2 } };
  for (const store of [await storeOf([planned(2)], [committed(1)]), await storeOf([planned(1), planned(2)], [])]) {
    await assert.rejects(recoverPosition(store, 2, 2), (error: Error & { condition: string; params: object }) => {
      const { location: _, ...params } = error.params as Record<string, unknown>;
      assert.deepEqual({ condition: error.condition, params }, missing);
      return true;
    });
  }
});

test('a position is current until another batch is planned, or the checkpoint is made anew', async () => {
  const store = await storeOf([planned(0)], [committed(0)]);
  const position = await recoverPosition(store, 2, 2);
  assert.equal(await isCurrent(store, position), true);
  assert.equal(await isCurrent(await storeOf([planned(0)], [committed(0, { runToken: 'other' })]), position), false);
  assert.equal(await isCurrent(await storeOf([], []), position), false);
  await store.offsets.add(planned(1));
  assert.equal(await isCurrent(store, position), false);
  assert.equal(
    await isCurrent(store, await recoverPosition(store, 2, 2)),
    false,
    'what is planned must be looked after',
  );
});

test('the number of sources must be that of the checkpoint', async () => {
  const store = await storeOf([planned(0)], [committed(0)]);
  await assert.rejects(recoverPosition(store, 1, 1), {
    condition: 'STREAMING_SOURCE_COUNT_CHANGED',
    message: /There are \[2\] sources in the checkpoint offsets and now there are \[1\] sources/,
  });
});
