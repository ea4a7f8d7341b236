import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { MemoryRow } from '../connectors/memory/memory-row.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import { BatchRecorder, frameOf, openSession, temporaryFolder } from './query.fixture.ts';

/** A query over the streams `clicks` and `views`, both with a watermark 5 seconds behind. */
interface History {
  readonly outputMode: OutputMode;
  readonly sql: string;
}

const histories: Readonly<Record<string, History>> = {
  'no state': { outputMode: 'append', sql: 'SELECT k, v + 1 FROM clicks WHERE v <> 4' },
  'a windowed aggregate, append': {
    outputMode: 'append',
    sql: "SELECT window.start, k, count(*), sum(v), collect_list(v) FROM clicks GROUP BY window(t, '10 seconds'), k",
  },
  'a windowed aggregate, update': {
    outputMode: 'update',
    sql: "SELECT window.start, count(*), avg(v), max(k) FROM clicks GROUP BY window(t, '10 seconds', '5 seconds')",
  },
  'an aggregate, complete': { outputMode: 'complete', sql: 'SELECT k, sum(v), min(t) FROM clicks GROUP BY k' },
  'a global aggregate': { outputMode: 'update', sql: 'SELECT count(*), sum(v) FROM clicks' },
  'distinct rows': { outputMode: 'update', sql: 'SELECT DISTINCT k FROM clicks' },
  'two streams as one': {
    outputMode: 'append',
    sql: "SELECT window.end, count(*) FROM (SELECT * FROM clicks UNION ALL SELECT * FROM views) GROUP BY window(t, '10 seconds')",
  },
  'an outer join of streams': {
    outputMode: 'append',
    sql: 'SELECT c.k, c.v, w.v FROM clicks c LEFT JOIN views w ON c.k = w.k AND w.t BETWEEN c.t AND c.t + INTERVAL 10 SECONDS',
  },
  'an aggregate after another': {
    outputMode: 'append',
    sql: "SELECT window(first, '20 seconds').start, sum(n) FROM (SELECT window_time(w) AS first, n FROM (SELECT window(t, '10 seconds') AS w, count(*) AS n FROM clicks GROUP BY window(t, '10 seconds'))) GROUP BY window(first, '20 seconds')",
  },
};

const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();

/** What arrives between two looks at the streams: rows out of order, late ones, and nothing at all for one of the two. */
const steps: readonly { readonly clicks: readonly MemoryRow[]; readonly views: readonly MemoryRow[] }[] = [
  {
    clicks: [
      ['a', 1, at(1)],
      ['b', 2, at(3)],
    ],
    views: [['a', 10, at(5)]],
  },
  {
    clicks: [
      ['a', 3, at(12)],
      ['a', 4, at(2)],
    ],
    views: [],
  },
  {
    clicks: [['c', 5, at(25)]],
    views: [
      ['c', 20, at(28)],
      ['b', 30, at(4)],
    ],
  },
  { clicks: [], views: [['a', 40, at(40)]] },
  {
    clicks: [
      ['a', 6, at(4)],
      ['c', 7, at(41)],
      [null, 8, at(44)],
    ],
    views: [['c', 50, at(43)]],
  },
  { clicks: [['b', 9, at(70)]], views: [['b', 60, at(71)]] },
];

/** Runs a history, stopped and started anew before some of its steps; gives what each batch put out, and the rows in the state after each. */
async function run(t: TestContext, { outputMode, sql }: History, isRestartedBefore: (step: number) => boolean) {
  const session = await openSession(t);
  const streams = { clicks: session.memoryStream(SCHEMA), views: session.memoryStream(SCHEMA) };
  for (const [name, stream] of Object.entries(streams))
    frameOf(session, stream).withWatermark('t', '5 seconds').createOrReplaceTempView(name);
  const recorder = new BatchRecorder();
  const writer = session
    .sql(sql)
    .writeStream.outputMode(outputMode)
    .foreachBatch(recorder.write)
    .option('checkpointLocation', await temporaryFolder(t));
  const stateRows: Record<number, readonly number[]> = {};
  let query = await writer.start();
  for (const [i, step] of steps.entries()) {
    if (i > 0 && isRestartedBefore(i)) {
      await query.stop();
      query = await writer.start();
    }
    streams.clicks.addData(...step.clicks);
    streams.views.addData(...step.views);
    await query.processAllAvailable();
    for (const { batchId, durationMs, stateOperators } of query.recentProgress)
      if ('addBatch' in durationMs) stateRows[batchId] = stateOperators.map(({ numRowsTotal }) => numRowsTotal);
  }
  await session.stop();
  return { batches: recorder.batches, stateRows };
}

const SCHEMA = 'k STRING, v INT, t TIMESTAMP';

describe('a query that is restarted before every step puts out the same and keeps the same state', {
  concurrency: 2,
}, () => {
  for (const [name, history] of Object.entries(histories))
    test(name, async (t) => {
      const undisturbed = await run(t, history, () => false);
      assert.ok(undisturbed.batches.some(([, rows]) => rows.length > 0));
      assert.deepEqual(await run(t, history, () => true), undisturbed);
    });
});

describe('the same, restarted once', { concurrency: 2 }, () => {
  const windowed = histories['a windowed aggregate, append'] as History;
  for (const restarted of [...steps.keys()].slice(1))
    test(`before step ${restarted}`, async (t) => {
      const undisturbed = await run(t, windowed, () => false);
      assert.deepEqual(await run(t, windowed, (step) => step === restarted), undisturbed);
    });
});
