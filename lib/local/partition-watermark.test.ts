import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import {
  BatchRecorder,
  type Frame,
  frameOf,
  openSession,
  openTimedSession,
  START_MS,
  temporaryFolder,
} from './query.fixture.ts';
import type { StreamSession } from './stream-session.ts';

const at = (minute: number): string => new Date(START_MS + minute * 60_000).toISOString();
const minuteOf = (time: string | null | undefined): number | null =>
  time === null || time === undefined ? null : (Date.parse(time) - START_MS) / 60_000;

/** Counts rows per ten minutes, in runs of one batch each with input on one checkpoint. */
async function counting(t: TestContext, session: StreamSession, events: Frame) {
  const checkpoint = await temporaryFolder(t);
  const recorder = new BatchRecorder();
  events.createOrReplaceTempView('events');
  const frame = session.sql("SELECT window.start, count(*) FROM events GROUP BY window(t, '10 minutes')");
  /** Runs to the end of what there is; gives the progress of its batches. */
  const run = async (): Promise<readonly StreamingQueryProgress[]> => {
    const query = await frame.writeStream
      .foreachBatch(recorder.write)
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return query.recentProgress.filter(({ durationMs }) => durationMs['addBatch'] !== undefined);
  };
  const marks = async () => {
    const last = (await run()).at(-1);
    return (last?.sources ?? []).map(({ partitions }) =>
      Object.fromEntries((partitions ?? []).map(({ id, watermark }) => [id, minuteOf(watermark)])),
    );
  };
  return { run, marks, recorder };
}

const windows = (recorder: BatchRecorder) => recorder.batches.flatMap(([, rows]) => rows);

test('marks of partitions are taken where rows pass, after projections, filters and generators', async (t) => {
  const session = await openSession(t);
  const stream = session.partitionedMemoryStream('times ARRAY<TIMESTAMP>, ok BOOLEAN');
  const events = frameOf(session, stream)
    .filter('ok')
    .selectExpr('explode(times) AS at')
    .selectExpr("at - INTERVAL '1' MINUTE AS t")
    .withWatermark('t', '2 minutes') as unknown as Frame;
  const { marks, run, recorder } = await counting(t, session, events);
  stream.addData('a', [[at(61), at(41)], true], [[at(99)], false]);
  stream.addData('b', [[at(11)], true]);
  assert.deepEqual(await marks(), [{ a: 58, b: 8 }], 'two partitions in one batch');
  stream.addData('a', [[at(91)], true]);
  assert.deepEqual(await marks(), [{ a: 88, b: 8 }], 'one partition in a batch');
  stream.addData('b', [[at(12), at(13)], true]);
  const [first] = await run();
  assert.equal(first?.stateOperators[0]?.numRowsDroppedByWatermark, 0, 'b is hours behind and not late');
  stream.addData('b', [[at(71)], true]);
  await run();
  assert.deepEqual(windows(recorder), ['["2024-01-01T00:10:00.000Z",3]', '["2024-01-01T00:40:00.000Z",1]']);
});

test('a source without partitions beside one that has them is a partition of its own', async (t) => {
  const session = await openSession(t);
  const shards = session.partitionedMemoryStream('t TIMESTAMP');
  const plain = session.memoryStream('t TIMESTAMP');
  const events = frameOf(session, shards).union(frameOf(session, plain)).withWatermark('t', '0 minutes');
  const { run, recorder } = await counting(t, session, events as unknown as Frame);
  shards.addData('a', [at(50)]);
  shards.addData('b', [at(30)]);
  await run();
  assert.deepEqual(windows(recorder), [], 'nothing is known of the plain source');
  plain.addData([at(25)], [at(5)]);
  const progress = await run();
  assert.equal(minuteOf(progress.at(-1)?.eventTime.watermark), 25);
  assert.deepEqual(windows(recorder), ['["2024-01-01T00:00:00.000Z",1]']);
  assert.deepEqual(
    progress.at(-1)?.sources.map(({ partitions }) => partitions?.map(({ id }) => id)),
    [['a', 'b'], undefined],
  );
});

test('sources of a union have rows in one batch', async (t) => {
  const session = await openSession(t);
  const one = session.memoryStream('t TIMESTAMP');
  const other = session.memoryStream('t TIMESTAMP');
  const shards = session.partitionedMemoryStream('t TIMESTAMP');
  const plain = await counting(
    t,
    session,
    frameOf(session, one).union(frameOf(session, other)).withWatermark('t', '0 minutes') as unknown as Frame,
  );
  one.addData([at(50)], [at(5)]);
  other.addData([at(25)]);
  assert.equal(minuteOf((await plain.run()).at(-1)?.eventTime.watermark), 50, 'as in Spark the greatest of all');
  const mixed = await counting(
    t,
    session,
    frameOf(session, shards).union(frameOf(session, one)).withWatermark('t', '0 minutes') as unknown as Frame,
  );
  shards.addData('a', [at(50)]);
  shards.addData('b', [at(30)]);
  assert.equal(minuteOf((await mixed.run()).at(-1)?.eventTime.watermark), 30, 'partitions keep their own');
});

