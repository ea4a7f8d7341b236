import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { StreamSession } from 'millrace';
import { MemoryCheckpointStore } from '../../lib/checkpoint/index.ts';
import { kafkaSourceProvider } from '../../lib/connectors/kafka/provider.ts';
import { SystemClock } from '../../lib/util/clock.ts';
import { BatchValues, messageOf, openSession, recordTexts, TestKafka, temporaryFolder } from './kafka.fixture.ts';

const kafka = new TestKafka();
type Options = Readonly<Record<string, string | number | boolean>>;

const table = (session: StreamSession, options: Options) =>
  session.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, ...options })
    .load();

/** Runs what is there now on a checkpoint and gives the values by batch. */
async function run(t: TestContext, session: StreamSession, options: Options, checkpoint?: string): Promise<string[][]> {
  const seen = new BatchValues();
  const query = await session.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, ...options })
    .load()
    .writeStream.foreachBatch(seen.write)
    .option('checkpointLocation', checkpoint ?? (await temporaryFolder(t)))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  return seen.batches;
}

test('a table has all columns of a record', async (t) => {
  const topic = await kafka.topic();
  await kafka.send(
    topic,
    { key: 'k', value: 'v', timestamp: 1_700_000_000_123, headers: { h: 'x' } },
    { value: null, timestamp: 1_700_000_000_124 },
  );
  const session = await openSession(t);
  const rows = await table(session, { subscribe: topic, includeHeaders: true }).collect();
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  assert.deepEqual(
    rows.map((row) => ({ ...row, timestamp: (row as unknown as { timestamp: Date }).timestamp.toISOString() })),
    [
      {
        key: bytes('k'),
        value: bytes('v'),
        topic,
        partition: 0,
        offset: 0n,
        timestamp: '2023-11-14T22:13:20.123Z',
        timestampType: 0,
        headers: [{ key: 'h', value: bytes('x') }],
      },
      {
        key: null,
        value: null,
        topic,
        partition: 0,
        offset: 1n,
        timestamp: '2023-11-14T22:13:20.124Z',
        timestampType: 0,
        headers: null,
      },
    ],
  );
  assert.deepEqual(table(session, { subscribe: topic }).columns.includes('headers'), false);
});

test('subscribe, subscribePattern and assign read what they name', async (t) => {
  const session = await openSession(t);
  const [a, b] = [await kafka.topic(2, 'named-a'), await kafka.topic(1, 'named-b')];
  await kafka.send(a, { value: 1, partition: 0 }, { value: 2, partition: 1 });
  await kafka.send(b, { value: 3 });
  const read = (options: Options) => recordTexts(table(session, options));
  assert.deepEqual(await read({ subscribe: `${b}, ${a}` }), [`${a}-0@0=1`, `${a}-1@0=2`, `${b}-0@0=3`]);
  assert.deepEqual(await read({ subscribePattern: 'named-.-\\d+' }), [`${a}-0@0=1`, `${a}-1@0=2`, `${b}-0@0=3`]);
  assert.deepEqual(await read({ subscribePattern: 'named' }), [], 'a pattern matches whole names');
  assert.deepEqual(await read({ assign: `{"${a}":[1]}` }), [`${a}-1@0=2`]);
  await assert.rejects(read({ subscribe: 'nowhere' }), { condition: 'KAFKA_TOPIC_NOT_FOUND' });
});

