import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MillraceError, type StreamingQuery, StreamingQueryException, type StreamSession } from 'millrace';
import { openKafkaSink } from '../../lib/connectors/kafka/sink.ts';
import { SampleBatch } from '../../lib/connectors/sample-batch.fixture.ts';
import { StringType, structField, structType } from '../../lib/types/data-type.ts';
import {
  BatchValues,
  fetchFrom,
  messageOf,
  openSession,
  recordTexts,
  STOPS_WITHIN_MS,
  TestKafka,
  temporaryFolder,
} from './kafka.fixture.ts';

const kafka = new TestKafka({ properties: { 'auto.create.topics.enable': 'false' } });
type Options = Readonly<Record<string, string | number | boolean>>;

interface Run {
  readonly seen: BatchValues;
  readonly query: StreamingQuery;
}

async function start(session: StreamSession, checkpoint: string, options: Options): Promise<Run> {
  const seen = new BatchValues();
  const query = await session.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, startingOffsets: 'earliest', ...options })
    .load()
    .writeStream.foreachBatch(seen.write)
    .option('checkpointLocation', checkpoint)
    .start();
  return { seen, query };
}

/** The condition and message of what ended a query. */
async function failureOf({ query }: Run): Promise<{ condition: string; message: string }> {
  const error = await query.awaitTermination().then(
    () => assert.fail('The query has not failed'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StreamingQueryException);
  assert.ok(error.cause instanceof MillraceError);
  return { condition: error.cause.condition, message: error.cause.message };
}

/** Reads what is there on a checkpoint and stops. */
async function readAll(session: StreamSession, checkpoint: string, options: Options): Promise<string[]> {
  const { seen, query } = await start(session, checkpoint, options);
  await query.processAllAvailable();
  await query.stop();
  return seen.values;
}

async function setUp(t: TestContext, partitions = 1) {
  const [session, checkpoint] = [await openSession(t), await temporaryFolder(t)];
  return { session, checkpoint, topic: await kafka.topic(partitions) };
}

test('a query outlives a restart of the broker', async (t) => {
  const { session, checkpoint, topic } = await setUp(t, 2);
  await kafka.send(topic, { value: 'before' });
  const { seen, query } = await start(session, checkpoint, { subscribe: topic });
  await seen.until(1);
  await kafka.broker.down();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(query.isActive, true);
  await kafka.broker.up();
  await kafka.send(topic, { value: 'after', partition: 1 });
  assert.deepEqual(await seen.until(2), ['before', 'after']);
  assert.equal(query.exception(), null);
  await query.stop();
});

test('a query stops at once while the broker is away; without patience it fails with the reason', async (t) => {
  const { session, checkpoint, topic } = await setUp(t);
  await kafka.send(topic, { value: 'a' });
  const patient = await start(session, checkpoint, { subscribe: topic });
  const other = await temporaryFolder(t);
  const hasty = await start(session, other, { subscribe: topic, 'kafka.default.api.timeout.ms': 200 });
  await Promise.all([patient.seen.until(1), hasty.seen.until(1)]);
  await kafka.broker.down();
  try {
    const { condition, message } = await failureOf(hasty);
    assert.equal(condition, 'KAFKA_REQUEST_FAILED');
    // Whichever request came first, when the broker was about to go or had gone.
    assert.match(message, new RegExp(`Kafka at ${kafka.servers} cannot [a-z ]+: \\w`));
    const before = performance.now();
    await patient.query.stop();
    assert.ok(performance.now() - before < STOPS_WITHIN_MS, `stopping took ${performance.now() - before} ms`);
  } finally {
    await kafka.broker.up();
  }
});

test('records that are gone before they were read fail the query, or are passed over', async (t) => {
  const { session, checkpoint, topic } = await setUp(t);
  await kafka.send(topic, ...[0, 1].map((value) => ({ value })));
  assert.deepEqual(await readAll(session, checkpoint, { subscribe: topic }), ['0', '1']);
  await kafka.send(topic, ...[2, 3, 4].map((value) => ({ value })));
  const partitions = [{ partition: 0, offset: 4n }];
  await kafka.admin((admin) => admin.deleteRecords({ topics: [{ name: topic, partitions }] }));
  const { condition, message } = await failureOf(
    await start(session, checkpoint, { subscribe: topic, 'kafka.group.id': 'mine' }),
  );
  assert.equal(condition, 'KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE');
  assert.match(message, new RegExp(`offset \\[2, 5\\) for topic partition ${topic}-0 with consumer group mine`));
  assert.deepEqual(await readAll(session, checkpoint, { subscribe: topic, failOnDataLoss: false }), ['4']);
});

test('a topic that is deleted fails the query, or is left behind; made anew it is read from its beginning', async (t) => {
  const { session, checkpoint, topic } = await setUp(t);
  const other = await kafka.topic(1, `${topic}-other`);
  const options = { subscribePattern: `${topic}.*` };
  await kafka.send(topic, { value: 'a' });
  assert.deepEqual(await readAll(session, checkpoint, options), ['a']);
  await kafka.remove(topic);
  await kafka.send(other, { value: 'b' });
  const { condition, message } = await failureOf(await start(session, checkpoint, options));
  assert.equal(condition, 'KAFKA_DATA_LOSS.PARTITIONS_DELETED');
  assert.match(message, new RegExp(`Partitions ${topic}-0 have been deleted`));
  assert.deepEqual(await readAll(session, checkpoint, { ...options, failOnDataLoss: false }), ['b']);
  await kafka.create(topic);
  await kafka.send(topic, { value: 'c' });
  assert.deepEqual(await readAll(session, checkpoint, options), ['c']);
});

test('a topic that is deleted while it is read is a loss of data', async (t) => {
  const session = await openSession(t);
  const readWhileDeleted = async (topic: string, failOnDataLoss: boolean) => {
    await kafka.send(topic, { value: 'a' });
    const frame = session.read
      .format('kafka')
      .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic, failOnDataLoss })
      .option('endingOffsets', `{"${topic}":{"0":5}}`)
      .load();
    const asked = fetchFrom(1n);
    const rows = recordTexts(frame);
    rows.catch(() => undefined);
    await asked;
    await kafka.remove(topic);
    return rows;
  };
  const topic = await kafka.topic();
  assert.deepEqual(await readWhileDeleted(topic, false), [`${topic}-0@0=a`]);
  await assert.rejects(readWhileDeleted(await kafka.topic(), true), {
    condition: 'KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE',
    message: /\[1, 5\)/,
  });
});

