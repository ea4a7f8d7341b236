import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Benchmark, type Measurement, median } from './benchmark.ts';

const BATCH_KEYS = 1000;
const BATCHES = 40;
const SIZES = [10_000, 1_000_000];

/** The two ways to merge a batch into state that `docs/adr/0003-state-merge.md` weighs; both leave the changed rows in a table, which the delta needs. */
const MERGES = [
  {
    name: 'hash join, delete, insert',
    table: 'CREATE OR REPLACE TABLE joined (k BIGINT, n BIGINT); INSERT INTO joined',
    merge: `CREATE OR REPLACE TEMP TABLE changed AS
        SELECT batch.k, batch.n + coalesce(joined.n, 0) AS n FROM batch LEFT JOIN joined ON batch.k IS NOT DISTINCT FROM joined.k;
      DELETE FROM joined USING changed WHERE joined.k IS NOT DISTINCT FROM changed.k;
      INSERT INTO joined SELECT * FROM changed`,
  },
  {
    name: 'ART index, upsert',
    table: 'CREATE OR REPLACE TABLE indexed (k BIGINT PRIMARY KEY, n BIGINT); INSERT INTO indexed',
    merge: `INSERT INTO indexed SELECT * FROM batch ON CONFLICT DO UPDATE SET n = indexed.n + excluded.n;
      CREATE OR REPLACE TEMP TABLE changed AS SELECT * FROM indexed WHERE k IN (SELECT k FROM batch)`,
  },
] as const;

/** Merges batches of 1,000 keys, half of them new, into state tables of two sizes; the two ways take turns, so that a busy machine slows both. */
export const stateMerge: Benchmark = {
  name: 'state-merge',
  about: 'merging 1,000 keys into state: hash join against index',
  run: async () => {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
    const connection = await instance.connect();
    const measurements: Measurement[] = [];
    for (const size of SIZES) measurements.push(...(await measureMerges(connection, size)));
    connection.closeSync();
    instance.closeSync();
    return measurements;
  },
};

async function measureMerges(connection: DuckDBConnection, size: number): Promise<Measurement[]> {
  const times = MERGES.map((): number[] => []);
  for (const { table } of MERGES) await connection.run(`${table} SELECT range, 1 FROM range(${size})`);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const from = batch * BATCH_KEYS;
    await connection.run(`CREATE OR REPLACE TEMP TABLE batch AS
      SELECT CAST(hash(range) % ${2 * size} AS BIGINT) AS k, count(*) AS n FROM range(${from}, ${from + BATCH_KEYS}) GROUP BY 1`);
    for (const [index, { merge }] of MERGES.entries()) {
      const startMs = performance.now();
      await connection.run(`BEGIN; ${merge}; COMMIT`);
      times[index]?.push(performance.now() - startMs);
    }
  }
  return MERGES.map(({ name }, index) => ({
    label: `${name}, ${size.toLocaleString('en')} keys`,
    value: median(times[index] ?? []),
    unit: 'ms',
  }));
}
