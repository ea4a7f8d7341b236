import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StreamingQuery } from '../api/streaming-query.ts';
import {
  BatchRecorder,
  type Frame,
  frameOf,
  openSession,
  openTimedSession,
  temporaryFolder,
  until,
} from './query.fixture.ts';
import type { StreamSession } from './stream-session.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
const batchIds = (recorder: BatchRecorder): number[] => recorder.batches.map(([batchId]) => batchId);

/** A folder with so many files of one line each, read one per batch. */
async function linesByFile(session: StreamSession, root: string, files: number): Promise<Frame> {
  await mkdir(join(root, 'in'), { recursive: true });
  for (let i = 0; i < files; i++) await writeFile(join(root, 'in', `${i}.txt`), `line ${i}\n`);
  const reader = session.readStream.format('text').option('maxFilesPerTrigger', 1);
  return reader.load(join(root, 'in')) as unknown as Frame;
}

test('the default trigger runs a batch as soon as there is data, and looks every polling delay', async (t) => {
  const { clock, session } = await openTimedSession(t, { conf: { 'spark.sql.streaming.pollingDelay': '2s' } });
  const stream = session.memoryStream('n INT');
  const recorder = new BatchRecorder();
  await frameOf(session, stream).writeStream.foreachBatch(recorder.write).start();
  await until(() => clock.isWaitedFor, 'the query has nothing to do');
  stream.addData([1]);
  clock.advance(1999);
  assert.deepEqual(recorder.batches, []);
  clock.advance(1);
  await until(() => recorder.batches.length === 1, 'the batch has run');
  assert.deepEqual(recorder.batches, [[0, ['[1]']]]);
});

test('an interval runs the first batch at once, then at its multiples of the time of day', async (t) => {
  const { clock, session } = await openTimedSession(t);
  clock.advance(4_500);
  const stream = session.memoryStream('n INT');
  stream.addData([1]);
  const query = await frameOf(session, stream)
    .writeStream.format('noop')
    .trigger({ processingTime: '2 seconds' })
    .start();
  const times = async (batches: number) => {
    await until(() => query.recentProgress.length === batches && clock.isWaitedFor, `batch ${batches} has run`);
    return query.recentProgress.map(({ timestamp }) => timestamp.slice(17, -1));
  };
  assert.deepEqual(await times(1), ['04.500']);
  stream.addData([2]);
  clock.advance(1_499);
  assert.equal(query.recentProgress.length, 1);
  clock.advance(1);
  assert.deepEqual(await times(2), ['04.500', '06.000']);
  stream.addData([3]);
  clock.advance(2_700);
  assert.deepEqual(await times(3), ['04.500', '06.000', '08.700']);
  stream.addData([4]);
  clock.advance(1_300);
  assert.deepEqual(await times(4), ['04.500', '06.000', '08.700', '10.000'], 'late once does not shift the rest');
});

test('a batch that overran the interval is followed at once', async (t) => {
  const { clock, session } = await openTimedSession(t);
  const stream = session.memoryStream('n INT');
  stream.addData([1]);
  const query = await frameOf(session, stream)
    .writeStream.foreachBatch((_, batchId) => {
      if (batchId > 0) return;
      clock.advance(5_000);
      stream.addData([2]);
    })
    .trigger({ processingTime: '2 seconds' })
    .start();
  await until(() => query.recentProgress.length === 2, 'the second batch has run');
  assert.deepEqual(
    query.recentProgress.map(({ timestamp }) => timestamp),
    ['2024-01-01T00:00:00.000Z', '2024-01-01T00:00:05.000Z'],
  );
});

test('once runs one batch over everything, whatever the limits', async (t) => {
  const session = await openSession(t);
  const root = await temporaryFolder(t);
  const recorder = new BatchRecorder();
  const writer = (await linesByFile(session, root, 3)).writeStream
    .foreachBatch(recorder.write)
    .option('checkpointLocation', join(root, 'checkpoint'))
    .trigger({ once: true });
  await (await writer.start()).awaitTermination();
  assert.deepEqual(recorder.batches, [[0, ['["line 0"]', '["line 1"]', '["line 2"]']]]);
  await (await writer.start()).awaitTermination();
  assert.equal(recorder.batches.length, 1, 'nothing new, no batch');
});

