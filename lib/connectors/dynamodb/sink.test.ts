import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutputMode } from '../../contracts/output-mode.ts';
import { MemoryDynamoDb } from '../../testing/aws/memory-dynamodb.ts';
import { BooleanType, LongType, StringType, structField, structType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import { ManualClock } from '../../util/clock.ts';
import type { DynamoDbPort } from '../aws/ports.ts';
import { SampleBatch } from '../sample-batch.fixture.ts';
import { dynamoDbSinkProvider } from './provider.ts';

const clock = new ManualClock(Date.UTC(2026, 0, 1));
const schema = structType([structField('k', StringType), structField('n', LongType), structField('flag', BooleanType)]);
const OPTIONS = { tableName: 'counts', partitionKey: 'k' };

function setUp(wrap: (port: DynamoDbPort) => DynamoDbPort = (port) => port) {
  const partitionKey = { name: 'k', type: 'S' } as const;
  const dynamoDb = new MemoryDynamoDb({ clock, tables: [{ name: 'counts', partitionKey }] });
  const port = wrap(dynamoDb.port);
  const aws = {
    dynamoDb: async () => port,
    s3: () => Promise.reject(new Error('no S3 here')),
    kinesis: () => Promise.reject(new Error('no Kinesis here')),
  };
  const create = (options: Record<string, string> = OPTIONS, queryId = 'q1', columns = schema) =>
    dynamoDbSinkProvider(aws).create({
      ...{ format: 'dynamodb', options, schema: columns, partitionBy: [], outputMode: 'update', queryId },
      queryName: undefined,
      context: { clock, fileSystems: [], conf: {} },
    });
  const rows = () =>
    Object.fromEntries(
      dynamoDb.items('counts').map((item) => [item['k']?.S, `${item['n']?.N} of ${item['millrace_batch']?.N}`]),
    );
  return { dynamoDb, create, rows };
}

const batch = (batchId: number, counts: Readonly<Record<string, number>>, outputMode: OutputMode = 'update') =>
  new SampleBatch({
    ...{ batchId, schema, outputMode },
    rows: Object.entries(counts).map(([k, n]): Row => [k, BigInt(n), null]),
  });

test('rows are upserted by key; a null column has no attribute', async () => {
  const { dynamoDb, create } = setUp();
  const sink = await create();
  assert.equal(sink.description, 'DynamoDbSink[counts]');
  assert.deepEqual(await sink.addBatch(batch(0, { a: 1, b: 2 })), { numOutputRows: 2 });
  await sink.addBatch(batch(1, { b: 3 }));
  assert.deepEqual(dynamoDb.items('counts'), [
    { k: { S: 'a' }, n: { N: '1' }, millrace_query: { S: 'q1' }, millrace_batch: { N: '0' } },
    { k: { S: 'b' }, n: { N: '3' }, millrace_query: { S: 'q1' }, millrace_batch: { N: '1' } },
  ]);
});

test('a batch may be repeated; an old one that comes after a newer one changes nothing of its', async () => {
  const { create, rows } = setUp();
  const sink = await create();
  for (const [id, counts] of [
    [9, { a: 1, b: 1 }],
    [10, { b: 2 }],
    [10, { b: 2 }],
    [9, { a: 1, b: 1 }],
  ] as const)
    await sink.addBatch(batch(id, counts));
  assert.deepEqual(rows(), { a: '1 of 9', b: '2 of 10' });
});

test('of rows with one key the last one counts', async () => {
  const { create, rows } = setUp();
  const twice = new SampleBatch({
    batchId: 0,
    schema,
    rows: [
      ['a', 1n, null],
      ['b', 5n, null],
      ['a', 2n, null],
    ],
  });
  await (await create()).addBatch(twice);
  assert.deepEqual(rows(), { a: '2 of 0', b: '5 of 0' });
});

test('another query, and items of nobody, are written over', async () => {
  const { dynamoDb, create, rows } = setUp();
  await dynamoDb.port.putItem({ TableName: 'counts', Item: { k: { S: 'a' }, n: { N: '0' } } });
  await (await create()).addBatch(batch(7, { a: 1 }));
  assert.deepEqual(rows(), { a: '1 of 7' });
  await (await create(OPTIONS, 'q2')).addBatch(batch(0, { a: 2 }));
  assert.deepEqual(rows(), { a: '2 of 0' });
});

test('complete mode removes the keys that have left the result, in a later process too, and nobody else’s', async () => {
  const { dynamoDb, create, rows } = setUp();
  await dynamoDb.port.putItem({ TableName: 'counts', Item: { k: { S: 'foreign' }, n: { N: '1' } } });
  await (await create(OPTIONS, 'q2')).addBatch(batch(0, { other: 1 }, 'complete'));
  await (await create()).addBatch(batch(0, { a: 1, b: 1, c: 1 }, 'complete'));
  const later = await create();
  for (let repeat = 0; repeat < 2; repeat++) {
    await later.addBatch(batch(1, { b: 2, d: 2 }, 'complete'));
    assert.deepEqual(rows(), { foreign: '1 of undefined', other: '1 of 0', b: '2 of 1', d: '2 of 1' });
  }
});

test('complete mode: an old batch after a newer one brings no key back', async () => {
  const { create, rows } = setUp();
  const sink = await create();
  await sink.addBatch(batch(0, { a: 1, b: 1 }, 'complete'));
  await sink.addBatch(batch(1, { b: 2 }, 'complete'));
  await sink.addBatch(batch(0, { a: 1, b: 1 }, 'complete'));
  assert.deepEqual(rows(), { b: '2 of 1' });
});

test('two writers at once leave what the newer one wrote, in every mode', async () => {
  const many = (from: number, to: number, n: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`k${from + i}`, n]));
  for (const delayed of [0, 1, 3, 10, 30]) {
    for (const outputMode of ['update', 'complete'] as const) {
      const { create, rows } = setUp();
      const [old, newer] = [await create({ ...OPTIONS, maxConcurrentWrites: '4' }), await create()];
      await old.addBatch(batch(0, many(0, 10, 0), outputMode));
      const first = old.addBatch(batch(1, many(0, 60, 1), outputMode));
      for (let turn = 0; turn < delayed; turn++) await new Promise(setImmediate);
      await Promise.all([first, newer.addBatch(batch(2, many(20, 80, 2), outputMode))]);
      const found = rows();
      for (let i = 20; i < 80; i++) assert.equal(found[`k${i}`], '2 of 2');
      const rest = Object.keys(found).length - 60;
      assert.equal(rest, outputMode === 'update' ? 20 : 0, `${outputMode}, ${delayed} turns later`);
    }
  }
});

