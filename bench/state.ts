import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type DataStreamWriter, StreamSession } from 'millrace';
import { type Benchmark, type Measurement, median } from './benchmark.ts';

const SIZES = [10_000, 100_000, 1_000_000, 10_000_000];
const BATCH_ROWS = 1000;
const BATCHES = 16;
const WARM_UP = 4;
const SPAN_SECONDS = 86_400;

interface StatefulQuery {
  readonly name: string;
  readonly sides: readonly ('left' | 'right')[];
  readonly outputMode: 'append' | 'update';
  /** Over the views `left_events` and `right_events`. */
  readonly sql: string;
}

/** Each query keeps one row of state for each row of the first batch. */
const QUERIES: readonly StatefulQuery[] = [
  {
    name: 'windowed aggregate',
    sides: ['left'],
    outputMode: 'update',
    sql: "SELECT window(t, '1 minute') AS w, k, count(*) AS n FROM left_events GROUP BY window(t, '1 minute'), k",
  },
  {
    name: 'plain aggregate',
    sides: ['left'],
    outputMode: 'update',
    sql: 'SELECT k, count(*) AS n, sum(v) AS total FROM left_events GROUP BY k',
  },
  { name: 'dedup', sides: ['left'], outputMode: 'append', sql: 'SELECT DISTINCT k, t FROM left_events' },
  {
    name: 'interval join',
    sides: ['left', 'right'],
    outputMode: 'append',
    sql: `SELECT l.k, l.v, r.v AS rv FROM left_events l JOIN right_events r
      ON l.k = r.k AND r.t >= l.t AND r.t <= l.t + INTERVAL 1 HOUR`,
  },
];

/**
 * Batches of 1,000 rows on states of growing size. The first batch fills the state: its event times cover a day, its keys are all different. The batches after it
 * hold keys from anywhere among them and event times of the last minutes, as the next rows of a stream do.
 */
export const state: Benchmark = {
  name: 'state',
  about:
    'batches of 1,000 rows on 10 k to 10 M keys of state, as ratios to the smallest (MILLRACE_BENCH_KEYS: the largest size)',
  run: async (say) => {
    const most = Number(process.env['MILLRACE_BENCH_KEYS'] ?? SIZES.at(-1));
    const sizes = SIZES.filter((size) => size <= most);
    const folder = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
    const measurements: Measurement[] = [];
    try {
      for (const size of sizes) await writeInput(join(folder, String(size)), size);
      for (const query of QUERIES) {
        const times: number[] = [];
        for (const size of sizes) {
          times.push(await batchMs(query, join(folder, String(size))));
          say(`  ${query.name}, ${size.toLocaleString('en')} keys: ${times.at(-1)?.toFixed(1)} ms`);
        }
        measurements.push(...compared(query.name, sizes, times));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return measurements;
  },
};

function compared(name: string, sizes: readonly number[], times: readonly number[]): Measurement[] {
  const [least = Number.NaN] = times;
  return sizes.map((size, i) => {
    const label = `${name}, ${size.toLocaleString('en')} keys`;
    const value = times[i] ?? Number.NaN;
    return i === 0
      ? { label, value, unit: 'ms' }
      : { label: `${label}, smallest is 1`, value: value / least, unit: 'times' };
  });
}

/** One large file, then small ones, for each side of the query; the right side has nothing in the first batch. */
async function writeInput(folder: string, keys: number): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const write = async (side: string, file: number, select: string): Promise<void> => {
    const path = join(folder, side, `${String(file).padStart(5, '0')}.parquet`);
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  };
  const at = (seconds: string): string =>
    `make_timestamptz(1704067200000000 + CAST(1e6 * (${seconds}) AS BIGINT)) AS t`;
  for (const side of ['left', 'right']) mkdirSync(join(folder, side), { recursive: true });
  const all = `SELECT i AS k, ${at(`i * ${SPAN_SECONDS}::DOUBLE / ${keys}`)}, i / 2.0::DOUBLE AS v FROM range(${keys}) r(i)`;
  await write('left', 0, all);
  await write('right', 0, `${all} LIMIT 1`);
  for (let batch = 1; batch <= BATCHES; batch += 1) {
    for (const [index, side] of ['left', 'right'].entries()) {
      const row = `(i + ${(2 * batch + index) * BATCH_ROWS})`;
      const late = at(`${SPAN_SECONDS + batch * 10} + i / 100.0`);
      await write(
        side,
        batch,
        `SELECT CAST(hash(${row}) % ${keys} AS BIGINT) AS k, ${late}, i / 2.0::DOUBLE AS v FROM range(${BATCH_ROWS}) r(i)`,
      );
    }
  }
  connection.closeSync();
  instance.closeSync();
}

/** The median time of a small batch. */
async function batchMs(query: StatefulQuery, folder: string): Promise<number> {
  await using session = await StreamSession.create({ threads: 2 });
  for (const side of query.sides) {
    session.readStream
      .format('parquet')
      .schema('k BIGINT, t TIMESTAMP, v DOUBLE')
      .option('maxFilesPerTrigger', 1)
      .load(join(folder, side))
      .withWatermark('t', '2 days')
      .createOrReplaceTempView(`${side}_events`);
  }
  const checkpoint = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const writer = session.sql(query.sql).writeStream as DataStreamWriter<unknown>;
    const running = await writer
      .outputMode(query.outputMode)
      .format('noop')
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start();
    await running.awaitTermination();
    const small = running.recentProgress.slice(1).filter(({ numInputRows }) => numInputRows > 0);
    return median(small.slice(WARM_UP).map(({ batchDuration }) => batchDuration));
  } finally {
    rmSync(checkpoint, { recursive: true, force: true });
  }
}
