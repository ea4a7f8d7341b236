import assert from 'node:assert/strict';
import { test } from 'node:test';
import { count, max } from '../api/functions/index.ts';
import type { StreamingQueryListener } from '../api/streaming-query-listener.ts';
import { StreamingQueryException } from '../runtime/streaming-query-exception.ts';
import {
  BatchRecorder,
  frameOf,
  openSession,
  openTimedSession,
  rejectionOf,
  temporaryFolder,
  until,
} from './query.fixture.ts';
import type { StreamSession } from './stream-session.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();

/** Notes what a listener hears: `started counts`, `progress 0`, `idle`, `terminated null`. */
function listenTo(session: StreamSession): string[] {
  const heard: string[] = [];
  const listener: StreamingQueryListener = {
    onQueryStarted: ({ name }) => void heard.push(`started ${name}`),
    onQueryProgress: ({ progress }) => void heard.push(`progress ${progress.batchId}`),
    onQueryIdle: ({ timestamp }) => void heard.push(`idle ${timestamp.slice(11, 23)}`),
    onQueryTerminated: (event) => void heard.push(`terminated ${event.errorClassOnException}`),
  };
  session.streams.addListener(listener);
  return heard;
}

test('a failure ends the query with its cause and the offsets of the batch', async (t) => {
  const session = await openSession(t);
  const heard = listenTo(session);
  const stream = session.memoryStream('n INT');
  stream.addData([1]);
  const query = await frameOf(session, stream)
    .selectExpr('1 / n AS r')
    .writeStream.queryName('r')
    .format('noop')
    .start();
  await query.processAllAvailable();
  stream.addData([0]);
  const failure = await rejectionOf(query.awaitTermination());
  assert.ok(failure instanceof StreamingQueryException);
  assert.equal(failure.condition, 'STREAM_FAILED');
  assert.equal((failure.cause as { condition?: string }).condition, 'DIVIDE_BY_ZERO');
  assert.deepEqual([failure.batchId, failure.startOffset, failure.endOffset], [1, [1], [2]]);
  assert.match(
    failure.message,
    new RegExp(`Query \\[id = ${query.id}, runId = ${query.runId}\\] terminated with exception: \\[DIVIDE_BY_ZERO\\]`),
  );
  assert.equal(query.exception(), failure);
  assert.equal(query.isActive, false);
  assert.match(query.status.message, /^Terminated with exception: \[DIVIDE_BY_ZERO\]/);
  assert.equal(await rejectionOf(query.processAllAvailable()), failure);
  assert.equal(await rejectionOf(query.awaitTermination(10)), failure);
  assert.equal(await rejectionOf(session.streams.awaitAnyTermination()), failure);
  session.streams.resetTerminated();
  assert.equal(await session.streams.awaitAnyTermination(1), false);
  await query.stop();
  assert.deepEqual(heard, ['started r', 'progress 0', 'terminated DIVIDE_BY_ZERO']);
});

test('a failure in the sink leaves the state at the last commit, and the next start runs the same batch', async (t) => {
  const session = await openSession(t);
  const checkpoint = await temporaryFolder(t);
  const stream = session.memoryStream('k STRING');
  const counts = frameOf(session, stream).groupBy('k').count();
  const recorder = new BatchRecorder();
  let isBroken = false;
  const start = () =>
    counts.writeStream
      .outputMode('update')
      .foreachBatch(async (batch, batchId) => {
        await recorder.write(batch as never, batchId);
        if (isBroken) throw new Error('disk full');
      })
      .option('checkpointLocation', checkpoint)
      .start();
  const first = await start();
  stream.addData(['a']);
  await first.processAllAvailable();
  isBroken = true;
  stream.addData(['a'], ['b']);
  const failure = await rejectionOf(first.awaitTermination());
  assert.match(String((failure.cause as Error).message), /FOREACH_BATCH_USER_FUNCTION_ERROR.*disk full/s);
  isBroken = false;
  stream.addData(['b']);
  const second = await start();
  await second.processAllAvailable();
  assert.deepEqual(recorder.batches, [
    [0, ['["a",1]']],
    [1, ['["a",2]', '["b",1]']],
    [1, ['["a",2]', '["b",1]']],
    [2, ['["b",2]']],
  ]);
  assert.equal(second.id, first.id);
  assert.notEqual(second.runId, first.runId);
  assert.equal(second.lastProgress?.stateOperators[0]?.numRowsTotal, 2);
});