test('a topic made anew behind the back of a query is noticed by its offsets', async (t) => {
  const { session, checkpoint, topic } = await setUp(t);
  await kafka.send(topic, { value: 'a' }, { value: 'b' });
  assert.deepEqual(await readAll(session, checkpoint, { subscribe: topic }), ['a', 'b']);
  await kafka.remove(topic);
  await kafka.create(topic);
  await kafka.send(topic, { value: 'c' });
  const before = performance.now();
  const retry = { 'fetchOffset.numRetries': 3, 'fetchOffset.retryIntervalMs': 200 };
  const { condition, message } = await failureOf(await start(session, checkpoint, { subscribe: topic, ...retry }));
  assert.ok(performance.now() - before > 400, 'offsets that cannot be right are asked for three times');
  assert.equal(condition, 'KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED');
  assert.match(message, new RegExp(`${topic}-0 offset was changed from 2 to 1`));
  const options = { subscribe: topic, failOnDataLoss: false, 'fetchOffset.retryIntervalMs': 10 };
  assert.deepEqual(await readAll(session, checkpoint, options), [], 'the end is taken as it is now, as in Spark');
  await kafka.send(topic, { value: 'd' });
  assert.deepEqual(await readAll(session, checkpoint, options), ['d']);
});

test('read_committed leaves out what was aborted and what is still open', async (t) => {
  const { session, topic } = await setUp(t);
  const send = (value: string) => ({ messages: [messageOf(topic, { value })] });
  await kafka.producer(
    async (producer) => {
      for (const [value, end] of [
        ['a', 'commit'],
        ['b', 'abort'],
        ['c', 'abort'],
        ['d', 'commit'],
        ['e', 'abort'],
      ] as const) {
        const transaction = await producer.beginTransaction();
        for (const part of [1, 2]) await transaction.send(send(`${value}${part}`));
        await (end === 'commit' ? transaction.commit() : transaction.abort());
      }
      await kafka.send(topic, { value: 'plain' });
      const open = await producer.beginTransaction();
      await open.send(send('open'));
      const read = async (level: string, more: Options = {}) => {
        const frame = session.read
          .format('kafka')
          .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic, 'kafka.isolation.level': level })
          .options(more)
          .load();
        return (await recordTexts(frame)).map((text) => text.split('=')[1]);
      };
      const all = ['a1', 'a2', 'b1', 'b2', 'c1', 'c2', 'd1', 'd2', 'e1', 'e2', 'plain', 'open'];
      const committed = ['a1', 'a2', 'd1', 'd2', 'plain'];
      assert.deepEqual(await read('read_uncommitted'), all);
      assert.deepEqual(await read('read_committed'), committed);
      const pieces = { 'kafka.max.partition.fetch.bytes': 1, 'kafka.fetch.max.wait.ms': 5 };
      assert.deepEqual(await read('read_committed', pieces), committed, 'the mark of the end comes in another answer');
      const checkpoint = await temporaryFolder(t);
      const stream = { subscribe: topic, 'kafka.isolation.level': 'read_committed' };
      assert.deepEqual(await readAll(session, checkpoint, stream), committed);
      await open.commit();
      await kafka.settled(topic);
      assert.deepEqual(await readAll(session, checkpoint, stream), ['open'], 'and once it is committed it comes');
    },
    { idempotent: true, transactionalId: `${topic}-writer` },
  );
});

