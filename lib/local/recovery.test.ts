import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { TriggerInput } from '../api/trigger.ts';
import type { MemoryStream } from '../connectors/memory/memory-stream.ts';
import { BatchRecorder, frameOf, openSession, rejectionOf, temporaryFolder } from './query.fixture.ts';
import type { StreamSession } from './stream-session.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
const AVAILABLE_NOW = { availableNow: true } as const;

/** Windows of ten seconds over a stream whose watermark is 5 seconds behind, in runs on one checkpoint. */
class WindowCounts {
  readonly session: StreamSession;
  readonly checkpoint: string;
  readonly stream: MemoryStream;
  readonly recorder = new BatchRecorder();

  private constructor(session: StreamSession, checkpoint: string) {
    this.session = session;
    this.checkpoint = checkpoint;
    this.stream = session.memoryStream('t TIMESTAMP', 'events');
    frameOf(session, this.stream).withWatermark('t', '5 seconds').createOrReplaceTempView('events');
  }

  static async create(t: TestContext, conf: Record<string, string> = {}): Promise<WindowCounts> {
    return new WindowCounts(await openSession(t, { conf }), await temporaryFolder(t));
  }

  start(trigger: TriggerInput = { processingTime: '0 seconds' }) {
    return this.session
      .sql("SELECT window.start, count(*) FROM events GROUP BY window(t, '10 seconds')")
      .writeStream.foreachBatch(this.recorder.write)
      .option('checkpointLocation', this.checkpoint)
      .trigger(trigger)
      .start();
  }

  /** Runs to the end of what there is and gives the batches of this run. */
  async run(trigger: TriggerInput = AVAILABLE_NOW) {
    const before = this.recorder.batches.length;
    const query = await this.start(trigger);
    await query.awaitTermination();
    return this.recorder.batches.slice(before);
  }

  files = (folder: string): Promise<string[]> => readdir(join(this.checkpoint, folder)).then((names) => names.sort());
}

test('a window that is closed already comes out right after a restart, without new data', async (t) => {
  const counts = await WindowCounts.create(t);
  counts.stream.addData([at(1)], [at(20)]);
  assert.deepEqual(await counts.run({ once: true }), [[0, []]]);
  assert.deepEqual(await counts.run({ once: true }), [], 'once runs no batch without data');
  assert.deepEqual(await counts.run(), [[1, ['["2024-01-01T00:00:00.000Z",1]']]]);
  assert.deepEqual(await counts.run(), []);
});

test('without no-data batches it waits for data, restart or not', async (t) => {
  const counts = await WindowCounts.create(t, { 'spark.sql.streaming.noDataMicroBatches.enabled': 'false' });
  counts.stream.addData([at(1)], [at(20)]);
  assert.deepEqual(await counts.run(), [[0, []]]);
  assert.deepEqual(await counts.run(), []);
  counts.stream.addData([at(21)]);
  assert.deepEqual(await counts.run(), [[1, ['["2024-01-01T00:00:00.000Z",1]']]]);
});

test('the mark of each watermark survives, so that a stream without new rows does not hold the others back', async (t) => {
  const session = await openSession(t);
  const checkpoint = await temporaryFolder(t);
  const streams = ['a', 'b'].map((name) => session.memoryStream('t TIMESTAMP', name));
  const [a, b] = streams as [MemoryStream, MemoryStream];
  const union = frameOf(session, a)
    .withWatermark('t', '0 seconds')
    .union(frameOf(session, b).withWatermark('t', '0 seconds'));
  const watermarks = async () => {
    const query = await union.writeStream
      .format('noop')
      .option('checkpointLocation', checkpoint)
      .trigger(AVAILABLE_NOW)
      .start();
    await query.awaitTermination();
    return query.recentProgress.map(({ eventTime }) => eventTime.watermark);
  };
  a.addData([at(100)]);
  b.addData([at(50)]);
  await watermarks();
  b.addData([at(80)]);
  assert.deepEqual(await watermarks(), ['2024-01-01T00:00:50.000Z']);
  b.addData([at(90)]);
  assert.deepEqual(
    await watermarks(),
    ['2024-01-01T00:01:20.000Z'],
    'the mark of stream a is 100 s, from the first run',
  );
});

test('a checkpoint keeps the batches it is told to, and recovers from them', async (t) => {
  const counts = await WindowCounts.create(t, {
    'spark.sql.streaming.minBatchesToRetain': '2',
    'spark.sql.streaming.noDataMicroBatches.enabled': 'false',
  });
  const query = await counts.start();
  for (let i = 0; i < 6; i++) {
    counts.stream.addData([at(i)]);
    await query.processAllAvailable();
  }
  await query.stop();
  assert.deepEqual(await counts.files('offsets'), ['3.json', '4.json', '5.json']);
  counts.stream.addData([at(30)]);
  await counts.run();
  counts.stream.addData([at(31)]);
  assert.deepEqual(await counts.run(), [[7, ['["2024-01-01T00:00:00.000Z",6]']]]);
  await rm(join(counts.checkpoint, 'commits', '7.json'));
  assert.deepEqual(await counts.run(), [[7, ['["2024-01-01T00:00:00.000Z",6]']]]);
});

