import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Executor } from '../contracts/executor.ts';
import type { StateTable } from '../contracts/state-table.ts';
import { createDuckDbExecutor } from '../engine/create-duckdb-executor.ts';
import { frameOf, openSession, temporaryFolder } from '../local/query.fixture.ts';
import { LongType, structField, structType } from '../types/data-type.ts';
import { stateSizeSql } from './state-bytes.ts';

const BYTES = structType([structField('bytes', LongType)]);
const MEMORY = `SELECT sum(memory_usage_bytes)::BIGINT FROM duckdb_memory() WHERE tag IN ('IN_MEMORY_TABLE', 'BASE_TABLE')`;

async function openExecutor(t: TestContext): Promise<Executor> {
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'millrace-bytes-'));
  const executor = await createDuckDbExecutor({ timeZone: 'UTC', scratchDirectory, threads: 1 });
  t.after(async () => {
    await executor.close();
    await rm(scratchDirectory, { recursive: true });
  });
  return executor;
}

/** By column: DuckDB type and SQL of its value in row i. */
type Columns = readonly (readonly [type: string, value: string])[];

async function fill(executor: Executor, name: string, rows: number, columns: Columns): Promise<StateTable> {
  const values = columns.map(([type, value], i) => `CAST(${value} AS ${type}) AS "c ${i}"`).join(', ');
  await executor.run(`CREATE TEMP TABLE ${name} AS SELECT ${values} FROM range(${rows}) t(i)`);
  const stored = columns.map(([type], i) => ({ name: `c ${i}`, type }));
  return { operatorId: 0, name, columns: stored, keyColumns: [], evictBy: undefined };
}

const numberOf = async (executor: Executor, sql: string) => Number((await executor.query(sql, BYTES))[0]?.[0] ?? 0);

/** The bytes by all rows, which those by a sample of rows that are alike are near to. */
async function bytesOf(executor: Executor, table: StateTable): Promise<number> {
  const [bytes = 0, sampled = 0] = await Promise.all(
    [0, Number.POSITIVE_INFINITY].map((about) =>
      numberOf(executor, `SELECT bytes FROM (${stateSizeSql(table, about)}) s(rows, bytes)`),
    ),
  );
  assert.ok(Math.abs(bytes - sampled) <= bytes / 100, `${bytes}, by a sample ${sampled}`);
  return bytes;
}

test('rows of fixed width take the width of their types', async (t) => {
  const executor = await openExecutor(t);
  const columns: Columns = [
    ['BIGINT', 'i'],
    ['TIMESTAMPTZ', 'make_timestamptz(i)'],
    ['HUGEINT', 'i'],
    ['DECIMAL(10,2)', 'i'],
    ['DECIMAL(4,2)', '1'],
    ['BOOLEAN', 'true'],
    ['INTEGER', 'NULL'],
  ];
  const table = await fill(executor, 'state_0', 3000, columns);
  assert.equal(await bytesOf(executor, table), 3000 * (8 + 8 + 16 + 8 + 2 + 1 + 4));
});

test('texts and lists count with what they hold', async (t) => {
  const executor = await openExecutor(t);
  const columns: Columns = [
    ['VARCHAR', `CASE WHEN i % 2 = 0 THEN repeat('ä', 10) ELSE 'short' END`],
    ['DOUBLE[]', '[1, 2, 3]'],
    ['BLOB', 'NULL'],
  ];
  const table = await fill(executor, 'state_0', 10, columns);
  assert.equal(await bytesOf(executor, table), 10 * (16 + 16 + 16) + 5 * 20 + 10 * 24);
  assert.equal(await bytesOf(executor, await fill(executor, 'state_1', 0, columns)), 0);
});

test('what is told is near what DuckDB keeps', async (t) => {
  const tables: Readonly<Record<string, Columns>> = {
    numbers: [
      ['BIGINT', 'hash(i) >> 1'],
      ['DOUBLE', 'i / 7'],
      ['TIMESTAMPTZ', 'make_timestamptz(i)'],
    ],
    texts: [
      ['VARCHAR', `'user-' || md5(i::VARCHAR)`],
      ['BIGINT', 'i'],
    ],
    lists: [['DOUBLE[]', 'range(20)']],
  };
  for (const [name, columns] of Object.entries(tables)) {
    const executor = await openExecutor(t);
    const before = await numberOf(executor, MEMORY);
    const told = await bytesOf(executor, await fill(executor, 'state_0', 300_000, columns));
    const kept = (await numberOf(executor, MEMORY)) - before;
    assert.ok(told > kept * 0.6 && told < kept * 1.4, `${name}: told ${told}, kept ${kept}`);
  }
});

test('the progress tells how large the state is', async (t) => {
  const session = await openSession(t);
  const stream = session.memoryStream('k STRING, n BIGINT');
  frameOf(session, stream).createOrReplaceTempView('events');
  const query = await session
    .sql('SELECT k, sum(n) FROM events GROUP BY k')
    .writeStream.outputMode('update')
    .format('noop')
    .option('checkpointLocation', await temporaryFolder(t))
    .start();
  const sizeNow = () => {
    const [operator] = query.lastProgress?.stateOperators ?? [];
    assert.equal(operator?.customMetrics['stateOnCurrentVersionSizeBytes'], operator?.memoryUsedBytes);
    return operator?.memoryUsedBytes ?? 0;
  };
  stream.addData(['a', 1n]);
  await query.processAllAvailable();
  const one = sizeNow();
  assert.ok(one > 16, String(one));
  stream.addData(['a', 1n], ['b', 1n]);
  await query.processAllAvailable();
  assert.equal(sizeNow(), 2 * one);
  stream.addData(['x'.repeat(1000), 1n]);
  await query.processAllAvailable();
  assert.equal(sizeNow(), 3 * one + 1000);
  const { stateOperators, durationMs } = query.lastProgress ?? assert.fail();
  const { allUpdatesTimeMs = -1, allRemovalsTimeMs = -1, commitTimeMs } = stateOperators[0] ?? {};
  assert.ok(allUpdatesTimeMs >= 0 && allRemovalsTimeMs >= 0);
  assert.ok(allUpdatesTimeMs + allRemovalsTimeMs <= (durationMs['addBatch'] ?? 0));
  assert.equal(commitTimeMs, durationMs['commitOffsets']);
});