test('a progress says what a batch did', async (t) => {
  const { session } = await openTimedSession(t);
  const stream = session.memoryStream('k STRING, t TIMESTAMP');
  frameOf(session, stream).withWatermark('t', '5 seconds').createOrReplaceTempView('events');
  const query = await session
    .sql("SELECT window.start, count(*) FROM events GROUP BY window(t, '10 seconds')")
    .writeStream.queryName('windows')
    .format('noop')
    .start();
  stream.addData(['a', at(2)], ['b', at(30)]);
  await query.processAllAvailable();
  stream.addData(['c', at(1)], ['d', at(31)]);
  await query.processAllAvailable();
  const { durationMs, batchDuration, ...progress } =
    query.recentProgress.find(({ batchId }) => batchId === 2) ?? assert.fail();
  const phases = [
    'latestOffset',
    'walCommit',
    'getBatch',
    'queryPlanning',
    'addBatch',
    'commitOffsets',
    'triggerExecution',
  ];
  for (const phase of phases) assert.equal(typeof durationMs[phase], 'number', phase);
  assert.equal(batchDuration, durationMs['triggerExecution']);
  const { stateOperators, sources, ...rest } = progress;
  assert.deepEqual(rest, {
    id: query.id,
    runId: query.runId,
    name: 'windows',
    timestamp: '2024-01-01T00:00:00.000Z',
    batchId: 2,
    numInputRows: 2,
    inputRowsPerSecond: 0,
    processedRowsPerSecond: 0,
    eventTime: {
      avg: '2024-01-01T00:00:16.000Z',
      max: '2024-01-01T00:00:31.000Z',
      min: '2024-01-01T00:00:01.000Z',
      watermark: '2024-01-01T00:00:25.000Z',
    },
    sink: { description: 'NoopTable', numOutputRows: 0 },
    observedMetrics: {},
  });
  assert.deepEqual(sources, [
    {
      description: 'MemoryStream[k,t]',
      startOffset: 2,
      endOffset: 4,
      latestOffset: 4,
      numInputRows: 2,
      inputRowsPerSecond: 0,
      processedRowsPerSecond: 0,
    },
  ]);
  const [operator] = stateOperators;
  assert.equal(operator?.operatorName, 'stateStoreSave');
  assert.deepEqual(
    [operator?.numRowsTotal, operator?.numRowsUpdated, operator?.numRowsRemoved, operator?.numRowsDroppedByWatermark],
    [1, 1, 0, 1],
  );
});

test('rates are over the time since the trigger before, and over the time of the trigger', async (t) => {
  const { clock, session } = await openTimedSession(t);
  const stream = session.memoryStream('n INT');
  stream.addData([0]);
  const query = await frameOf(session, stream)
    .writeStream.foreachBatch(() => clock.advance(500))
    .trigger({ processingTime: '2 seconds' })
    .start();
  await until(() => clock.isWaitedFor && query.recentProgress.length === 1, 'the first batch has run');
  stream.addData([1], [2], [3], [4]);
  clock.advance(1_500);
  await until(() => clock.isWaitedFor && query.recentProgress.length === 2, 'the second batch has run');
  const rates = query.recentProgress.map((p) => [p.inputRowsPerSecond, p.processedRowsPerSecond]);
  assert.deepEqual(rates, [
    [0, 2],
    [2, 8],
  ]);
});

test('the status says what the query is at', async (t) => {
  const { clock, session } = await openTimedSession(t);
  const stream = session.memoryStream('t TIMESTAMP');
  frameOf(session, stream).withWatermark('t', '1 second').createOrReplaceTempView('events');
  const messages: string[] = [];
  const query = await session
    .sql("SELECT count(*) FROM events GROUP BY window(t, '1 second')")
    .writeStream.foreachBatch(() => {
      const { message, isDataAvailable, isTriggerActive } = query.status;
      messages.push(`${message}: ${isDataAvailable} ${isTriggerActive}`);
    })
    .start();
  assert.deepEqual(query.status, { message: 'Initializing sources', isDataAvailable: false, isTriggerActive: false });
  await query.processAllAvailable();
  await until(() => clock.isWaitedFor, 'the query waits');
  assert.deepEqual(query.status, {
    message: 'Waiting for data to arrive',
    isDataAvailable: false,
    isTriggerActive: false,
  });
  stream.addData([at(0)], [at(9)]);
  await query.processAllAvailable();
  assert.deepEqual(messages, ['Processing new data: true true', 'No new data but cleaning up state: false true']);
  await query.stop();
  assert.deepEqual(query.status, { message: 'Stopped', isDataAvailable: false, isTriggerActive: false });
});

