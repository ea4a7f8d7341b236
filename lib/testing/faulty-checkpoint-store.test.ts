import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryCheckpointStore } from '../checkpoint/index.ts';
import type { CheckpointMethod } from './faulty-checkpoint-store.ts';
import { FaultyCheckpointStore, InjectedFault } from './faulty-checkpoint-store.ts';

test('a fault strikes the n-th call of its method only, before or after the effect', async () => {
  const inner = MemoryCheckpointStore.open();
  const store = new FaultyCheckpointStore(inner, [
    { method: 'sourceLog.add', call: 2, effect: 'fail' },
    { method: 'sourceLog.add', call: 3, effect: 'loseAnswer' },
  ]);
  const log = store.sourceLog(0);
  assert.equal(await log.add(0, 'a'), true);
  await assert.rejects(log.add(1, 'b'), InjectedFault);
  await assert.rejects(log.add(2, 'c'), /sourceLog\.add: loseAnswer at call 3/);
  assert.equal(await log.add(3, 'd'), true);
  assert.deepEqual(await inner.sourceLog(0).list(), [0, 2, 3]);
});

test('a fault without a method counts every call, and the calls are on record', async () => {
  const store = new FaultyCheckpointStore(MemoryCheckpointStore.open(), [{ call: 3, effect: 'fail' }]);
  await store.readMetadata();
  await store.offsets.latest();
  await assert.rejects(store.commits.latest(), InjectedFault);
  await store.latestSnapshot(1);
  assert.deepEqual(store.calls satisfies readonly CheckpointMethod[], [
    'readMetadata',
    'offsets.latest',
    'commits.latest',
    'latestSnapshot',
  ]);
});