test('a table starts and ends where the options say', async (t) => {
  const session = await openSession(t);
  const topic = await kafka.topic(2);
  const at = (second: number) => 1_700_000_000_000 + second * 1000;
  for (let n = 0; n < 5; n += 1) await kafka.send(topic, { value: n, timestamp: at(n) });
  await kafka.send(topic, { value: 9, partition: 1, timestamp: at(9) });
  const values = async (options: Options) =>
    (await recordTexts(table(session, { subscribe: topic, ...options }))).map((text) => Number(text.split('=')[1]));
  const json = (zero: number, one: number) => JSON.stringify({ [topic]: { 0: zero, 1: one } });
  assert.deepEqual(await values({}), [0, 1, 2, 3, 4, 9]);
  assert.deepEqual(await values({ startingOffsets: json(3, -2) }), [3, 4, 9]);
  assert.deepEqual(await values({ startingOffsets: 'earliest', endingOffsets: json(2, -1) }), [0, 1, 9]);
  assert.deepEqual(await values({ startingTimestamp: at(3) }), [3, 4, 9]);
  assert.deepEqual(await values({ startingOffsetsByTimestamp: json(at(4), at(0)), endingTimestamp: at(5) }), [4]);
  assert.deepEqual(await values({ endingOffsetsByTimestamp: json(at(1), at(10)) }), [0, 9]);
  await assert.rejects(values({ startingTimestamp: at(7) }), {
    condition: 'KAFKA_NO_OFFSET_FOR_TIMESTAMP',
    message: new RegExp(`topic-partition ${topic}-0 and timestamp ${at(7)}`),
  });
  const late = { startingTimestamp: at(7), startingOffsetsByTimestampStrategy: 'latest' };
  assert.deepEqual(await values(late), [9]);
  await assert.rejects(values({ startingOffsets: `{"${topic}":{"0":0}}` }), {
    condition: 'KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED',
  });
  await assert.rejects(values({ startingOffsetsByTimestamp: `{"${topic}":{"0":0}}` }), {
    condition: 'KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED',
  });
  await assert.rejects(values({ startingOffsets: json(4, 0), endingOffsets: json(2, 1) }), {
    condition: 'UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET',
  });
  await assert.rejects(values({ startingOffsets: json(4, 0), endingTimestamp: at(2) }), {
    condition: 'RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET',
  });
  await assert.rejects(values({ startingOffsets: 'latest' }), { condition: 'INVALID_OPTION' });
  await assert.rejects(values({ endingOffsets: 'earliest' }), { condition: 'INVALID_OPTION' });
});

test('a stream starts at the end, or where it is told, and later runs go on', async (t) => {
  const session = await openSession(t);
  const topic = await kafka.topic();
  const [latest, earliest] = [await temporaryFolder(t), await temporaryFolder(t)];
  await kafka.send(topic, { value: 'a' });
  assert.deepEqual(await run(t, session, { subscribe: topic }, latest), [[]], 'an empty batch 0, as in Spark');
  assert.deepEqual(await run(t, session, { subscribe: topic, startingOffsets: 'earliest' }, earliest), [['a']]);
  await kafka.send(topic, { value: 'b' });
  assert.deepEqual(await run(t, session, { subscribe: topic }, latest), [['b']]);
  const elsewhere = { subscribe: topic, startingOffsets: `{"${topic}":{"0":0}}` };
  assert.deepEqual(await run(t, session, elsewhere, earliest), [['b']], 'only a new query looks at startingOffsets');
  await assert.rejects(run(t, session, { subscribe: topic, endingOffsets: 'latest' }), {
    message: /ending offset not valid in streaming queries/,
  });
});

test('maxOffsetsPerTrigger is shared out by what is waiting', async (t) => {
  const session = await openSession(t);
  const topic = await kafka.topic(2);
  await kafka.send(topic, ...Array.from({ length: 8 }, (_, n) => ({ value: n, partition: 0 })));
  await kafka.send(topic, { value: 'x', partition: 1 }, { value: 'y', partition: 1 });
  const options = { subscribe: topic, startingOffsets: 'earliest', maxOffsetsPerTrigger: 5 };
  assert.deepEqual(await run(t, session, options), [
    ['0', '1', '2', '3', 'x'],
    ['4', '5', '6', '7', 'y'],
  ]);
});

test('minOffsetsPerTrigger waits for so many, and for maxTriggerDelay at most', async (t) => {
  const session = await openSession(t);
  const topic = await kafka.topic();
  const start = async (maxTriggerDelay: string, seen: BatchValues) =>
    session.readStream
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic, startingOffsets: 'earliest' })
      .options({ minOffsetsPerTrigger: 3, maxTriggerDelay })
      .load()
      .writeStream.foreachBatch(seen.write)
      .option('checkpointLocation', await temporaryFolder(t))
      .start();
  const patient = new BatchValues();
  const quick = new BatchValues();
  await kafka.send(topic, { value: 0 });
  const [slow, fast] = [await start('10m', patient), await start('300ms', quick)];
  await Promise.all([patient.until(1), quick.until(1)]);
  await kafka.send(topic, { value: 1 });
  await quick.until(2);
  assert.deepEqual(patient.batches, [['0']], 'one is waiting, and the delay is not over');
  await kafka.send(topic, { value: 2 }, { value: 3 });
  await patient.until(4);
  assert.deepEqual(patient.batches, [['0'], ['1', '2', '3']]);
  await Promise.all([slow.stop(), fast.stop()]);
});

