import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamingQuery, StreamSession } from 'millrace';
import { forwardLargeOrders } from '../../examples/continuous/continuous.ts';
import { openSession, STOPS_WITHIN_MS, TestKafka, temporaryFolder } from './kafka.fixture.ts';

const kafka = new TestKafka();

interface Copy {
  readonly topic: string;
  readonly target: string;
  readonly checkpoint: string;
}

const copyPlaces = async (t: TestContext, partitions = 1): Promise<Copy> => ({
  topic: await kafka.topic(partitions),
  target: await kafka.topic(2),
  checkpoint: await temporaryFolder(t),
});

/** Copies values from one topic into another. */
const copy = (
  session: StreamSession,
  { topic, target, checkpoint }: Copy,
  trigger: object = { continuous: '1 hour' },
  options: Readonly<Record<string, string | number | boolean>> = {},
): Promise<StreamingQuery> =>
  session.readStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic, startingOffsets: 'earliest', ...options })
    .load()
    .selectExpr('value')
    .writeStream.format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, topic: target, checkpointLocation: checkpoint })
    .trigger(trigger as { continuous: string })
    .start();

const valuesOf = async (session: StreamSession, topic: string): Promise<string[]> => {
  const rows = await session.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic })
    .load()
    .selectExpr('CAST(value AS STRING) AS v')
    .collect();
  return rows.map((row) => String((row as { v: unknown }).v)).sort();
};

/** Waits until so many different values are there: a broker that comes back may have repeated some. */
async function until(session: StreamSession, topic: string, count: number, timeoutMs = 120_000): Promise<string[]> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const values = await valuesOf(session, topic);
    if (new Set(values).size >= count) return values;
    if (performance.now() > deadline) assert.fail(`of ${count} values came ${values.join(', ')}`);
    await sleep(20);
  }
}

test('records flow at once, long before the epoch ends, and take turns over the partitions', async (t) => {
  const session = await openSession(t);
  const places = await copyPlaces(t, 3);
  await kafka.send(places.topic, { value: 'a' });
  const query = await copy(session, places);
  assert.deepEqual(await until(session, places.target, 1), ['a']);
  await kafka.send(places.topic, { value: 'b', partition: 2 });
  assert.deepEqual(await until(session, places.target, 2), ['a', 'b']);
  assert.deepEqual(query.recentProgress, []);
  const spread = await session.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: places.target })
    .load()
    .selectExpr('partition')
    .collect();
  assert.deepEqual(spread.map((row) => (row as { partition: number }).partition).sort(), [0, 1]);
  await query.processAllAvailable();
  assert.deepEqual(query.lastProgress?.sources[0]?.endOffset, { [places.topic]: { 0: 1, 1: 0, 2: 1 } });
  assert.equal(query.lastProgress?.sink.numOutputRows, 2);
  await query.stop();
});

test('continuous runs and batches go on behind each other on one checkpoint', async (t) => {
  const session = await openSession(t);
  const places = await copyPlaces(t, 2);
  const triggers = [{ continuous: '1 hour' }, { availableNow: true }, { continuous: '100 milliseconds' }];
  for (const [n, trigger] of triggers.entries()) {
    await kafka.send(places.topic, { value: n, partition: n % 2 });
    const query = await copy(session, places, trigger);
    if ('availableNow' in trigger) await query.awaitTermination();
    else await until(session, places.target, n + 1);
    await query.stop();
  }
  assert.deepEqual(await valuesOf(session, places.target), ['0', '1', '2']);
});

test('partitions that come later are read; the broker may go and come back', async (t) => {
  const session = await openSession(t);
  const places = await copyPlaces(t);
  const query = await copy(session, places);
  await kafka.send(places.topic, { value: 'a' });
  await until(session, places.target, 1);
  await kafka.grow(places.topic, 2);
  await kafka.send(places.topic, { value: 'b', partition: 1 });
  await until(session, places.target, 2);
  await kafka.broker.down();
  await sleep(300);
  await kafka.broker.up();
  await kafka.send(places.topic, { value: 'c' }, { value: 'd', partition: 1 });
  assert.deepEqual([...new Set(await until(session, places.target, 4))], ['a', 'b', 'c', 'd']);
  await query.stop();
});