test('a batch whose commit is lost runs again as it was planned', async (t) => {
  const counts = await WindowCounts.create(t);
  counts.stream.addData([at(1)]);
  await counts.run();
  counts.stream.addData([at(2)], [at(20)]);
  const batches = await counts.run();
  assert.equal(batches.length, 2);
  await rm(join(counts.checkpoint, 'commits', '3.json'));
  assert.deepEqual(await counts.run(), [batches[1]]);
});

test('a checkpoint without its metadata is refused, and says what to do', async (t) => {
  const counts = await WindowCounts.create(t);
  counts.stream.addData([at(1)]);
  await counts.run();
  await rm(join(counts.checkpoint, 'metadata.json'));
  const refusal = await rejectionOf(counts.start());
  assert.equal(refusal.condition, 'STREAMING_CHECKPOINT_MISSING_METADATA_FILE');
  assert.match(refusal.message, /Restore metadata\.json, or start the query with a new checkpoint location/);
});

test('a re-run that misses the batch before it is refused by name', async (t) => {
  const counts = await WindowCounts.create(t);
  for (const second of [1, 2]) {
    counts.stream.addData([at(second)]);
    await counts.run();
  }
  await rm(join(counts.checkpoint, 'commits'), { recursive: true });
  const failure = await rejectionOf(counts.run());
  assert.equal((failure.cause as { condition?: string }).condition, 'CHECKPOINT_BATCH_MISSING');
});

test('a damaged log entry is named', async (t) => {
  const counts = await WindowCounts.create(t);
  counts.stream.addData([at(1)]);
  await counts.run();
  const file = join(counts.checkpoint, 'commits', '0.json');
  await writeFile(file, (await readFile(file, 'utf8')).slice(0, 20));
  const failure = await rejectionOf(counts.run());
  assert.match(failure.message, /CHECKPOINT_FILE_UNREADABLE.*commits\/0\.json/s);
});

test('the time zone and the watermark policy of the first run win', async (t) => {
  const session = await openSession(t, { conf: { 'spark.sql.session.timeZone': 'Asia/Tokyo' } });
  session.conf.set('spark.sql.streaming.multipleWatermarkPolicy', 'max');
  const checkpoint = await temporaryFolder(t);
  const [a, b] = [session.memoryStream('t TIMESTAMP'), session.memoryStream('t TIMESTAMP')];
  const recorder = new BatchRecorder();
  const frame = frameOf(session, a)
    .withWatermark('t', '0 seconds')
    .union(frameOf(session, b).withWatermark('t', '0 seconds'))
    .selectExpr('hour(t) AS hour', 'CAST(t AS STRING) AS text');
  const run = async () => {
    const query = await frame.writeStream
      .foreachBatch(recorder.write)
      .option('checkpointLocation', checkpoint)
      .trigger(AVAILABLE_NOW)
      .start();
    await query.awaitTermination();
    return query.lastProgress?.eventTime.watermark;
  };
  a.addData([at(0)]);
  await run();
  session.conf.set('spark.sql.session.timeZone', 'UTC');
  session.conf.set('spark.sql.streaming.multipleWatermarkPolicy', 'min');
  a.addData([at(3600)]);
  await run();
  a.addData([at(3601)]);
  assert.equal(await run(), '2024-01-01T01:00:00.000Z', 'min would have stayed at 1970');
  assert.deepEqual(
    recorder.batches.flatMap(([, rows]) => rows),
    ['[9,"2024-01-01 09:00:00"]', '[10,"2024-01-01 10:00:00"]', '[10,"2024-01-01 10:00:01"]'],
  );
});

test('ANSI mode is that of the session at each start, in all of a query', async (t) => {
  const session = await openSession(t);
  const checkpoint = await temporaryFolder(t);
  const stream = session.memoryStream('k STRING, n INT');
  frameOf(session, stream).createOrReplaceTempView('events');
  const recorder = new BatchRecorder();
  const run = async () => {
    const query = await session
      .sql('SELECT CAST(k AS INT), 1 / n FROM events')
      .writeStream.foreachBatch(recorder.write)
      .option('checkpointLocation', checkpoint)
      .trigger(AVAILABLE_NOW)
      .start();
    await query.awaitTermination();
  };
  stream.addData(['1', 2]);
  await run();
  stream.addData(['x', 0]);
  assert.match((await rejectionOf(run())).message, /CAST_INVALID_INPUT|DIVIDE_BY_ZERO/);
  session.conf.set('spark.sql.ansi.enabled', 'false');
  await run();
  assert.deepEqual(recorder.batches, [
    [0, ['[1,0.5]']],
    [1, ['[null,null]']],
  ]);
});