test('writes are bounded, and none is under way when a throttled batch has failed; its repetition completes it', async () => {
  let [running, most, calls] = [0, 0, 0];
  const throttled = Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });
  const { create, rows } = setUp((port) => ({
    ...port,
    putItem: async (input) => {
      running += 1;
      most = Math.max(most, running);
      calls += 1;
      try {
        if (calls === 20) throw throttled;
        return await port.putItem(input);
      } finally {
        running -= 1;
      }
    },
  }));
  const sink = await create({ ...OPTIONS, maxConcurrentWrites: '8' });
  const counts = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]));
  await assert.rejects(sink.addBatch(batch(0, counts)), throttled);
  assert.deepEqual([running, most], [0, 8]);
  assert.ok(Object.keys(rows()).length < 50);
  await sink.addBatch(batch(0, counts));
  assert.deepEqual(rows(), Object.fromEntries(Object.entries(counts).map(([k, n]) => [k, `${n} of 0`])));
});

test('options and columns are checked when the query starts', async () => {
  const { create } = setUp();
  const wrong: [Record<string, string>, string, RegExp][] = [
    [{ partitionKey: 'k' }, 'MISSING_OPTION', /tableName/],
    [{ tableName: 'counts' }, 'MISSING_OPTION', /partitionKey/],
    [{ ...OPTIONS, table: 'x' }, 'UNKNOWN_OPTION', /table/],
    [{ ...OPTIONS, partitionKey: 'key' }, 'INVALID_OPTION', /partitionKey.*no such column.*k, n, flag/s],
    [{ ...OPTIONS, sortKey: 'flag' }, 'INVALID_OPTION', /a boolean cannot be a key/],
    [{ ...OPTIONS, sortKey: 'k' }, 'INVALID_OPTION', /it is the partition key/],
    [{ ...OPTIONS, maxConcurrentWrites: '0' }, 'INVALID_OPTION', /from 1 to 256/],
  ];
  for (const [options, condition, message] of wrong) await assert.rejects(create(options), { condition, message });
  const reserved = structType([structField('k', StringType), structField('millrace_batch', LongType)]);
  await assert.rejects(create(OPTIONS, 'q', reserved), { condition: 'DYNAMODB_SINK_COLUMN_RESERVED' });
});

test('what cannot be written is named: the key, the table, the value', async () => {
  const { create } = setUp();
  const sink = await create();
  const row = (...values: Row) => new SampleBatch({ batchId: 0, schema, rows: [values] });
  await assert.rejects(sink.addBatch(row(null, 1n, null)), {
    condition: 'DYNAMODB_SINK_KEY_MISSING',
    message: /k is NULL/,
  });
  await assert.rejects(sink.addBatch(row('', 1n, null)), {
    condition: 'DYNAMODB_SINK_KEY_MISSING',
    message: /k is empty/,
  });
  await assert.rejects((await create({ ...OPTIONS, tableName: 'missing' })).addBatch(row('a', 1n, null)), {
    condition: 'DYNAMODB_TABLE_NOT_FOUND',
    message: /table missing/,
  });
  await assert.rejects((await create({ ...OPTIONS, partitionKey: 'n' })).addBatch(row(null, 1n, null)), {
    condition: 'DYNAMODB_SINK_WRITE_REFUSED',
    message: /key \{"n":\{"N":"1"\}\}.*Missing the key k/s,
  });
});

test('a table with a sort key', async () => {
  const { dynamoDb, create } = setUp();
  const [partitionKey, sortKey] = [{ name: 'k', type: 'S' } as const, { name: 'n', type: 'N' } as const];
  dynamoDb.createTable({ name: 'sorted', partitionKey, sortKey });
  const sink = await create({ tableName: 'sorted', partitionKey: 'k', sortKey: 'n' });
  const rows: Row[] = [
    ['a', 1n, true],
    ['a', 2n, null],
    ['a', 1n, false],
  ];
  await sink.addBatch(new SampleBatch({ batchId: 0, schema, rows, outputMode: 'complete' }));
  await sink.addBatch(new SampleBatch({ batchId: 1, schema, rows: rows.slice(0, 1), outputMode: 'complete' }));
  const items = dynamoDb.items('sorted').map((item) => [item['n']?.N, item['flag']?.BOOL]);
  assert.deepEqual(items, [['1', true]]);
});
