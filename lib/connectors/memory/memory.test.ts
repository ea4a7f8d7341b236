import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { OutputMode } from '../../contracts/output-mode.ts';
import type { Source } from '../../contracts/source.ts';
import { DoubleType, LongType, StringType, structField, structType, TimestampType } from '../../types/data-type.ts';
import { type Row, Timestamp } from '../../types/value.ts';
import { ManualClock } from '../../util/clock.ts';
import { SampleBatch } from '../sample-batch.fixture.ts';
import { MemoryStreams } from './memory-stream.ts';
import { MemoryTables } from './memory-tables.ts';
import { memorySinkProvider, memorySourceProvider } from './provider.ts';
import { MemorySink } from './sink.ts';

const schema = structType([structField('k', StringType), structField('n', LongType)]);
const context = { clock: new ManualClock(), fileSystems: [], conf: {} };

function openSource(streams: MemoryStreams, stream: string): Promise<Source> {
  const log = MemoryCheckpointStore.open().sourceLog(0);
  const request = { format: 'memory', options: { stream }, schema, log, context };
  return memorySourceProvider(streams).create(request);
}

test('offsets are row counts, and any range can be read again', async () => {
  const streams = new MemoryStreams();
  const stream = streams.create(schema, 'clicks');
  const source = await openSource(streams, 'clicks');
  assert.equal(await source.latestOffset(null, 'limited'), null);
  assert.equal(stream.addData(['a', 1n], { k: 'b', n: 2 }), 2);
  assert.equal(await source.latestOffset(null, 'limited'), 2);
  assert.equal(stream.addData({ k: 'c' }), 3);
  assert.equal(await source.latestOffset(2, 'limited'), 3);
  assert.deepEqual(await source.getBatch(null, 2), {
    kind: 'rows',
    rows: [
      ['a', 1n],
      ['b', 2n],
    ],
  });
  assert.deepEqual(await source.getBatch(2, 3), { kind: 'rows', rows: [['c', null]] });
});

test('every reader sees all rows; availableNow stops at those there are', async () => {
  const streams = new MemoryStreams();
  const stream = streams.create(schema, 'clicks');
  stream.addData(['a', 1n]);
  const one = await openSource(streams, 'clicks');
  await one.prepareForAvailableNow?.();
  stream.addData(['b', 2n]);
  assert.equal(await one.latestOffset(null, 'all'), 1);
  assert.equal(await (await openSource(streams, 'clicks')).latestOffset(null, 'all'), 2);
});

test('tests may write plain values', async () => {
  const types = structType([structField('t', TimestampType), structField('d', DoubleType)]);
  const streams = new MemoryStreams();
  const stream = streams.create(types);
  stream.addData(['2024-01-01T00:00:00Z', 1.5], { t: new Date(0), d: null });
  assert.deepEqual(stream.slice(0, 2), [
    [new Timestamp(1_704_067_200_000_000n), 1.5],
    [new Timestamp(0n), null],
  ]);
  assert.throws(() => stream.addData({ x: 1 }), /no column "x" in the memory stream; its columns are t, d/);
});

test('a stream the session does not have is refused with those it has', () => {
  const streams = new MemoryStreams();
  streams.create(schema, 'clicks');
  const provider = memorySourceProvider(streams);
  assert.equal(provider.schema('memory', { stream: 'clicks' }, undefined, context), schema);
  assert.throws(() => provider.schema('memory', { stream: 'klicks' }, undefined, context), {
    condition: 'INVALID_OPTION',
    message: /"klicks".*Allowed: clicks/s,
  });
  assert.throws(() => provider.schema('memory', { stream: 'clicks' }, schema, context), {
    condition: '_LEGACY_ERROR_TEMP_2242',
  });
});

async function openSink(tables: MemoryTables, outputMode: OutputMode, queryName: string | undefined) {
  const sink = await memorySinkProvider(tables).create({
    format: 'memory',
    options: {},
    schema,
    partitionBy: [],
    outputMode,
    queryId: 'q',
    queryName,
    context,
  });
  assert.ok(sink instanceof MemorySink);
  const add = (batchId: number, ...rows: Row[]) =>
    sink.addBatch(new SampleBatch({ batchId, schema, rows, outputMode }));
  return { sink, add };
}

test('append and update accumulate, and a batch that runs again replaces its rows', async () => {
  for (const mode of ['append', 'update'] as const) {
    const tables = new MemoryTables();
    const { sink, add } = await openSink(tables, mode, 'counts');
    await add(0, ['a', 1n]);
    assert.deepEqual(await add(1, ['b', 1n], ['c', 1n]), { numOutputRows: 2 });
    await add(0, ['a', 5n]);
    assert.deepEqual(sink.rows(), [
      ['a', 5n],
      ['b', 1n],
      ['c', 1n],
    ]);
    assert.deepEqual(tables.get('COUNTS')?.batch(1), [
      ['b', 1n],
      ['c', 1n],
    ]);
    assert.equal(tables.get('counts')?.batch(2), undefined);
  }
});

test('complete replaces', async () => {
  const { sink, add } = await openSink(new MemoryTables(), 'complete', 'counts');
  await add(0, ['a', 1n]);
  await add(1, ['a', 2n], ['b', 1n]);
  assert.deepEqual(sink.rows(), [
    ['a', 2n],
    ['b', 1n],
  ]);
});

test('the query needs a name, and one that starts again begins with an empty table', async () => {
  const tables = new MemoryTables();
  await assert.rejects(openSink(tables, 'append', undefined), {
    condition: '_LEGACY_ERROR_TEMP_1194',
    message: /^queryName must be specified for memory sink\./,
  });
  await (await openSink(tables, 'append', 'counts')).add(0, ['a', 1n]);
  await openSink(tables, 'append', 'Counts');
  assert.deepEqual(tables.get('counts')?.rows(), []);
  assert.deepEqual(tables.names(), ['Counts']);
});
