import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { Source } from '../../contracts/source.ts';
import { ManualClock } from '../../util/clock.ts';
import { rateMicroBatchSourceProvider } from './provider.ts';

const context = { clock: new ManualClock(), fileSystems: [], conf: {} };

function open(options: Record<string, string>): Promise<Source> {
  const format = 'rate-micro-batch';
  const schema = rateMicroBatchSourceProvider.schema(format, options, undefined, context);
  const log = MemoryCheckpointStore.open().sourceLog(0);
  return rateMicroBatchSourceProvider.create({ format, options, schema, log, context });
}

test('each batch has the next values, all at the timestamp it starts from', async () => {
  const source = await open({ rowsPerBatch: '5', startTimestamp: '100', advanceMillisPerBatch: '7' });
  assert.equal(
    source.description,
    'RatePerMicroBatchStream[rowsPerBatch=5, numPartitions=1, startTimestamp=100, advanceMsPerBatch=7]',
  );
  const first = await source.latestOffset(null, 'limited');
  assert.deepEqual(first, { offset: 5, timestamp: 107 });
  const second = await source.latestOffset(first, 'limited');
  assert.ok(first !== null && second !== null);
  const fixed = { kind: 'sequence', spanMicros: 0n };
  assert.deepEqual(await source.getBatch(null, first), { ...fixed, from: 0n, to: 5n, baseMicros: 100_000n });
  assert.deepEqual(await source.getBatch(first, second), { ...fixed, from: 5n, to: 10n, baseMicros: 107_000n });
});

test('availableNow is exactly one batch', async () => {
  const source = await open({ rowsPerBatch: '5' });
  await source.prepareForAvailableNow?.();
  const first = await source.latestOffset(null, 'limited');
  assert.deepEqual(first, { offset: 5, timestamp: 1000 });
  assert.deepEqual(await source.latestOffset(first, 'limited'), first);
});

test('rowsPerBatch is needed and checked', async () => {
  await assert.rejects(async () => open({}), { condition: 'MISSING_OPTION', message: /"rowsPerBatch"/ });
  const bad = [{ rowsPerBatch: '0' }, { startTimestamp: '-1' }, { advanceMillisPerBatch: '-1' }];
  for (const options of bad) {
    await assert.rejects(async () => open({ rowsPerBatch: '5', ...options }), { condition: 'INVALID_OPTION' });
  }
});
