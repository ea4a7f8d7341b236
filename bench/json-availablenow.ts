import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';
import { StreamSession } from 'millrace';
import { SPARK_PYTHON, sparkUnavailable } from '../conformance/spark.ts';
import { type Benchmark, bestSeconds, type Measurement, median } from './benchmark.ts';
import { clickFiles } from './click-files.ts';
import { clickTotals, runClickCounts } from './click-query.ts';

const RUNS = 3;
const THREADS = 2;
const VARIANTS = [
  { name: 'one batch', options: {} },
  { name: 'ten batches', options: { maxFilesPerTrigger: 1 } },
] as const;

/**
 * 1 million JSON rows in ten files: Millrace, PySpark on local[2], and DuckDB without any streaming. Three ways: a program from its start to its end; the query of such a
 * program, from its start to its end in a session that stands; and the same in a session that has run it before, the best of three runs.
 */
export const jsonAvailableNow: Benchmark = {
  name: 'json-availablenow',
  about: '1 M JSON rows (180 B) in ten files, windowed aggregate: Millrace, PySpark 4.3 local[2], plain DuckDB',
  run: async (say) => {
    say('Making the files, once …');
    const folder = await clickFiles({ files: 10, rowsPerFile: 100_000, stepMs: 10 });
    const ours = await measureMillrace(folder, say);
    const spark = await measureSpark(folder, say);
    if (spark !== undefined && spark.totals.join() !== ours.totals.join()) {
      throw new Error(`Millrace and Spark do not agree:\n${ours.totals.join('\n')}\n\n${spark.totals.join('\n')}`);
    }
    const duckdb = await measureDuckDb(folder);
    const programs: Measurement[] = [];
    for (const variant of VARIANTS) programs.push(...(await measurePrograms(folder, variant, spark !== undefined)));
    return [
      ...programs,
      ...VARIANTS.flatMap(({ name }) =>
        compared(`warm session, ${name}`, ours.seconds.get(name), spark?.seconds.get(name)),
      ),
      { label: 'plain DuckDB, one query', value: duckdb, unit: 's' },
      {
        label: 'Millrace in a warm session, one batch, DuckDB is 1',
        value: (ours.seconds.get('one batch') ?? 0) / duckdb,
        unit: 'times',
      },
    ];
  },
};

type SecondsByVariant = ReadonlyMap<string, number>;

interface EngineResult {
  readonly totals: readonly string[];
  readonly seconds: SecondsByVariant;
}

function compared(name: string, own = Number.NaN, other?: number): Measurement[] {
  return [
    { label: `Millrace, ${name}`, value: own, unit: 's' },
    ...(other === undefined
      ? []
      : ([
          { label: `Spark, ${name}`, value: other, unit: 's' },
          { label: `Millrace is faster, ${name}`, value: other / own, unit: 'times' },
        ] as const)),
  ];
}

async function measureMillrace(folder: string, say: (text: string) => void): Promise<EngineResult> {
  await using session = await StreamSession.create({ threads: THREADS });
  const totals = await clickTotals(session, folder);
  const seconds = new Map<string, number>();
  for (const { name, options } of VARIANTS) {
    seconds.set(name, await bestSeconds(RUNS, async () => void (await runClickCounts(session, folder, options))));
    say(`  Millrace: ${name}: ${seconds.get(name)?.toFixed(2)} s`);
  }
  return { totals, seconds };
}

async function measureSpark(folder: string, say: (text: string) => void): Promise<EngineResult | undefined> {
  const unavailable = await sparkUnavailable();
  if (unavailable !== undefined) {
    say(`SKIPPED Spark: ${unavailable.reason}`);
    return undefined;
  }
  const script = join(import.meta.dirname, 'spark_clicks.py');
  const results = await runProgram<{ name?: string; seconds?: number; totals?: string[] }>(
    SPARK_PYTHON,
    [script, 'session', folder, String(RUNS)],
    say,
  );
  const seconds = new Map<string, number>();
  for (const { name = '', seconds: value = Number.POSITIVE_INFINITY } of results) {
    seconds.set(name, Math.min(value, seconds.get(name) ?? Number.POSITIVE_INFINITY));
  }
  return { totals: results.find((result) => result.totals !== undefined)?.totals ?? [], seconds };
}

/** Programs that run the query once, the middle of a few; the two engines take turns. */
async function measurePrograms(
  folder: string,
  { name, options }: (typeof VARIANTS)[number],
  withSpark: boolean,
): Promise<Measurement[]> {
  const millrace: ProgramRun[] = [];
  const spark: ProgramRun[] = [];
  const script = (file: string): string => join(import.meta.dirname, file);
  for (let run = 0; run < RUNS; run += 1) {
    const own = [...process.execArgv, script('click-program.ts'), folder, JSON.stringify(options), String(THREADS)];
    millrace.push(await timeProgram(process.execPath, own));
    const theirs = [script('spark_clicks.py'), 'program', folder, JSON.stringify(options)];
    if (withSpark) spark.push(await timeProgram(SPARK_PYTHON, theirs));
  }
  const middle = (runs: readonly ProgramRun[], part: keyof ProgramRun): number | undefined =>
    runs.length === 0 ? undefined : median(runs.map((run) => run[part]));
  return [
    ...compared(`whole program, ${name}`, middle(millrace, 'program'), middle(spark, 'program')),
    ...compared(`first query, ${name}`, middle(millrace, 'query'), middle(spark, 'query')),
  ];
}

/** Seconds. */
interface ProgramRun {
  readonly program: number;
  readonly query: number;
}

async function timeProgram(command: string, args: readonly string[]): Promise<ProgramRun> {
  const startMs = performance.now();
  const [result] = await runProgram<{ readonly seconds: number }>(command, args);
  return { program: (performance.now() - startMs) / 1000, query: result?.seconds ?? Number.NaN };
}

/** Runs a program that prints JSON lines. Of its standard error the indented lines are what it has to say; the others matter only where it fails. */
async function runProgram<T>(command: string, args: readonly string[], say?: (text: string) => void): Promise<T[]> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  createInterface(child.stderr).on('line', (line) => (line.startsWith('  ') ? say?.(line) : errors.push(line)));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number]>]);
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${errors.join('\n')}`);
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

async function measureDuckDb(folder: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(THREADS) });
  const connection = await instance.connect();
  const columns = "{user_id: 'BIGINT', action: 'VARCHAR', amount: 'DOUBLE', timestamp: 'TIMESTAMPTZ'}";
  const query = `SELECT time_bucket(INTERVAL '10 minutes', timestamp) AS start, action, count(*) AS n, sum(amount) AS total
    FROM read_json('${folder}/*.json', format = 'newline_delimited', columns = ${columns}) GROUP BY ALL`;
  const seconds = await bestSeconds(RUNS, async () => void (await connection.runAndReadAll(query)));
  connection.closeSync();
  instance.closeSync();
  return seconds;
}