test('once only runs the pending batch again, if there is one', async (t) => {
  const session = await openSession(t);
  const root = await temporaryFolder(t);
  const recorder = new BatchRecorder();
  const lines = await linesByFile(session, root, 2);
  const start = (trigger: { once: true } | { availableNow: true }) =>
    lines.writeStream
      .foreachBatch(recorder.write)
      .option('checkpointLocation', join(root, 'checkpoint'))
      .trigger(trigger)
      .start();
  await (await start({ availableNow: true })).awaitTermination();
  await rm(join(root, 'checkpoint', 'commits', '1.json'));
  await writeFile(join(root, 'in', '2.txt'), 'line 2\n');
  await (await start({ once: true })).awaitTermination();
  await (await start({ once: true })).awaitTermination();
  assert.deepEqual(recorder.batches, [
    [0, ['["line 0"]']],
    [1, ['["line 1"]']],
    [1, ['["line 1"]']],
    [2, ['["line 2"]']],
  ]);
});

test('availableNow runs what was there at the start in limited batches, then the batch that the watermark asks for, and ends', async (t) => {
  const session = await openSession(t);
  const root = await temporaryFolder(t);
  await mkdir(join(root, 'in'));
  const add = (name: string, second: number) => writeFile(join(root, 'in', `${name}.csv`), `${at(second)}\n`);
  await add('a', 1);
  await add('b', 20);
  session.readStream
    .format('csv')
    .schema('t TIMESTAMP')
    .option('maxFilesPerTrigger', 1)
    .load(join(root, 'in'))
    .withWatermark('t', '5 seconds')
    .createOrReplaceTempView('events');
  const recorder = new BatchRecorder();
  const query = await session
    .sql("SELECT window.start, count(*) FROM events GROUP BY window(t, '10 seconds')")
    .writeStream.foreachBatch(async (batch, batchId) => {
      if (batchId === 0) await add('c', 21);
      await recorder.write(batch, batchId);
    })
    .option('checkpointLocation', join(root, 'checkpoint'))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  assert.deepEqual(recorder.batches, [
    [0, []],
    [1, []],
    [2, ['["2024-01-01T00:00:00.000Z",1]']],
  ]);
  assert.deepEqual(
    query.recentProgress.map(({ numInputRows }) => numInputRows),
    [1, 1, 0],
    'the file that came while it ran is for the next run',
  );
});

test('availableNow runs a pending batch first', async (t) => {
  const session = await openSession(t);
  const root = await temporaryFolder(t);
  const recorder = new BatchRecorder();
  const lines = await linesByFile(session, root, 3);
  const run = async () => {
    const query: StreamingQuery = await lines.writeStream
      .foreachBatch(recorder.write)
      .option('checkpointLocation', join(root, 'checkpoint'))
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
  };
  await run();
  await rm(join(root, 'checkpoint', 'commits', '2.json'));
  await writeFile(join(root, 'in', '3.txt'), 'line 3\n');
  await run();
  assert.deepEqual(batchIds(recorder), [0, 1, 2, 2, 3]);
});

test('availableNow runs one batch where a source cannot fix its end, as Spark does', async (t) => {
  const { clock, session } = await openTimedSession(t);
  const root = await temporaryFolder(t);
  const run = async () => {
    const query = await session.readStream
      .format('rate')
      .load()
      .writeStream.foreachBatch(() => clock.advance(3_000))
      .option('checkpointLocation', root)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return query.recentProgress.map(({ batchId, numInputRows }) => [batchId, numInputRows]);
  };
  assert.deepEqual(await run(), [[0, 0]]);
  assert.deepEqual(await run(), [[1, 3]]);
});

test('the last word on no-data batches has their setting', async (t) => {
  for (const [isEnabled, expected] of [
    ['true', [0, 1]],
    ['false', [0]],
  ] as const) {
    const session = await openSession(t, { conf: { 'spark.sql.streaming.noDataMicroBatches.enabled': isEnabled } });
    const stream = session.memoryStream('t TIMESTAMP');
    stream.addData([at(1)], [at(20)]);
    frameOf(session, stream).withWatermark('t', '1 second').createOrReplaceTempView('events');
    const recorder = new BatchRecorder();
    const query = await session
      .sql("SELECT count(*) FROM events GROUP BY window(t, '10 seconds')")
      .writeStream.foreachBatch(recorder.write)
      .start();
    await query.processAllAvailable();
    assert.deepEqual(batchIds(recorder), expected);
  }
});

test('processAllAvailable waits for the data that is there, and for the batch the watermark asks for', async (t) => {
  const session = await openSession(t);
  const root = await temporaryFolder(t);
  const lines = await linesByFile(session, root, 3);
  const query = await lines.writeStream
    .format('parquet')
    .option('checkpointLocation', join(root, 'c'))
    .start(join(root, 'out'));
  await query.processAllAvailable();
  assert.equal((await readdir(join(root, 'out'))).length, 3);
  await query.processAllAvailable();
  await query.stop();
  await query.processAllAvailable();
});
