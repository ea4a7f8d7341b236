import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RowWriter } from '../../contracts/session-backend.ts';
import { IntegerType, structField, structType } from '../../types/data-type.ts';
import { ManualClock } from '../../util/clock.ts';
import { SampleBatch } from '../sample-batch.fixture.ts';
import { foreachBatchSinkProvider, foreachSinkProvider } from './provider.ts';

const schema = structType([structField('id', IntegerType)]);
const batch = (batchId: number, ...ids: number[]) => new SampleBatch({ batchId, schema, rows: ids.map((id) => [id]) });
const request = {
  format: 'foreach',
  options: {},
  schema,
  partitionBy: [],
  outputMode: 'append' as const,
  queryId: 'q',
  queryName: undefined,
  context: { clock: new ManualClock(), fileSystems: [], conf: {} },
};

/** A writer that notes its calls. */
function recorder(overrides: Partial<RowWriter> = {}) {
  const calls: string[] = [];
  const writer: RowWriter = {
    async open(partitionId, batchId) {
      calls.push(`open ${partitionId} ${batchId}`);
      return (await overrides.open?.(partitionId, batchId)) ?? true;
    },
    async process(row) {
      calls.push(`process ${String(row[0])}`);
      await overrides.process?.(row);
    },
    async close(error) {
      calls.push(`close ${error?.message ?? 'null'}`);
      await overrides.close?.(error);
    },
  };
  return { calls, sink: foreachSinkProvider(writer).create(request) };
}

const failing = async () => {
  throw new Error('boom');
};

test('each batch is opened, processed row by row, closed; an empty one too', async () => {
  const { calls, sink } = recorder();
  assert.deepEqual(await (await sink).addBatch(batch(3, 1, 2)), { numOutputRows: -1 });
  await (await sink).addBatch(batch(4));
  assert.deepEqual(calls, ['open 0 3', 'process 1', 'process 2', 'close null', 'open 0 4', 'close null']);
});

test('open may skip the rows; close comes all the same', async () => {
  const { calls, sink } = recorder({ open: async (_, batchId) => batchId !== 0 });
  await (await sink).addBatch(batch(0, 1));
  assert.deepEqual(calls, ['open 0 0', 'close null']);
});

test('what a row throws is given to close and fails the batch', async () => {
  const { calls, sink } = recorder({ process: failing });
  await assert.rejects((await sink).addBatch(batch(0, 1, 2)), {
    condition: 'FOREACH_USER_FUNCTION_ERROR',
    message: /An error occurred in the user provided function in foreach sink. Reason: boom/,
  });
  assert.deepEqual(calls, ['open 0 0', 'process 1', 'close boom']);
});

test('a writer that cannot be opened is not closed; one that cannot be closed fails the batch', async () => {
  const unopened = recorder({ open: failing });
  await assert.rejects((await unopened.sink).addBatch(batch(0, 1)), { condition: 'FOREACH_USER_FUNCTION_ERROR' });
  assert.deepEqual(unopened.calls, ['open 0 0']);
  const unclosed = recorder({ close: failing });
  await assert.rejects((await unclosed.sink).addBatch(batch(0, 1)), { condition: 'FOREACH_USER_FUNCTION_ERROR' });
});

test('foreachBatch gets each batch with its id, also an empty one', async () => {
  const seen: [number, number][] = [];
  const sink = await foreachBatchSinkProvider(async (result, batchId) => {
    seen.push([batchId, await result.count()]);
  }).create(request);
  await sink.addBatch(batch(0, 1, 2));
  await sink.addBatch(batch(1));
  assert.deepEqual(seen, [
    [0, 2],
    [1, 0],
  ]);
});

test('what a batch function throws fails the batch, with its cause', async () => {
  const cause = new TypeError('no such table');
  const sink = await foreachBatchSinkProvider(() => {
    throw cause;
  }).create(request);
  await assert.rejects(sink.addBatch(batch(0)), {
    condition: 'FOREACH_BATCH_USER_FUNCTION_ERROR',
    message: /in foreach batch sink. Reason: no such table/,
    cause,
  });
});

test('there are no options', async () => {
  await assert.rejects(foreachBatchSinkProvider(() => {}).create({ ...request, options: { path: '/x' } }), {
    condition: 'UNKNOWN_OPTION',
  });
});
