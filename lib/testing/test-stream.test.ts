import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSession } from '../local/stream-session.ts';
import { ManualClock } from '../util/clock.ts';
import {
  addData,
  advanceClock,
  assertState,
  assertWatermark,
  checkAnswer,
  checkLastBatch,
  checkNewAnswer,
  expectFailure,
  processAllAvailable,
  start,
  stop,
} from './stream-action.ts';
import { testStream } from './test-stream.ts';

async function withSession(work: (session: StreamSession, clock: ManualClock) => Promise<void>): Promise<void> {
  const clock = new ManualClock(Date.parse('2024-01-01T00:00:00Z'));
  await using session = await StreamSession.create({ clock, threads: 1 });
  await work(session, clock);
}

function wordCounts(session: StreamSession) {
  const words = session.memoryStream('word STRING');
  const counts = session.readStream.format('memory').option('stream', words.name).load().groupBy('word').count();
  return { words, counts };
}

test('answers are checked whole, since the last check, and by batch, over restarts', () =>
  withSession(async (session) => {
    const { words, counts } = wordCounts(session);
    await testStream(counts, 'update', [
      addData(words, ['a'], { word: 'b' }, ['a']),
      checkAnswer([
        ['b', 1],
        ['a', 2n],
      ]),
      stop(),
      addData(words, ['a']),
      start(),
      checkNewAnswer([['a', 3]]),
      checkLastBatch([['a', 3]]),
      checkNewAnswer([]),
      assertState({ numRowsTotal: 2, dropped: 0 }),
    ]);
  }));

test('in complete mode the answer is the last batch', () =>
  withSession(async (session) => {
    const { words, counts } = wordCounts(session);
    const both = [
      ['a', 1],
      ['b', 1],
    ];
    await testStream(counts, 'complete', [
      addData(words, ['a']),
      processAllAvailable(),
      addData(words, ['b']),
      checkNewAnswer(both),
      checkNewAnswer([]),
      checkAnswer(both),
    ]);
  }));

test('state, dropped rows and watermark are those of the progress', () =>
  withSession(async (session) => {
    const times = session.memoryStream('t TIMESTAMP');
    const frame = session.readStream.format('memory').option('stream', times.name).load();
    frame.withWatermark('t', '5 seconds').createOrReplaceTempView('times');
    const counts = session.sql("SELECT window.start AS w, count(*) AS n FROM times GROUP BY window(t, '10 seconds')");
    await testStream(counts, 'append', [
      addData(times, ['2024-01-01T00:00:01Z'], ['2024-01-01T00:00:15Z']),
      checkLastBatch([['2024-01-01T00:00:00Z', 1]]),
      assertWatermark('2024-01-01T00:00:10Z'),
      assertState({ numRowsTotal: [1] }),
      addData(times, ['2024-01-01T00:00:02Z']),
      processAllAvailable(),
      assertState({ numRowsTotal: 1, dropped: 1 }),
      assertState({ dropped: 0 }),
    ]);
  }));

test('a query with an interval runs when the clock reaches it', () =>
  withSession(async (session, clock) => {
    const { words, counts } = wordCounts(session);
    const actions = [
      addData(words, ['a']),
      start({ trigger: { processingTime: '10 seconds' } }),
      checkNewAnswer([['a', 1]]),
      addData(words, ['b']),
      advanceClock(9_999),
      checkNewAnswer([]),
      advanceClock(1),
      checkNewAnswer([['b', 1]]),
    ];
    await testStream(counts, 'update', actions, { clock });
  }));

test('queries that end by themselves are waited for', () =>
  withSession(async (session) => {
    const { words, counts } = wordCounts(session);
    await testStream(counts, 'update', [
      addData(words, ['a']),
      start({ trigger: { availableNow: true } }),
      checkNewAnswer([['a', 1]]),
      addData(words, ['a']),
      start({ trigger: { once: true } }),
      checkNewAnswer([['a', 2]]),
    ]);
  }));

test('failures of a batch and refusals at the start are expected by condition', () =>
  withSession(async (session) => {
    const numbers = session.memoryStream('n INT');
    const frame = session.readStream.format('memory').option('stream', numbers.name).load();
    await testStream(frame.selectExpr('10 / n AS q'), 'append', [
      addData(numbers, [2]),
      checkAnswer([[5]]),
      addData(numbers, [0]),
      expectFailure('DIVIDE_BY_ZERO'),
      start(),
      expectFailure('STREAM_FAILED'),
    ]);
    await testStream(frame, 'complete', [expectFailure('STREAMING_OUTPUT_MODE.UNSUPPORTED_OPERATION')]);
  }));

async function failureOf(work: Promise<void>): Promise<string> {
  const error = await work.then(
    () => assert.fail('it passed'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof assert.AssertionError, String(error));
  return error.message;
}

test('the report of a failure shows actions, progress, offsets, sink and plan', () =>
  withSession(async (session) => {
    const { words, counts } = wordCounts(session);
    const actions = [addData(words, ['a']), checkAnswer([['a', 2]]), stop()];
    const lines = (await failureOf(testStream(counts, 'update', actions))).split('\n');
    assert.deepEqual(lines.slice(0, 13), [
      'The answer differs (- missing, + unexpected):',
      '- ["a",2]',
      '+ ["a",1]',
      '== Actions ==',
      '   addData(memory-0, ["a"])',
      '=> checkAnswer([["a",2]])',
      '   stop()',
      '== Progress ==',
      'batch 0: 1 rows in, stateStoreSave 1 rows (1 updated, 0 removed, 0 dropped)',
      '== Offsets ==',
      'MemoryStream[word]: 1',
      '== Sink ==',
      'batch 0: ["a",1]',
    ]);
    assert.equal(lines[13], '== Plan ==');
    assert.match(lines.slice(14).join('\n'), /Aggregate/);
  }));

test('a failure that nobody expects, and one that does not come, are reported', () =>
  withSession(async (session) => {
    const { words, counts } = wordCounts(session);
    const numbers = session.memoryStream('n INT');
    const quotient = session.readStream.format('memory').option('stream', numbers.name).load().selectExpr('1 / n AS q');
    assert.match(
      await failureOf(testStream(quotient, 'append', [addData(numbers, [0]), checkAnswer([])])),
      /^The query failed: (.|\n)*DIVIDE_BY_ZERO/,
    );
    assert.match(
      await failureOf(testStream(counts, 'update', [addData(words, ['a']), expectFailure('DIVIDE_BY_ZERO')])),
      /^Expected DIVIDE_BY_ZERO, but the query did not fail\./,
    );
    assert.match(
      await failureOf(testStream(counts, 'update', [advanceClock(1)])),
      /^advanceClock needs the ManualClock/,
    );
    assert.match(
      await failureOf(testStream(counts, 'update', [assertState({ numRowsTotal: 7 })])),
      /^numRowsTotal is \[1\] instead of \[7\]/,
    );
    assert.match(
      await failureOf(testStream(counts, 'update', [assertWatermark('2024-01-01T00:00:00Z')])),
      /^The watermark is none instead of/,
    );
  }));

test('an action that does not end in time is reported', () =>
  withSession(async (session, clock) => {
    const { words, counts } = wordCounts(session);
    const actions = [start({ trigger: { processingTime: '1 hour' } }), addData(words, ['a']), checkAnswer([['a', 1]])];
    assert.match(
      await failureOf(testStream(counts, 'update', actions, { timeoutMs: 1000 })),
      /^The action did not end within 1 s\./,
    );
    assert.equal(clock.isWaitedFor, false);
  }));