test('without an answer in time the batch fails with the place', async (t) => {
  const { session, topic } = await setUp(t);
  await kafka.send(topic, { value: 'a' });
  const beyond = {
    endingOffsets: `{"${topic}":{"0":5}}`,
    'kafkaConsumer.pollTimeoutMs': 300,
    'kafka.fetch.max.wait.ms': 50,
  };
  const frame = session.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic, ...beyond })
    .load();
  await assert.rejects(frame.collect(), {
    condition: 'KAFKA_POLL_TIMEOUT',
    message: new RegExp(`Cannot fetch record for offset 1 of ${topic}-0 in 300 milliseconds: nothing has come`),
  });
});

/** Runs a query that writes one row, and gives what came of it. */
async function writeOne(t: TestContext, options: Options): Promise<unknown> {
  const session = await openSession(t);
  session.memoryStream('value STRING', 'one').addData(['a']);
  const query = await session.readStream
    .format('memory')
    .option('stream', 'one')
    .load()
    .writeStream.format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, ...options })
    .option('checkpointLocation', await temporaryFolder(t))
    .trigger({ availableNow: true })
    .start();
  return query.awaitTermination();
}

test('a sink waits for its topic no longer than it is told', async (t) => {
  const before = performance.now();
  const written = writeOne(t, { topic: 'never-made', 'kafka.max.block.ms': 400 });
  await assert.rejects(written, /KAFKA_TOPIC_NOT_FOUND.*never-made/s);
  const tookMs = performance.now() - before;
  assert.ok(tookMs >= 400 && tookMs < 30_000, `it took ${tookMs} ms`);
});

test('a sink waits for its records to be confirmed no longer than it is told', async (t) => {
  const schema = structType([structField('value', StringType)]);
  // Time is over as soon as somebody waits for it.
  const clock = { now: () => Date.now(), waitUntil: () => Promise.resolve() };
  const options = { 'kafka.bootstrap.servers': kafka.servers, topic: await kafka.topic() };
  const sink = openKafkaSink({ ...options, 'kafka.delivery.timeout.ms': '600' }, schema, clock);
  t.after(() => sink.close());
  const written = sink.addBatch(new SampleBatch({ batchId: 0, schema, rows: [['a']] }));
  await assert.rejects(written, {
    condition: 'KAFKA_SEND_FAILED',
    message: /nothing was confirmed within 600 ms \(kafka\.delivery\.timeout\.ms\)/,
  });
});
