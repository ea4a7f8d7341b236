import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { StreamingQueryProgress } from '../../contracts/progress.ts';
import { ManualClock } from '../../util/clock.ts';
import { caughtUp, countFailure, MAX_FAILURES, readDesiredState, startQuery, stopQuery } from './desired-state.ts';
import { recentProgress, recordProgress } from './progress-log.ts';
import { queryStatus } from './query-status.ts';

const clock = new ManualClock(Date.UTC(2024, 0, 1));
const progressOf = (batchId: number) => ({ batchId, numInputRows: 1 }) as StreamingQueryProgress;

test('a query runs until it is stopped, and again after a start, which asks for a look at the sources', async () => {
  const store = MemoryCheckpointStore.open();
  assert.deepEqual(await readDesiredState(store), { state: 'running', catchUp: false });
  assert.equal(await stopQuery(store, clock, 'deploying'), true);
  assert.equal(await stopQuery(store, clock), false, 'the first stop stands');
  const stopped = { state: 'stopped', since: '2024-01-01T00:00:00.000Z', reason: 'deploying', failed: false };
  assert.deepEqual(await readDesiredState(store), stopped);
  assert.equal(await startQuery(store), true);
  assert.equal(await startQuery(store), false);
  assert.deepEqual(await readDesiredState(store), { state: 'running', catchUp: true });
  await caughtUp(store);
  assert.deepEqual(await readDesiredState(store), { state: 'running', catchUp: false });
});

test('the fourth failure of one batch stops the query with its reason; failures of other batches do not count', async () => {
  const store = MemoryCheckpointStore.open();
  const fail = (batchId: number) => countFailure(store, clock, { batchId, message: 'bad row' });
  for (let i = 1; i < MAX_FAILURES; i++) assert.equal(await fail(3), false);
  assert.equal(await fail(4), false);
  for (let i = 2; i < MAX_FAILURES; i++) assert.equal(await fail(4), false);
  assert.equal((await readDesiredState(store)).state, 'running');
  assert.equal(await fail(4), true);
  const reason = 'batch 4 has failed 4 times: bad row';
  assert.deepEqual(await readDesiredState(store), {
    state: 'stopped',
    since: '2024-01-01T00:00:00.000Z',
    reason,
    failed: true,
  });
  await startQuery(store);
  assert.equal(await fail(4), false, 'a start counts anew');
});

test('progress is kept for the last batches', async () => {
  const store = MemoryCheckpointStore.open();
  for (let batchId = 0; batchId <= 60; batchId++) await recordProgress(store, progressOf(batchId));
  assert.deepEqual(
    (await recentProgress(store, 3)).map(({ batchId }) => batchId),
    [58, 59, 60],
  );
  assert.equal((await recentProgress(store, 100)).length, 20);
});

test('the status tells what the checkpoint knows', async () => {
  const store = MemoryCheckpointStore.open();
  const empty = await queryStatus(store);
  assert.deepEqual(
    [empty.queryId, empty.batchId, empty.pendingBatchId, empty.watermark],
    [undefined, -1, undefined, undefined],
  );
  const metadata = {
    formatVersion: 1,
    fingerprint: '',
    plan: null,
    outputMode: 'append',
    operators: [],
    conf: {},
  } as const;
  await store.createMetadata({ ...metadata, queryId: 'q' });
  const offset = { offsets: [{ at: 1 }], batchWatermarkMs: 0, lateWatermarkMs: 0, batchTimestampMs: 0 };
  await store.offsets.add({ batchId: 0, ...offset });
  await store.commits.add(
    { batchId: 0, nextBatchWatermarkMs: 1000, watermarkMarks: [], flushDue: false, state: [], runToken: 'run' },
    [],
  );
  await store.offsets.add({ batchId: 1, ...offset, offsets: [{ at: 2 }] });
  await recordProgress(store, progressOf(0));
  const status = await queryStatus(store);
  assert.deepEqual(
    [status.batchId, status.pendingBatchId, status.watermark, status.offsets, status.lastProgress?.batchId],
    [0, 1, '1970-01-01T00:00:01.000Z', [{ at: 2 }], 0],
  );
});