test('between the triggers of an interval the status says so', async (t) => {
  const { clock, session } = await openTimedSession(t);
  const stream = session.memoryStream('n INT');
  stream.addData([1]);
  const query = await frameOf(session, stream).writeStream.format('noop').trigger({ processingTime: '1 hour' }).start();
  await until(() => clock.isWaitedFor, 'the query waits');
  assert.deepEqual(query.status, {
    message: 'Waiting for next trigger',
    isDataAvailable: true,
    isTriggerActive: false,
  });
});

test('listeners hear of start, batches, idleness and end; idleness is a progress of zeros', async (t) => {
  const { clock, session } = await openTimedSession(t, {
    conf: { 'spark.sql.streaming.noDataProgressEventInterval': '10s', 'spark.sql.streaming.pollingDelay': '4s' },
  });
  const heard = listenTo(session);
  const stream = session.memoryStream('k STRING');
  const query = await frameOf(session, stream)
    .groupBy('k')
    .count()
    .writeStream.outputMode('update')
    .queryName('counts')
    .format('memory')
    .start();
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await until(() => clock.isWaitedFor, 'the query waits');
      clock.advance(1_000);
    }
    await until(() => clock.isWaitedFor, 'the query waits');
  };
  await pass(13);
  assert.deepEqual(heard, ['started counts', 'idle 00:00:00.000', 'idle 00:00:12.000']);
  assert.equal(query.lastProgress?.sink.numOutputRows, -1);
  stream.addData(['a'], ['b']);
  await query.processAllAvailable();
  await pass(12);
  assert.deepEqual(heard.slice(3), ['progress 0', 'idle 00:00:25.000']);
  const { batchId, numInputRows, sources, stateOperators, sink } = query.lastProgress ?? assert.fail();
  assert.deepEqual([batchId, numInputRows, sink.numOutputRows], [1, 0, 0]);
  assert.deepEqual([sources[0]?.startOffset, sources[0]?.endOffset], [2, 2]);
  assert.deepEqual([stateOperators[0]?.numRowsTotal, stateOperators[0]?.numRowsUpdated], [2, 0]);
  await query.stop();
  assert.equal(heard.at(-1), 'terminated null');
});

test('a listener that fails harms no query', async (t) => {
  const session = await openSession(t);
  const warnings: string[] = [];
  const onWarning = (warning: Error) => warnings.push(warning.message);
  process.on('warning', onWarning);
  t.after(() => process.off('warning', onWarning));
  session.streams.addListener({
    onQueryProgress: () => {
      throw new Error('listener is broken');
    },
    onQueryTerminated: () => Promise.reject(new Error('so is this')),
  });
  const stream = session.memoryStream('n INT');
  stream.addData([1]);
  const query = await frameOf(session, stream).writeStream.format('noop').trigger({ once: true }).start();
  await query.awaitTermination();
  await until(() => warnings.length === 2, 'both have been reported');
  assert.match(warnings.join(), /listener is broken.*so is this/);
});

test('recentProgress keeps as many as it is told to', async (t) => {
  const session = await openSession(t, { conf: { 'spark.sql.streaming.numRecentProgressUpdates': '3' } });
  const stream = session.memoryStream('n INT');
  const query = await frameOf(session, stream).writeStream.format('noop').start();
  for (let i = 0; i < 5; i++) {
    stream.addData([i]);
    await query.processAllAvailable();
  }
  assert.deepEqual(
    query.recentProgress.map(({ batchId }) => batchId),
    [2, 3, 4],
  );
});

