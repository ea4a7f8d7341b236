import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IntegerType, structField, structType } from '../types/data-type.ts';
import { ManualClock } from '../util/clock.ts';
import { MemoryTables } from './memory/memory-tables.ts';
import { builtinConnectors } from './registry.ts';
import { SampleBatch } from './sample-batch.fixture.ts';

const schema = structType([structField('id', IntegerType)]);
const request = {
  options: {},
  schema,
  partitionBy: [],
  outputMode: 'append' as const,
  queryId: 'q',
  queryName: 'counts',
  context: { clock: new ManualClock(), fileSystems: [], conf: {} },
};

test('formats are found whatever their letter case', () => {
  const connectors = builtinConnectors();
  for (const format of [
    'csv',
    'json',
    'parquet',
    'text',
    'rate',
    'rate-micro-batch',
    'socket',
    'memory',
    'kafka',
    'kinesis',
  ])
    assert.ok(connectors.source(format.toUpperCase()).formats.includes(format));
  for (const format of ['csv', 'json', 'parquet', 'text', 'console', 'memory', 'noop', 'kafka', 'kinesis', 'dynamodb'])
    assert.ok(connectors.sink(format).formats.includes(format));
});

test('an unknown format is refused with the known ones', () => {
  const connectors = builtinConnectors();
  assert.throws(() => connectors.source('jsom'), {
    condition: 'DATA_SOURCE_NOT_FOUND',
    message:
      '[DATA_SOURCE_NOT_FOUND] Failed to find the data source: jsom.\nKnown formats: csv, json, kafka, kinesis, memory, parquet, rate, rate-micro-batch, socket, text.',
  });
  assert.throws(() => connectors.sink('rate'), { condition: 'DATA_SOURCE_NOT_FOUND', message: /console/ });
});

test('the session hands its tables and its console to the sinks', async () => {
  const memoryTables = new MemoryTables();
  let output = '';
  const connectors = builtinConnectors({
    memoryTables,
    print: (text) => {
      output += text;
    },
  });
  for (const format of ['memory', 'console', 'noop']) {
    const sink = await connectors.sink(format).create({ ...request, format });
    await sink.addBatch(new SampleBatch({ batchId: 0, schema, rows: [[1]] }));
  }
  assert.deepEqual(memoryTables.get('counts')?.rows(), [[1]]);
  assert.match(output, /^-{43}\nBatch: 0\n-{43}\n\+---\+\n\| id\|\n\+---\+\n\| {2}1\|\n\+---\+\n\n$/);
});
