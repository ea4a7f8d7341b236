import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { PutRecordsCommandInput } from '@aws-sdk/client-kinesis';
import type { Offset } from '../../contracts/source.ts';
import { parseDdl } from '../../types/ddl.ts';
import { type Row, Timestamp } from '../../types/value.ts';
import { KinesisFixture, nextBatch, readToEnd, START_MS, servicesOf, textsOf } from './kinesis.fixture.ts';
import { kinesisSinkProvider } from './sink-provider.ts';

const TRIM = { initialPosition: 'trim_horizon' };

/** Opens a sink on the fixture's stream and gives a function that writes a batch. */
async function openSink(fixture: KinesisFixture, ddl: string, options: Record<string, string> = {}) {
  const schema = parseDdl(ddl);
  const sink = await kinesisSinkProvider(servicesOf(fixture.port)).create({
    format: 'kinesis',
    options: { streamName: 's', ...options },
    schema,
    partitionBy: [],
    outputMode: 'append',
    queryId: 'q1',
    queryName: undefined,
    context: { clock: fixture.clock, fileSystems: [], conf: { 'spark.sql.session.timeZone': 'UTC' } },
  });
  const write = (batchId: number, rows: readonly Row[], queryId = 'q1') =>
    sink.addBatch({
      batchId,
      queryId,
      outputMode: 'append',
      isRerun: false,
      schema,
      collect: async () => rows,
      count: async () => rows.length,
      writeFiles: () => Promise.reject(new Error('not used')),
    });
  return { sink, write };
}

/** Sees what is put, and may do something else instead. */
function watchPuts(fixture: KinesisFixture, before: (input: PutRecordsCommandInput) => void = () => undefined) {
  const { port } = fixture.kinesis;
  const requests: (readonly (string | undefined)[])[] = [];
  fixture.port = {
    ...port,
    putRecords: async (input) => {
      requests.push((input.Records ?? []).map(({ PartitionKey }) => PartitionKey));
      before(input);
      return port.putRecords(input);
    },
  };
  return requests;
}

const read = async (fixture: KinesisFixture, options = {}) =>
  (await readToEnd(await fixture.open({ ...TRIM, ...options }), null)).texts;

test('rows become JSON objects that end with the row they are', async () => {
  const fixture = new KinesisFixture();
  const { sink, write } = await openSink(fixture, 'id BIGINT, t TIMESTAMP, note STRING');
  assert.equal(sink.description, 'KinesisSink[s]');
  const time = new Timestamp(BigInt(START_MS) * 1000n);
  assert.deepEqual(
    await write(7, [
      [1n, time, null],
      [2n, null, 'x"y'],
    ]),
    { numOutputRows: 2 },
  );
  assert.deepEqual(await read(fixture), [
    '{"id":1,"t":"2023-11-14T22:13:20.000Z","_millrace":{"query":"q1","batch":7,"row":0}}',
    '{"id":2,"note":"x\\"y","_millrace":{"query":"q1","batch":7,"row":1}}',
  ]);
});

test('the JSON writer has its options, and identity=none leaves rows as they are', async () => {
  const fixture = new KinesisFixture();
  const options = { identity: 'none', ignoreNullFields: 'false', timestampFormat: 'yyyy' };
  const { write } = await openSink(fixture, 'id BIGINT, t TIMESTAMP, note STRING', options);
  await write(0, [[1n, new Timestamp(BigInt(START_MS) * 1000n), null]]);
  assert.deepEqual(await read(fixture), ['{"id":1,"t":"2023","note":null}']);
});

test('a column data is written as it is, under its partitionKey', async () => {
  const fixture = new KinesisFixture();
  const requests = watchPuts(fixture);
  await (await openSink(fixture, 'partitionKey STRING, data STRING')).write(0, [
    ['k1', 'a'],
    [null, 'b'],
  ]);
  await (await openSink(fixture, 'data BINARY')).write(0, [[Buffer.from('c')]]);
  assert.deepEqual(await read(fixture), ['a', 'b', 'c']);
  assert.equal(requests[0]?.[0], 'k1');
  assert.match(requests[0]?.[1] ?? '', /^[0-9a-f]{64}$/);
  const { write } = await openSink(fixture, 'data STRING');
  await assert.rejects(write(1, [[null]]), { condition: 'KINESIS_DATA_IS_NULL' });
});

test('identity=always marks JSON objects of a column data and refuses what is none', async () => {
  const fixture = new KinesisFixture();
  const { write } = await openSink(fixture, 'data STRING', { identity: 'always' });
  await write(3, [['{ }'], ['{"a":1}']]);
  const mark = (row: number) => `"_millrace":{"query":"q1","batch":3,"row":${row}}`;
  assert.deepEqual(await read(fixture), [`{${mark(0)}}`, `{"a":1,${mark(1)}}`]);
  await assert.rejects(write(4, [['[1]']]), { condition: 'KINESIS_PAYLOAD_NOT_AN_OBJECT', message: /\[1\]/ });
});