test('each side of a join waits for its own partitions', async (t) => {
  const session = await openSession(t);
  const checkpoint = await temporaryFolder(t);
  const recorder = new BatchRecorder();
  const streams = ['l', 'r'].map((name) => {
    const stream = session.partitionedMemoryStream(`${name}k STRING, ${name}t TIMESTAMP`, name);
    frameOf(session, stream).withWatermark(`${name}t`, '0 minutes').createOrReplaceTempView(name);
    return stream;
  });
  const [l, r] = streams as [(typeof streams)[0], (typeof streams)[0]];
  const run = async () => {
    const query = await session
      .sql("SELECT lk, rk FROM l LEFT JOIN r ON lk = rk AND rt BETWEEN lt AND lt + INTERVAL '10' MINUTES")
      .writeStream.foreachBatch(recorder.write)
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
  };
  l.addData('0', ['a', at(1)], ['x', at(90)]);
  l.addData('1', ['b', at(2)]);
  r.addData('0', ['x', at(91)]);
  r.addData('1', ['z', at(3)]);
  await run();
  r.addData('1', ['b', at(4)]);
  l.addData('1', ['c', at(80)]);
  await run();
  assert.deepEqual(windows(recorder), ['["x","x"]', '["b","b"]'], 'b was not given up for missing');
  r.addData('1', ['z', at(70)]);
  await run();
  assert.deepEqual(windows(recorder), ['["x","x"]', '["b","b"]', '["a",null]']);
});

test('a partition is told in the progress, and its mark outlives the run', async (t) => {
  const session = await openSession(t);
  const stream = session.partitionedMemoryStream('t TIMESTAMP');
  const { run } = await counting(
    t,
    session,
    frameOf(session, stream).withWatermark('t', '0 minutes') as unknown as Frame,
  );
  stream.addData('a', [at(30)]);
  stream.addData('b');
  const [first] = await run();
  assert.deepEqual(first?.sources[0]?.partitions, [
    { id: 'a', watermark: at(30), isIdle: false },
    { id: 'b', watermark: null, isIdle: false },
  ]);
  stream.addData('b', [at(20)]);
  assert.deepEqual((await run()).map(({ eventTime }) => minuteOf(eventTime.watermark)).at(-1), 20);
  stream.setIdle('b', true);
  const last = (await run()).at(-1);
  assert.equal(minuteOf(last?.eventTime.watermark), 30);
  assert.deepEqual(last?.sources[0]?.partitions?.[1], { id: 'b', watermark: at(20), isIdle: true });
});

const IDLE = { conf: { 'spark.millrace.watermarkIdleTimeout': '1 minute' } };

test('with an idle time-out a silent source closes its windows as the clock goes on, and then is left alone', async (t) => {
  const { session, clock } = await openTimedSession(t, IDLE);
  const stream = session.memoryStream('t TIMESTAMP');
  const { run, recorder } = await counting(
    t,
    session,
    frameOf(session, stream).withWatermark('t', '0 minutes') as unknown as Frame,
  );
  const watermarks = async () => (await run()).map(({ eventTime }) => minuteOf(eventTime.watermark));
  stream.addData([at(6)]);
  assert.deepEqual(await watermarks(), [minuteOf(new Date(0).toISOString()), 6]);
  clock.advance(59_000);
  assert.deepEqual(await watermarks(), [], 'not silent for long enough');
  clock.advance(61_000);
  assert.deepEqual(await watermarks(), [6, 7], 'two minutes of silence: one more than the time-out');
  clock.advance(30_000);
  assert.deepEqual(await watermarks(), [], 'in steps of the time-out');
  clock.advance(90_000);
  assert.deepEqual(await watermarks(), [7, 9], 'several steps at once');
  assert.deepEqual(windows(recorder), []);
  clock.advance(60_000);
  assert.deepEqual(await watermarks(), [9, 10]);
  assert.deepEqual(windows(recorder), ['["2024-01-01T00:00:00.000Z",1]']);
  clock.advance(3_600_000);
  assert.deepEqual(await watermarks(), [], 'there is no state that waits');
  stream.addData([at(11)]);
  assert.equal((await run())[0]?.stateOperators[0]?.numRowsDroppedByWatermark, 0);
});

test('with an idle time-out a silent partition holds the others back no longer; without it does', async (t) => {
  for (const [options, expected] of [
    [IDLE, 30],
    [{}, 5],
  ] as const) {
    const { session, clock } = await openTimedSession(t, options);
    const stream = session.partitionedMemoryStream('t TIMESTAMP');
    const events = frameOf(session, stream).withWatermark('t', '0 minutes') as unknown as Frame;
    const { run } = await counting(t, session, events);
    stream.addData('a', [at(5)]);
    stream.addData('b', [at(20)]);
    await run();
    clock.advance(60_000);
    stream.addData('b', [at(30)]);
    assert.equal(minuteOf((await run()).at(-1)?.eventTime.watermark), expected);
    clock.advance(3_600_000);
    if (options !== IDLE) assert.deepEqual(await run(), [], 'silence does not count');
  }
});

test('an availableNow run counts silence up to its start: what has come since, it has not looked for', async (t) => {
  const { session, clock } = await openTimedSession(t, IDLE);
  const stream = session.memoryStream('t TIMESTAMP');
  const events = frameOf(session, stream).withWatermark('t', '0 minutes') as unknown as Frame;
  events.createOrReplaceTempView('slow');
  const checkpoint = await temporaryFolder(t);
  const run = async (): Promise<readonly StreamingQueryProgress[]> => {
    const query = await session
      .sql("SELECT window.start, count(*) FROM slow GROUP BY window(t, '10 minutes')")
      .writeStream.foreachBatch(() => clock.advance(3_600_000))
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return query.recentProgress;
  };
  stream.addData([at(6)]);
  assert.equal(minuteOf((await run()).at(-1)?.eventTime.watermark), 6, 'an hour in the sink is no silence');
  stream.addData([at(7)]);
  const second = await run();
  assert.equal(second[0]?.stateOperators[0]?.numRowsDroppedByWatermark, 0);
  const silent = (await run()).at(-1);
  assert.equal(minuteOf(silent?.eventTime.watermark), 126, 'the two hours before a run to which nothing has come are');
});
