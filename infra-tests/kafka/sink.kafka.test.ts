import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { DataFrame, Timestamp } from 'millrace';
import { eventually } from '../eventually.ts';
import { openSession, recordTexts, TestKafka, temporaryFolder } from './kafka.fixture.ts';

const kafka = new TestKafka();
type Options = Readonly<Record<string, string | number | boolean>>;

/** Writes rows to Kafka in a query of one batch; gives a frame of all that is in Kafka under `subscribe` then. */
async function write(
  t: TestContext,
  schema: string,
  rows: readonly (readonly unknown[])[],
  options: Options,
  subscribe: string,
): Promise<DataFrame> {
  const session = await openSession(t);
  session.memoryStream(schema, 'rows').addData(...(rows as never[]));
  const query = await session.readStream
    .format('memory')
    .option('stream', 'rows')
    .load()
    .writeStream.format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, ...options })
    .option('checkpointLocation', await temporaryFolder(t))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return session.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe, includeHeaders: true })
    .load();
}

test('a row becomes a record: key, value, headers, topic and partition', async (t) => {
  const [topic, other] = [await kafka.topic(3), await kafka.topic(1)];
  const schema =
    'topic STRING, key STRING, value BINARY, partition INT, headers ARRAY<STRUCT<key: STRING, value: BINARY>>, more INT';
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  const headers = [
    { key: 'a', value: bytes('1') },
    { key: 'a', value: bytes('2') },
    { key: 'none', value: null },
  ];
  const before = Date.now();
  const read = await write(
    t,
    schema,
    [
      [topic, 'k', bytes('one'), 2, headers, 7],
      [other, null, null, null, null, 8],
    ],
    {},
    `${topic},${other}`,
  );
  const rows = (await read.collect()) as unknown as (Record<string, unknown> & { timestamp: Timestamp })[];
  assert.deepEqual(
    rows.map(({ timestamp, ...row }) => ({ ...row, isNow: timestamp.getTime() >= before })),
    [
      {
        ...{ key: bytes('k'), value: bytes('one'), topic, partition: 2, offset: 0n, timestampType: 0 },
        ...{ headers, isNow: true },
      },
      {
        ...{ key: null, value: null, topic: other, partition: 0, offset: 0n, timestampType: 0 },
        ...{ headers: null, isNow: true },
      },
    ],
  );
});

test('the option topic goes before the column; keys choose the partition that other producers choose', async (t) => {
  const topic = await kafka.topic(5);
  const keys = ['21', 'foobar', 'a-little-bit-long-string', 'x', 'ключ'];
  const rows = keys.map((key) => ['elsewhere', key, key]);
  const read = await write(t, 'topic STRING, key STRING, value STRING', rows, { topic }, topic);
  const chosen = await recordTexts(read);
  // As org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey(key, 5) gives.
  assert.deepEqual(chosen.map((text) => text.replace(topic, 't')).sort(), [
    't-0@0=21',
    't-1@0=foobar',
    't-1@1=x',
    't-2@0=a-little-bit-long-string',
    't-4@0=ключ',
  ]);
});

test('rows without a key take turns', async (t) => {
  const topic = await kafka.topic(2);
  const read = await write(t, 'value STRING', [['a'], ['b'], ['c']], { topic }, topic);
  assert.deepEqual(await recordTexts(read), [`${topic}-0@0=a`, `${topic}-0@1=c`, `${topic}-1@0=b`]);
});

test('more than one request: all rows are there, in order', async (t) => {
  const topic = await kafka.topic();
  const rows = Array.from({ length: 500 }, (_, n) => [`${n}-${'x'.repeat(50)}`]);
  const options = { topic, 'kafka.max.request.size': 2000, 'kafka.compression.type': 'gzip' };
  const read = await write(t, 'value STRING', rows, options, topic);
  assert.deepEqual(
    (await recordTexts(read)).map((text) => text.split('=')[1]),
    rows.map(([value]) => value),
  );
});

test('other producers: not idempotent, with fewer acknowledgements', async (t) => {
  for (const acks of ['1', '0']) {
    const topic = await kafka.topic();
    const options = { topic, 'kafka.acks': acks, 'kafka.enable.idempotence': false };
    await write(t, 'value STRING', [['a']], options, topic);
    const session = await openSession(t);
    const read = () =>
      recordTexts(
        session.read.format('kafka').options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic }).load(),
      );
    // Without acknowledgement the query ends before the record is there.
    await eventually(60_000, async () => assert.deepEqual(await read(), [`${topic}-0@0=a`]), 20);
  }
});

test('a topic that is not there is made where the brokers do that', async (t) => {
  const read = await write(t, 'value STRING', [['a']], { topic: 'made-on-demand' }, 'made-on-demand');
  assert.deepEqual(await recordTexts(read), ['made-on-demand-0@0=a']);
});

test('rows that make no messages are refused', async (t) => {
  const refused = (schema: string, row: readonly unknown[], options: Options) =>
    write(t, schema, [row], options, 'none').then(
      () => assert.fail('not refused'),
      (error: Error & { cause?: unknown }) => `${error.message}`,
    );
  assert.match(await refused('value STRING', ['a'], {}), /topic option required when no 'topic' attribute is present/);
  assert.match(await refused('key STRING', ['a'], { topic: 't' }), /Required attribute 'value' not found/);
  assert.match(
    await refused('value INT', [1], { topic: 't' }),
    /value attribute unsupported type int\. value must be a\(n\) string or binary/,
  );
  assert.match(
    await refused('value STRING, topic INT', ['a', 1], {}),
    /topic attribute unsupported type int\. topic must be a\(n\) string/,
  );
  assert.match(await refused('value STRING, topic STRING', ['a', null], {}), /KAFKA_NULL_TOPIC_IN_DATA/);
  const topic = await kafka.topic(2);
  assert.match(
    await refused('value STRING, partition INT', ['a', 2], { topic }),
    /KAFKA_PARTITION_NOT_FOUND.*partition 2 .* has 2: 0 to 1/s,
  );
});

test('a record that the broker does not take fails the query with the reason', async (t) => {
  const topic = await kafka.topic();
  const write2 = write(
    t,
    'value STRING',
    [['x'.repeat(2_000_000)]],
    { topic, 'kafka.max.request.size': 3_000_000 },
    topic,
  );
  await assert.rejects(write2, /KAFKA_SEND_FAILED.*(larger|large)/s);
});