test('a column gives the partition key, whatever its type', async () => {
  const fixture = new KinesisFixture();
  const requests = watchPuts(fixture);
  const cases: readonly [string, Row[0], string | RegExp][] = [
    ['k BIGINT', 12n, '12'],
    ['k STRING', 'ä', 'ä'],
    ['k TIMESTAMP', new Timestamp(BigInt(START_MS) * 1000n), '2023-11-14T22:13:20.000Z'],
    ['k STRUCT<a: INT>', { a: 1 }, '{"a":1}'],
    ['k STRING', '', /^[0-9a-f]{64}$/],
    ['k STRING', null, /^[0-9a-f]{64}$/],
    ['k STRING', 'x'.repeat(257), /^[0-9a-f]{64}$/],
  ];
  for (const [ddl, value, wanted] of cases) {
    await (await openSink(fixture, ddl, { partitionKey: 'K' })).write(0, [[value]]);
    const key = requests.at(-1)?.[0] ?? '';
    if (typeof wanted === 'string') assert.equal(key, wanted);
    else assert.match(key, wanted);
  }
  await assert.rejects(openSink(fixture, 'id INT', { partitionKey: 'key' }), { condition: 'INVALID_OPTION' });
});

test('gzip payloads are read back by the source', async () => {
  const fixture = new KinesisFixture();
  await (await openSink(fixture, 'id INT', { compression: 'gzip', identity: 'none' })).write(0, [[1]]);
  assert.deepEqual(await read(fixture), ['{"id":1}']);
  const raw = await fixture.open({ ...TRIM, compression: 'none' });
  const input = await raw.getBatch(null, (await raw.latestOffset(null, 'limited')) as Offset);
  assert.ok(input.kind === 'rows');
  assert.equal(gunzipSync(input.rows[0]?.[0] as Uint8Array).toString(), '{"id":1}');
});

test('requests are packed to the limits: records, bytes, and one record per key', async () => {
  const fixture = new KinesisFixture(8);
  const requests = watchPuts(fixture);
  const { write } = await openSink(fixture, 'data BINARY');
  await write(
    0,
    Array.from({ length: 1100 }, (_, i) => [Buffer.from(`r${i}`)]),
  );
  assert.deepEqual(
    requests.map((keys) => keys.length),
    [500, 500, 100],
  );
  requests.length = 0;
  await write(
    1,
    Array.from({ length: 25 }, (_, i) => [Buffer.alloc(1_000_000, i)]),
  );
  assert.deepEqual(
    requests.map((keys) => keys.length),
    [10, 10, 5],
  );
  requests.length = 0;
  const keyed: Row[] = ['a', 'b', 'a', 'c', 'a'].map((key, i) => [key, `${key}${i}`]);
  await (await openSink(fixture, 'partitionKey STRING, data STRING')).write(0, keyed);
  assert.deepEqual(requests, [['a', 'b', 'c'], ['a'], ['a']]);
  requests.length = 0;
  await (await openSink(fixture, 'partitionKey STRING, data STRING', { keyOrder: 'relaxed' })).write(0, keyed);
  assert.deepEqual(requests, [['a', 'b', 'a', 'c', 'a']]);
  requests.length = 0;
  await (await openSink(fixture, 'data STRING', { maxRecordsPerRequest: '2' })).write(0, [['x'], ['y'], ['z']]);
  assert.deepEqual(
    requests.map((keys) => keys.length),
    [2, 1],
  );
});

test('what a stream does not take is put again, and records of a key never pass each other', async () => {
  const fixture = new KinesisFixture(1, { limitWrites: true });
  const { write } = await openSink(fixture, 'partitionKey STRING, data STRING');
  const rows = Array.from({ length: 3000 }, (_, i): Row => [`k${i % 300}`, `${i % 300}:${i}`]);
  await write(0, rows);
  const texts = await read(fixture);
  assert.equal(texts.length, 3000);
  const byKey = (all: readonly string[]) => Object.groupBy(all, (text) => text.split(':')[0] ?? '');
  assert.deepEqual(byKey(texts), byKey(rows.map(([, data]) => String(data))));
  assert.ok(fixture.clock.now() >= START_MS + 2000);
});

test('1,000 records of 100 KB go into one shard, 1 MB a second', async () => {
  const fixture = new KinesisFixture(1, { limitWrites: true });
  const { write } = await openSink(fixture, 'data BINARY');
  await write(
    0,
    Array.from({ length: 1000 }, (_, i) => [Buffer.alloc(100_000, String(i).padStart(4, '0'))]),
  );
  assert.equal((await read(fixture)).length, 1000);
  assert.ok(fixture.clock.now() - START_MS >= 99_000);
});