test('partitions and topics that come later are read from their beginning', async (t) => {
  const session = await openSession(t);
  await kafka.topic(1, 'growing');
  const seen = new BatchValues();
  const query = await session.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribePattern: 'growing.*' })
    .load()
    .writeStream.foreachBatch(seen.write)
    .option('checkpointLocation', await temporaryFolder(t))
    .start();
  await query.processAllAvailable();
  const second = await kafka.topic(1, 'growing');
  await kafka.send(second, { value: 'topic' });
  await seen.until(1);
  await kafka.grow(second, 2);
  await kafka.send(second, { value: 'partition', partition: 1 });
  assert.deepEqual(await seen.until(2), ['topic', 'partition']);
  await query.processAllAvailable();
  const [source] = query.recentProgress.at(-1)?.sources ?? [];
  assert.equal(source?.description, 'KafkaV2[SubscribePattern[growing.*]]');
  assert.match(JSON.stringify(source?.endOffset), new RegExp(`"${second}":\\{"0":1,"1":1\\}`));
  await query.stop();
});

test('a broker waits for as much, and as long, as it is told', async (t) => {
  const session = await openSession(t);
  const topic = await kafka.topic();
  await kafka.send(topic, { value: 'a' });
  const timed = async (options: Options) => {
    const before = performance.now();
    assert.deepEqual(await recordTexts(table(session, { subscribe: topic, ...options })), [`${topic}-0@0=a`]);
    return performance.now() - before;
  };
  assert.ok((await timed({ 'kafka.fetch.min.bytes': 1_000_000, 'kafka.fetch.max.wait.ms': 700 })) >= 690);
  assert.ok((await timed({ 'kafka.fetch.min.bytes': 1, 'kafka.fetch.max.wait.ms': 30_000 })) < 30_000);
});

test('compressed records are read, and answers in small pieces', async (t) => {
  const session = await openSession(t);
  const topic = await kafka.topic(2);
  const values = Array.from({ length: 200 }, (_, n) => `${n}-${'x'.repeat(100)}`);
  for (const [i, compression] of (['gzip', 'snappy', 'lz4', 'zstd'] as const).entries()) {
    const part = values.slice(i * 50, i * 50 + 50).map((value, n) => messageOf(topic, { value, partition: n % 2 }));
    await kafka.producer((producer) => producer.send({ messages: part }), { compression });
  }
  const small = { 'kafka.max.partition.fetch.bytes': 500, 'kafka.fetch.max.bytes': 700, 'kafka.fetch.max.wait.ms': 10 };
  const rows = await recordTexts(table(session, { subscribe: topic, ...small }));
  assert.deepEqual(rows.map((text) => text.split('=')[1]).sort(), [...values].sort());
});

test('a run that is spread over processes ends where the topic did at a time, and never behind what another has read', async () => {
  const topic = await kafka.topic(2);
  const [early, late] = [1_700_000_000_000, 1_700_000_060_000];
  for (const timestamp of [early, early, late, late + 1])
    for (const partition of [0, 1]) await kafka.send(topic, { value: timestamp, timestamp, partition });
  const store = MemoryCheckpointStore.open();
  const options = { 'kafka.bootstrap.servers': kafka.servers, subscribe: topic, startingOffsets: 'earliest' };
  const context = { clock: new SystemClock(), fileSystems: [], conf: {} };
  const schema = kafkaSourceProvider.schema('kafka', options, undefined, context);
  const sourceAsOf = async (asOfMs: number) => {
    const source = await kafkaSourceProvider.create({
      ...{ format: 'kafka', options, schema, context },
      log: store.sourceLog(0),
    });
    await source.prepareForAvailableNow?.(asOfMs);
    return source;
  };
  const [one, other] = [await sourceAsOf(late - 1), await sourceAsOf(late)];
  try {
    const first = await one.latestOffset(null, 'limited');
    assert.deepEqual(first, { [topic]: { 0: 2, 1: 2 } });
    const second = await other.latestOffset(first, 'limited');
    assert.deepEqual(second, { [topic]: { 0: 3, 1: 3 } });
    assert.deepEqual(await one.latestOffset(second, 'limited'), second, 'nothing is lost, there is nothing to do');
  } finally {
    await one.stop();
    await other.stop();
  }
});