test('a query stops while its broker is away, and the next run loses nothing', async (t) => {
  const session = await openSession(t);
  const places = await copyPlaces(t);
  const query = await copy(session, places);
  await kafka.send(places.topic, { value: 'a' });
  await until(session, places.target, 1);
  await kafka.broker.down();
  const before = performance.now();
  await query.stop();
  assert.ok(performance.now() - before < STOPS_WITHIN_MS);
  await kafka.broker.up();
  await kafka.send(places.topic, { value: 'b' });
  const again = await copy(session, places);
  assert.deepEqual(await until(session, places.target, 2), ['a', 'b']);
  await again.stop();
});

test('records of open transactions wait, those of aborted ones are left out', async (t) => {
  const session = await openSession(t);
  const places = await copyPlaces(t);
  const query = await copy(session, places, { continuous: '1 hour' }, { 'kafka.isolation.level': 'read_committed' });
  const transaction = (value: string, end: 'commit' | 'abort') =>
    kafka.producer(
      async (producer) => {
        const own = await producer.beginTransaction();
        await own.send({ messages: [{ topic: places.topic, partition: 0, value: Buffer.from(value) } as never] });
        await own[end]();
      },
      { idempotent: true, transactionalId: `tx-${value}` },
    );
  await transaction('aborted', 'abort');
  await transaction('committed', 'commit');
  await kafka.send(places.topic, { value: 'plain' });
  assert.deepEqual(await until(session, places.target, 2), ['committed', 'plain']);
  await query.stop();
});

test('a topic that is deleted fails the query', async (t) => {
  const session = await openSession(t);
  const places = await copyPlaces(t);
  await kafka.send(places.topic, { value: 'a' });
  const query = await copy(session, places);
  await until(session, places.target, 1);
  await kafka.remove(places.topic);
  await assert.rejects(query.awaitTermination(), /KAFKA_DATA_LOSS/);
});

test('killed again and again while records come: none is lost, repeats are counted', async (t) => {
  const session = await openSession(t);
  const { topic, target, checkpoint } = await copyPlaces(t, 3);
  const args = [join(import.meta.dirname, 'run-continuous.ts'), kafka.servers, topic, target, checkpoint];
  const launch = () => {
    const child = spawn(process.execPath, [...process.execArgv, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => child.kill('SIGKILL'));
    return child;
  };
  let sent = 0;
  let isOver = false;
  const order = (id: number) => ({
    key: `k${id % 7}`,
    value: JSON.stringify({ id, amount: id % 2 ? 50 : 150 }),
    partition: id % 3,
  });
  const feeding = (async () => {
    while (!isOver) {
      await kafka.send(topic, ...Array.from({ length: 20 }, (_, n) => order(sent + n)));
      sent += 20;
    }
  })();
  try {
    for (let kills = 0; kills < 3; kills += 1) {
      const child = launch();
      const ended = once(child, 'exit');
      for (let epochs = 0; epochs < 2; epochs += 1) {
        const over = await Promise.race([once(child.stdout, 'data').then(() => undefined), ended]);
        assert.equal(over, undefined, 'the query has ended by itself');
      }
      await sleep(150 + 250 * kills);
      child.kill('SIGKILL');
      await ended;
    }
  } finally {
    isOver = true;
    await feeding;
  }
  const last = await forwardLargeOrders(session, { servers: kafka.servers, topic, target, checkpoint });
  await last.processAllAvailable();
  await last.stop();
  const ids = (await valuesOf(session, target)).map((value) => (JSON.parse(value) as { id: number }).id);
  const unique = [...new Set(ids)].sort((a, b) => a - b);
  assert.deepEqual(
    unique,
    Array.from({ length: sent / 2 }, (_, n) => 2 * n),
  );
  t.diagnostic(`${ids.length - unique.length} of ${unique.length} records came twice after 3 kills`);
  assert.ok(ids.length < 3 * unique.length);
});