test('awaitTermination tells whether the end came in time', async (t) => {
  const { clock, session } = await openTimedSession(t);
  const query = await frameOf(session, session.memoryStream('n INT'))
    .writeStream.format('noop')
    .trigger({ processingTime: '1 hour' })
    .start();
  await until(() => clock.isWaitedFor, 'the query waits');
  const waiting = query.awaitTermination(500);
  clock.advance(500);
  assert.equal(await waiting, false);
  await query.stop();
  assert.equal(await query.awaitTermination(500), true);
  assert.equal(await query.awaitTermination(), undefined);
  assert.equal(query.exception(), null);
});

test('a name is for one active query', async (t) => {
  const session = await openSession(t);
  const frame = frameOf(session, session.memoryStream('n INT'));
  const start = () => frame.writeStream.queryName('numbers').format('noop').start();
  const first = await start();
  const refusal = await rejectionOf(start());
  assert.equal(refusal.condition, 'DUPLICATE_QUERY_NAME');
  assert.match(refusal.message, /Cannot start query with name numbers/);
  await first.stop();
  await (await start()).stop();
});

test('a second run on a checkpoint stops the first, or is refused', async (t) => {
  const session = await openSession(t);
  const checkpoint = await temporaryFolder(t);
  const stream = session.memoryStream('n INT');
  const recorder = new BatchRecorder();
  const frame = frameOf(session, stream);
  const start = () => frame.writeStream.foreachBatch(recorder.write).option('checkpointLocation', checkpoint).start();
  const first = await start();
  stream.addData([1]);
  await first.processAllAvailable();
  const second = await start();
  assert.equal(first.isActive, false);
  assert.equal(first.exception(), null);
  assert.deepEqual(session.streams.active, [second]);
  stream.addData([2]);
  await second.processAllAvailable();
  session.conf.set('spark.sql.streaming.stopActiveRunOnRestart', 'false');
  assert.equal((await rejectionOf(start())).condition, 'QUERY_ID_ALREADY_ACTIVE');
  assert.equal(second.isActive, true);
  stream.addData([3]);
  await second.processAllAvailable();
  assert.deepEqual(recorder.batches, [
    [0, ['[1]']],
    [1, ['[2]']],
    [2, ['[3]']],
  ]);
});

test('observe puts values into the progress, also into that of a batch without rows', async (t) => {
  const session = await openSession(t);
  const stream = session.memoryStream('n INT, t TIMESTAMP');
  const query = await frameOf(session, stream)
    .withWatermark('t', '1 second')
    .observe('input', count('*').as('rows'), max('n').as('greatest'))
    .dropDuplicates(['t'])
    .writeStream.format('noop')
    .start();
  stream.addData([5, at(1)], [7, at(20)]);
  await query.processAllAvailable();
  assert.deepEqual(
    query.recentProgress
      .filter(({ durationMs }) => 'addBatch' in durationMs)
      .map(({ observedMetrics }) => observedMetrics),
    [{ input: { rows: 2n, greatest: 7 } }, { input: { rows: 0n, greatest: null } }],
  );
});

test('foreachBatch is given a batch without rows where the watermark asks for one', async (t) => {
  const session = await openSession(t);
  const stream = session.memoryStream('t TIMESTAMP');
  stream.addData([at(1)], [at(20)]);
  frameOf(session, stream).withWatermark('t', '1 second').createOrReplaceTempView('events');
  const seen: [number, number, string][] = [];
  const query = await session
    .sql('SELECT DISTINCT t FROM events')
    .writeStream.foreachBatch(async (batch, batchId) => {
      seen.push([batchId, await batch.count(), batch.columns.join()]);
    })
    .start();
  await query.processAllAvailable();
  assert.deepEqual(seen, [
    [0, 0, 't'],
    [1, 1, 't'],
  ]);
});

test('stop during a batch lets it come to its end', async (t) => {
  const session = await openSession(t);
  const stream = session.memoryStream('n INT');
  const recorder = new BatchRecorder();
  const inBatch = Promise.withResolvers<void>();
  const query = await frameOf(session, stream)
    .writeStream.foreachBatch(async (batch, batchId) => {
      inBatch.resolve();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await recorder.write(batch, batchId);
    })
    .start();
  stream.addData([1]);
  await inBatch.promise;
  await Promise.all([query.stop(), query.stop()]);
  assert.deepEqual(recorder.batches, [[0, ['[1]']]]);
  assert.equal(query.lastProgress?.batchId, 0);
});
