import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import { batchMetrics } from './batch-metrics.ts';

const progress = {
  numInputRows: 5,
  batchDuration: 12,
  sink: { numOutputRows: -1 },
  eventTime: { watermark: '1970-01-01T00:00:00.000Z' },
  stateOperators: [],
  sources: [{ numQuarantinedRows: 2 }, {}],
} as unknown as StreamingQueryProgress;

const valuesOf = (of: StreamingQueryProgress) =>
  Object.fromEntries(batchMetrics(of, 10_000).map(({ name, value }) => [name, value]));

test('a batch has the metrics that its query can have', () => {
  assert.deepEqual(valuesOf(progress), { InputRows: 5, BatchTimeMs: 12, QuarantinedRows: 2 });
  const operator = { numRowsTotal: 3, memoryUsedBytes: 100, numRowsDroppedByWatermark: 1 };
  const windowed = {
    ...progress,
    sink: { numOutputRows: 4 },
    eventTime: { watermark: '1970-01-01T00:00:04.000Z' },
    stateOperators: [operator, operator],
    aws: { requests: { dynamoDb: { putItem: 2, getItem: 1 }, s3: { putObject: 1 } }, dynamoDbCapacityUnits: 3.5 },
  } as unknown as StreamingQueryProgress;
  assert.deepEqual(valuesOf(windowed), {
    ...{ InputRows: 5, ProcessedRows: 4, BatchTimeMs: 12, WatermarkLagMs: 6000 },
    ...{ StateRows: 6, StateBytes: 200, LateRows: 2, QuarantinedRows: 2 },
    ...{ AwsRequests: 4, DynamoDbCapacityUnits: 3.5 },
  });
});
