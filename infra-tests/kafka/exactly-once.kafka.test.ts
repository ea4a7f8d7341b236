import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamSession } from 'millrace';
import { copyTopic, readBetween } from '../../examples/kafka/kafka.ts';
import { openSession, STOPS_WITHIN_MS, TestKafka, temporaryFolder } from './kafka.fixture.ts';

const kafka = new TestKafka();
const RECORDS = 3000;
const START_MS = Date.UTC(2024, 0, 1);

/** Starts a query in a process of its own, which can be killed. */
function startProcess(t: TestContext, name: string, ...args: readonly string[]) {
  const program = join(import.meta.dirname, 'run-query.ts');
  const child = spawn(process.execPath, [...process.execArgv, program, name, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  return { child, ended: once(child, 'exit') };
}

/** Waits until a process has printed so many lines, or has ended; several may come at once. */
async function printsLines(output: Readable, count: number, ended: Promise<unknown>): Promise<void> {
  const isOver = ended.then(() => true);
  let lines = 0;
  while (lines < count) {
    const chunk = await Promise.race([once(output, 'data').then(String), isOver]);
    if (chunk === true) return;
    lines += String(chunk).split('\n').length - 1;
  }
}

/** Kills the process of a query again and again while it works, then lets it come to its end. */
async function runWithKills(t: TestContext, kills: number, name: string, ...args: readonly string[]): Promise<void> {
  for (let n = 0; n < kills; n += 1) {
    const { child, ended } = startProcess(t, name, ...args);
    await printsLines(child.stdout, 2 + n, ended);
    // Somewhere in the batch after those.
    await sleep(4 * n + 2);
    child.kill('SIGKILL');
    const [code, signal] = await ended;
    if (code === 0) t.diagnostic('a run was at its end before it could be killed');
    else assert.equal(signal, 'SIGKILL');
  }
  const [code] = await startProcess(t, name, ...args).ended;
  assert.equal(code, 0);
}

/** Fills a topic with numbers whose event times are a second apart. */
async function fill(topic: string, partitions: number): Promise<void> {
  for (let from = 0; from < RECORDS; from += 500) {
    const records = Array.from({ length: 500 }, (_, i) => {
      const value = JSON.stringify({ n: from + i, t: new Date(START_MS + (from + i) * 1000).toISOString() });
      return { key: String((from + i) % 7), value, partition: (from + i) % partitions };
    });
    await kafka.send(topic, ...records);
  }
}

const numbers = async (session: StreamSession, topic: string): Promise<number[]> => {
  const rows = await session.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: topic })
    .load()
    .selectExpr("CAST(get_json_object(CAST(value AS STRING), '$.n') AS INT) AS n")
    .collect();
  return rows.map((row) => Number((row as { n: unknown }).n)).sort((a, b) => a - b);
};

test('kafka to windows to files: killed again and again, every record is counted once', async (t) => {
  const session = await openSession(t);
  const [topic, folder, checkpoint] = [await kafka.topic(3), await temporaryFolder(t), await temporaryFolder(t)];
  await fill(topic, 3);
  await runWithKills(t, 3, 'windows', kafka.servers, topic, folder, checkpoint);
  const rows = await session.read
    .schema('start TIMESTAMP, n BIGINT, total BIGINT')
    .parquet(folder)
    .selectExpr(
      'CAST(count(*) AS INT) AS windows',
      'CAST(sum(n) AS INT) AS records',
      'CAST(sum(total) AS INT) AS total',
    )
    .collect();
  // The last window is still open: the watermark is ten seconds behind the newest record.
  const closed = Math.floor((RECORDS - 1 - 10) / 60) * 60;
  assert.deepEqual(rows, [{ windows: closed / 60, records: closed, total: (closed * (closed - 1)) / 2 }]);
});

test('kafka to kafka: killed again and again, nothing is lost', async (t) => {
  const session = await openSession(t);
  const [topic, copy, checkpoint] = [await kafka.topic(3), await kafka.topic(2), await temporaryFolder(t)];
  await fill(topic, 3);
  await runWithKills(t, 3, 'copy', kafka.servers, topic, copy, checkpoint);
  const copied = await numbers(session, copy);
  assert.deepEqual(
    [...new Set(copied)],
    Array.from({ length: RECORDS }, (_, n) => n),
  );
  t.diagnostic(`${copied.length - RECORDS} of ${RECORDS} records came twice`);
});

test('kafka to kafka without trouble: every record once', async (t) => {
  const session = await openSession(t);
  const [topic, copy, checkpoint] = [await kafka.topic(3), await kafka.topic(2), await temporaryFolder(t)];
  const places = { servers: kafka.servers, topic, target: copy, checkpoint };
  await fill(topic, 3);
  await (await copyTopic(session, places)).awaitTermination();
  assert.deepEqual(
    await numbers(session, copy),
    Array.from({ length: RECORDS }, (_, n) => n),
  );
  // A second run finds nothing to do.
  await (await copyTopic(session, places)).awaitTermination();
  assert.equal((await numbers(session, copy)).length, RECORDS);
});

test('a copy says where its records were; a topic is read between two times', async (t) => {
  const session = await openSession(t);
  const [topic, target, checkpoint] = [await kafka.topic(), await kafka.topic(), await temporaryFolder(t)];
  for (const n of [0, 1, 2]) await kafka.send(topic, { value: `v${n}`, timestamp: START_MS + n * 1000 });
  const places = { servers: kafka.servers, topic, target, checkpoint };
  await (await copyTopic(session, places)).awaitTermination();
  const [first] = await session.read
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': kafka.servers, subscribe: target, includeHeaders: true })
    .load()
    .selectExpr('headers[0].key AS name', 'CAST(headers[0].value AS STRING) AS place', 'CAST(value AS STRING) AS value')
    .collect();
  assert.deepEqual(first, { name: 'from', place: `${topic}/0/0`, value: 'v0' });
  const between = await readBetween(session, places, START_MS + 1000, START_MS + 2000).collect();
  assert.deepEqual(between, [{ partition: 0, offset: 1n, value: 'v1' }]);
});

test('a sink waits for its broker to come back, and its query stops at once while it waits', async (t) => {
  const session = await openSession(t);
  const [copy, checkpoint] = [await kafka.topic(), await temporaryFolder(t)];
  const stream = session.memoryStream('value STRING', 'waiting');
  const start = () =>
    session.readStream
      .format('memory')
      .option('stream', 'waiting')
      .load()
      .writeStream.format('kafka')
      .options({ 'kafka.bootstrap.servers': kafka.servers, topic: copy, checkpointLocation: checkpoint })
      .start();
  stream.addData(['{"n":1}']);
  const query = await start();
  await query.processAllAvailable();
  await kafka.broker.down();
  stream.addData(['{"n":2}']);
  await sleep(500);
  const before = performance.now();
  await query.stop();
  assert.ok(performance.now() - before < STOPS_WITHIN_MS);
  const again = await start();
  await sleep(300);
  await kafka.broker.up();
  await again.processAllAvailable();
  await again.stop();
  assert.deepEqual(await numbers(session, copy), [1, 2]);
});