test('a stream that takes nothing for maxRetryTime fails the batch', async () => {
  const fixture = new KinesisFixture();
  const { port } = fixture.kinesis;
  fixture.port = {
    ...port,
    putRecords: async ({ Records = [] }) => ({
      $metadata: {},
      FailedRecordCount: Records.length,
      Records: Records.map(() => ({ ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' })),
    }),
  };
  const { write } = await openSink(fixture, 'id INT', { maxRetryTime: '10s' });
  await assert.rejects(write(0, [[1]]), { condition: 'KINESIS_PUT_FAILED', message: /InternalFailure/ });
  assert.ok(fixture.clock.now() - START_MS >= 10_000);
});

test('a record larger than the stream takes is refused before anything is written', async () => {
  const fixture = new KinesisFixture();
  const { write } = await openSink(fixture, 'data BINARY');
  const batch: Row[] = [[Buffer.from('small')], [Buffer.alloc(1024 * 1024)]];
  await assert.rejects(write(0, batch), { condition: 'KINESIS_RECORD_TOO_LARGE', message: /takes 1048576/ });
  assert.deepEqual(await read(fixture), []);
  fixture.kinesis.createStream('large', { maxRecordKiB: 10_240 });
  const large = await openSink(fixture, 'data BINARY', { streamName: 'large' });
  assert.deepEqual(await large.write(0, batch), { numOutputRows: 2 });
});

test('a batch written twice, in another order, and after a lost answer is read once with dropRepeats', async () => {
  const fixture = new KinesisFixture(3);
  let puts = 0;
  const { port } = fixture.kinesis;
  fixture.port = {
    ...port,
    putRecords: async (input) => {
      const result = await port.putRecords(input);
      if (++puts === 8) throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      return result;
    },
  };
  const { write } = await openSink(fixture, 'id INT, v STRING', { maxRecordsPerRequest: '7' });
  const rows = (batch: number): Row[] => Array.from({ length: 20 }, (_, i) => [batch * 100 + i, 'v']);
  await write(0, rows(0));
  await write(0, rows(0).reverse());
  await assert.rejects(write(1, rows(1)), { name: 'TimeoutError' });
  await write(1, rows(1));
  await write(0, rows(0));
  await write(1, rows(1), 'another query');
  assert.equal((await read(fixture)).length, 114);
  const kept = await read(fixture, { dropRepeats: 'true', maxRecordsPerTrigger: '7' });
  const id = (text: string) => JSON.parse(text).id as number;
  const of = (query: string) =>
    kept
      .filter((text) => text.includes(`"${query}"`))
      .map(id)
      .sort((a, b) => a - b);
  assert.deepEqual(
    of('q1'),
    [...rows(0), ...rows(1)].map(([value]) => value),
  );
  assert.deepEqual(
    of('another query'),
    rows(1).map(([value]) => value),
  );
});

test('repeats are dropped over a reshard, the same in a batch that is read again', async () => {
  const fixture = new KinesisFixture(2);
  const { write } = await openSink(fixture, 'id INT');
  const rows = Array.from({ length: 30 }, (_, i): Row => [i]);
  await write(0, rows.slice(0, 10));
  await write(1, rows);
  fixture.kinesis.mergeShards('s', 'shardId-000000000000', 'shardId-000000000001');
  await write(1, rows);
  fixture.kinesis.splitShard('s', 'shardId-000000000002');
  await write(1, rows);
  await write(2, rows.slice(0, 3));
  for (const maxRecordsPerTrigger of ['1', '4', '1000']) {
    const options = { ...TRIM, dropRepeats: 'true', maxRecordsPerTrigger };
    const texts: string[] = [];
    let start: Offset | null = null;
    for (;;) {
      const from: Offset | null = start;
      const source = await fixture.open(options);
      const end = await source.latestOffset(from, 'limited');
      if (end === null || JSON.stringify(end) === JSON.stringify(from)) break;
      const batch = textsOf(await source.getBatch(from, end));
      assert.deepEqual(textsOf(await (await fixture.open(options)).getBatch(from, end)), batch);
      texts.push(...batch);
      start = end;
    }
    assert.equal(texts.length, 43, `${maxRecordsPerTrigger} a batch`);
    assert.equal(new Set(texts).size, 43);
  }
});

test('equal rows of one batch are different rows', async () => {
  const fixture = new KinesisFixture();
  const { write } = await openSink(fixture, 'v STRING');
  await write(0, [['same'], ['same']]);
  await write(0, [['same'], ['same']]);
  const { texts } = await nextBatch(await fixture.open({ ...TRIM, dropRepeats: 'true' }), null);
  assert.equal(texts.length, 2);
});

test('bad options are refused', async () => {
  const fixture = new KinesisFixture();
  const refused = (options: Record<string, string>, condition: string) =>
    assert.rejects(openSink(fixture, 'id INT', options), { condition });
  await refused({ maxRecordsPerRequest: '501' }, 'INVALID_OPTION');
  await refused({ keyOrder: 'loose' }, 'INVALID_OPTION');
  await refused({ mode: 'FAILFAST' }, 'UNKNOWN_OPTION');
  await refused({ locale: 'fr' }, 'INVALID_OPTION');
});

test('a sink that waits for a service that is away gives up when it is interrupted', async () => {
  const fixture = new KinesisFixture();
  fixture.port = { ...fixture.port, putRecords: () => new Promise(() => undefined) };
  const { sink, write } = await openSink(fixture, 'id INT');
  const waiting = write(0, [[1]]);
  setImmediate(() => sink.interrupt?.());
  await assert.rejects(waiting, { condition: 'WAIT_INTERRUPTED' });
});
