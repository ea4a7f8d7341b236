import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { MemoryCheckpointContent, MemoryCheckpointStore } from '../checkpoint/index.ts';
import type { CheckpointStore, Executor, StateTable } from '../contracts/index.ts';
import { createDuckDbExecutor } from '../engine/create-duckdb-executor.ts';
import { CheckpointError } from '../errors/index.ts';
import { LongType, StringType, structField, structType } from '../types/data-type.ts';
import { StateManager, type StateManagerOptions } from './state-manager.ts';

const sums: StateTable = {
  operatorId: 0,
  name: 'state_0',
  columns: [
    { name: 'k', type: 'VARCHAR' },
    { name: 't', type: 'TIMESTAMPTZ' },
    { name: 'n', type: 'HUGEINT' },
  ],
  keyColumns: ['k'],
  evictBy: 't',
};
const totals: StateTable = {
  operatorId: 1,
  name: 'state_1',
  columns: [{ name: 'row_count', type: 'BIGINT' }],
  keyColumns: [],
  evictBy: undefined,
};

const disposals: (() => Promise<void>)[] = [];
after(async () => {
  for (const dispose of disposals.reverse()) await dispose();
});

interface Fixture {
  readonly executor: Executor;
  readonly scratchDirectory: string;
  readonly content: MemoryCheckpointContent;
  readonly store: CheckpointStore;
}

async function fixture(): Promise<Fixture> {
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'millrace-state-'));
  const executor = await createDuckDbExecutor({ timeZone: 'UTC', scratchDirectory, threads: 1 });
  const content = new MemoryCheckpointContent();
  const store = MemoryCheckpointStore.open(content);
  disposals.push(async () => {
    await executor.close();
    await store.close();
    await rm(scratchDirectory, { recursive: true });
  });
  return { executor, scratchDirectory, content, store };
}

const open = (
  { executor, store, scratchDirectory }: Fixture,
  tables: readonly StateTable[],
  options: Partial<StateManagerOptions> = {},
) => StateManager.create(executor, store, tables, { scratchDirectory, ...options });

/** One change of the keyed table; n null: the key leaves. Times are seconds. */
interface Change {
  readonly k: string | null;
  readonly t: number | null;
  readonly n: bigint | null;
}
interface Batch {
  readonly changes: readonly Change[];
  readonly evictThrough: number | null;
  readonly total: bigint | null;
}

const textOf = (value: string | null) => (value === null ? 'NULL::VARCHAR' : `'${value}'`);
const timeOf = (t: number | null) => (t === null ? 'NULL' : `make_timestamptz(${t}000000)`);

/** What an operator's statements do, in the same order: changed rows, merge, evict. */
async function runOperators(executor: Executor, { changes, evictThrough, total }: Batch): Promise<void> {
  const rows = changes.map(({ k, t, n }) => `(${textOf(k)}, ${timeOf(t)}, ${n ?? 0n}::HUGEINT, ${n === null})`);
  const none = 'SELECT NULL::VARCHAR, NULL::TIMESTAMPTZ, NULL::HUGEINT, NULL::BOOLEAN WHERE false';
  await executor.run(
    [
      `CREATE OR REPLACE TEMP TABLE state_0__changed AS SELECT * FROM (${rows.length === 0 ? none : `VALUES ${rows.join(', ')}`}) v(k, t, n, __deleted)`,
      'DELETE FROM state_0 USING state_0__changed c WHERE state_0.k IS NOT DISTINCT FROM c.k',
      'INSERT INTO state_0 SELECT k, t, n FROM state_0__changed WHERE NOT __deleted',
      ...(evictThrough === null ? [] : [`DELETE FROM state_0 WHERE t <= ${timeOf(evictThrough)}`]),
      `CREATE OR REPLACE TEMP TABLE state_1__changed AS SELECT ${total ?? 0}::BIGINT AS row_count, false AS __deleted WHERE ${total !== null}`,
      ...(total === null ? [] : [`DELETE FROM state_1; INSERT INTO state_1 VALUES (${total})`]),
    ].join(';'),
  );
}

const microsOf = (seconds: number | null) => (seconds === null ? null : `${seconds}000000`);

async function commit(manager: StateManager, store: CheckpointStore, batchId: number, batch: Batch, runToken = 'run') {
  const blobs = await manager.exportDeltas(batchId);
  const state = manager.stateCommits((operatorId) => (operatorId === 0 ? microsOf(batch.evictThrough) : null));
  const entry = { batchId, nextBatchWatermarkMs: 0, watermarkMarks: [], flushDue: false, state, runToken };
  return store.commits.add(entry, blobs);
}

async function runBatch({ executor, store }: Fixture, manager: StateManager, batchId: number, batch: Batch) {
  await manager.load(batchId - 1);
  await runOperators(executor, batch);
  assert.equal(await commit(manager, store, batchId, batch), true);
  manager.committed(batchId);
}

const contentSchema = structType([
  structField('k', StringType),
  structField('t', LongType),
  structField('n', StringType),
  structField('total', StringType),
]);
const contentOf = async ({ executor }: Fixture): Promise<readonly string[]> =>
  (
    await executor.query(
      `SELECT k, epoch_us(t) // 1000000, n::VARCHAR, 'sums' FROM state_0 UNION ALL SELECT NULL, NULL, row_count::VARCHAR, 'total' FROM state_1`,
      contentSchema,
    )
  )
    .map((row) => row.join('|'))
    .sort();

/** The same by a map. */
function expected(batches: readonly Batch[]): readonly string[] {
  const rows = new Map<string | null, Change>();
  let count: bigint | null = null;
  for (const batch of batches) {
    for (const change of batch.changes)
      if (change.n === null) rows.delete(change.k);
      else rows.set(change.k, change);
    for (const [k, { t }] of rows)
      if (t !== null && batch.evictThrough !== null && t <= batch.evictThrough) rows.delete(k);
    count = batch.total ?? count;
  }
  const lines = [...rows.values()].map(({ k, t, n }) => [k, t, n, 'sums'].join('|'));
  return [...lines, ...(count === null ? [] : [['', '', count, 'total'].join('|')])].sort();
}

const upsert = (k: string | null, t: number | null, n: bigint): Change => ({ k, t, n });
const batchOf = (
  changes: readonly Change[],
  evictThrough: number | null = null,
  total: bigint | null = null,
): Batch => ({
  changes,
  evictThrough,
  total,
});

test('every version can be rebuilt: upserts, deletions, null keys, evictions, 128-bit numbers', async () => {
  const fix = await fixture();
  const big = 2n ** 126n;
  const batches = [
    batchOf([upsert('a', 10, big), upsert(null, 20, -big)], null, 1n),
    batchOf([], null),
    batchOf([upsert('a', 30, 2n), { k: null, t: null, n: null }], 10, 2n),
    batchOf([upsert('late', 15, 9n), upsert('b', null, 1n)], 20),
    batchOf([], 30, 3n),
  ];
  const manager = await open(fix, [sums, totals]);
  for (const [n, batch] of batches.entries()) await runBatch(fix, manager, n, batch);
  assert.deepEqual(await contentOf(fix), expected(batches));
  assert.deepEqual(
    (await fix.store.commits.read(1))?.state.map(({ delta }) => delta),
    [null, null],
  );
  for (const version of [0, 3, 1, 4, 2, -1, 4]) {
    await manager.load(version);
    assert.equal(manager.version, version);
    assert.deepEqual(await contentOf(fix), expected(batches.slice(0, version + 1)));
  }
});

test('a random history with restarts, snapshots, purges and lost races ends where a map ends', async () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', null);
  const change = fc.record({
    k: key,
    t: fc.option(fc.integer({ min: 0, max: 20 })),
    n: fc.option(fc.bigInt({ min: -5n, max: 5n })),
  });
  const step = fc.record({
    changes: fc.uniqueArray(change, { maxLength: 4, selector: ({ k }) => k }),
    advance: fc.option(fc.integer({ min: 0, max: 6 })),
    total: fc.option(fc.bigInt({ min: 0n, max: 9n })),
    event: fc.constantFrom('none', 'none', 'restart', 'invalidate', 'lostRace', 'purge'),
  });
  const runs = Number(process.env['MILLRACE_TEST_RUNS'] ?? 12);
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const fix = await fixture();
      const restart = () => open(fix, [sums, totals], { snapshotAfter: 3, minBatchesToRetain: 2 });
      let manager = await restart();
      let through = 0;
      const batches: Batch[] = [];
      for (const [n, { changes, advance, total, event }] of steps.entries()) {
        through += advance ?? 0;
        const batch = batchOf(changes, advance === null ? null : through, total);
        batches.push(batch);
        if (event === 'restart') manager = await restart();
        if (event === 'invalidate') manager.invalidate();
        if (event === 'lostRace') {
          const rival = await fixture();
          const other = await open({ ...rival, store: fix.store }, [sums, totals]);
          await manager.load(n - 1);
          await runBatch({ ...rival, store: fix.store }, other, n, batch);
          await assert.rejects(
            fix.executor.transaction(async () => {
              await runOperators(fix.executor, batch);
              assert.equal(await commit(manager, fix.store, n, batch, 'loser'), false);
              throw new Error('lost');
            }),
            /lost/,
          );
          assert.equal(manager.version, n - 1);
        } else {
          await runBatch(fix, manager, n, batch);
          await manager.maybeSnapshot(n);
        }
        if (event === 'purge') await manager.purge(n);
        await manager.load(n);
        assert.deepEqual(await contentOf(fix), expected(batches));
      }
      const fresh = await restart();
      await fresh.load(batches.length - 1);
      assert.deepEqual(await contentOf(fix), expected(batches));
    }),
    { numRuns: runs },
  );
});

test('renamed columns find their old values', async () => {
  const fix = await fixture();
  const manager = await open(fix, [sums, totals], { snapshotAfter: 1 });
  await runBatch(fix, manager, 0, batchOf([upsert('a', 1, 5n)]));
  assert.equal(await manager.maybeSnapshot(0), true);
  await runBatch(fix, manager, 1, batchOf([upsert('b', 1, 6n)]));
  const columns = [
    { name: 'customer', type: 'VARCHAR' },
    { name: 'at time', type: 'TIMESTAMPTZ' },
    { name: 'sum "x"', type: 'HUGEINT' },
  ];
  const renamed = { ...sums, columns, keyColumns: ['customer'], evictBy: '"at time"' };
  const next = await open(fix, [renamed, totals]);
  await next.load(1);
  const schema = structType([structField('k', StringType), structField('n', StringType)]);
  assert.deepEqual(await fix.executor.query('SELECT customer, "sum ""x"""::VARCHAR FROM state_0 ORDER BY 1', schema), [
    ['a', '5'],
    ['b', '6'],
  ]);
});

test('intervals and nested 128-bit numbers survive Parquet to the last digit', async () => {
  const fix = await fixture();
  const table: StateTable = {
    operatorId: 0,
    name: 'state_0',
    columns: [
      { name: 'k', type: 'INTEGER' },
      { name: 'i', type: 'INTERVAL' },
      { name: 's', type: 'STRUCT(a HUGEINT, b DOUBLE)[]' },
    ],
    keyColumns: ['k'],
    evictBy: undefined,
  };
  const values = `1 AS k, INTERVAL '14 months 3 days 1.234567 seconds' AS i, [{'a': 170141183460469231731687303715884105727, 'b': 'NaN'::DOUBLE}] AS s`;
  const manager = await open(fix, [table]);
  await fix.executor.run(`CREATE TEMP TABLE state_0__changed AS SELECT ${values}, false AS __deleted`);
  await commit(manager, fix.store, 0, batchOf([]));
  manager.invalidate();
  await manager.load(0);
  const schema = structType([structField('i', StringType), structField('s', StringType)]);
  const [[interval, structs] = []] = await fix.executor.query('SELECT i::VARCHAR, s::VARCHAR FROM state_0', schema);
  assert.equal(interval, '1 year 2 months 3 days 00:00:01.234567');
  assert.equal(structs, "[{'a': 170141183460469231731687303715884105727, 'b': nan}]");
});

test('a loaded version costs no read, and one step forward reads one commit', async (t) => {
  const fix = await fixture();
  const manager = await open(fix, [sums, totals]);
  await runBatch(fix, manager, 0, batchOf([upsert('a', 1, 1n)]));
  const reads: number[] = [];
  const counting: CheckpointStore = Object.assign(MemoryCheckpointStore.open(fix.content), {
    commits: {
      ...fix.store.commits,
      read: (batchId: number) => {
        reads.push(batchId);
        return fix.store.commits.read(batchId);
      },
    },
  });
  t.after(() => counting.close());
  const other = await open({ ...fix, store: counting }, [sums, totals]);
  await other.load(-1);
  assert.deepEqual(reads, []);
  await other.load(0);
  await other.load(0);
  assert.deepEqual(reads, [0]);
});

test('a snapshot is taken once the deltas outweigh the state, not before, and only of the version in memory', async () => {
  const fix = await fixture();
  const manager = await open(fix, [sums, totals]);
  const taken: number[] = [];
  for (let n = 0; n < 45; n++) {
    await runBatch(fix, manager, n, batchOf([upsert('a', n, 1n)]));
    if (await manager.maybeSnapshot(n)) taken.push(n);
  }
  assert.deepEqual(taken, [19, 39]);
  assert.equal(await manager.maybeSnapshot(43), false);
  const wide = await fixture();
  const slow = await open(wide, [sums, totals], { snapshotAfter: 30 });
  await runBatch(wide, slow, 0, batchOf(Array.from({ length: 100 }, (_, i) => upsert(`k${i}`, 1, 1n))));
  const late: number[] = [];
  for (let n = 1; n < 51; n++) {
    await runBatch(wide, slow, n, batchOf([upsert('k1', n, 1n)]));
    if (await slow.maybeSnapshot(n)) late.push(n);
  }
  assert.deepEqual(late, [19, 49]);
});

test('missing and corrupt files are named with batch, operator and table', async () => {
  const fix = await fixture();
  const manager = await open(fix, [sums, totals]);
  for (let n = 0; n < 3; n++) await runBatch(fix, manager, n, batchOf([upsert('a', n, 1n)]));
  const key = (await fix.store.commits.read(1))?.state[0]?.delta?.key ?? '';
  fix.content.blobs.set(key, new TextEncoder().encode('PAR1 garbage PAR1'));
  const load = async () => (await open(fix, [sums, totals])).load(2);
  await assert.rejects(load(), (error) => {
    assert.ok(error instanceof CheckpointError);
    assert.equal(error.condition, 'CANNOT_LOAD_STATE_STORE.UNREADABLE_FILE');
    assert.deepEqual([error.params['batchId'], error.params['operatorId'], error.params['table']], [1, 0, 'state_0']);
    assert.match(error.message, /backup/);
    return true;
  });
  fix.content.blobs.delete(key);
  await assert.rejects(load(), (error) => {
    assert.ok(error instanceof CheckpointError);
    assert.equal(error.condition, 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS');
    assert.equal(error.params['fileToRead'], key);
    return true;
  });
  fix.content.entries.delete('commits/1.json');
  await assert.rejects(load(), { condition: 'CANNOT_LOAD_STATE_STORE.MISSING_COMMIT' });
});

test('a missing snapshot file is named; a failed load leaves the tables and the version as they were', async () => {
  const fix = await fixture();
  const manager = await open(fix, [sums, totals], { snapshotAfter: 1 });
  await runBatch(fix, manager, 0, batchOf([upsert('a', 1, 1n)]));
  await manager.maybeSnapshot(0);
  const snapshot = await fix.store.latestSnapshot(0);
  fix.content.blobs.delete(snapshot?.tables[0]?.blob.key ?? '');
  manager.invalidate();
  await assert.rejects(manager.load(0), { condition: 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE' });
  assert.equal(manager.version, undefined);
  assert.deepEqual(await contentOf(fix), ['a|1|1|sums']);
});

test('a query without state loads and commits without touching the executor', async () => {
  const fix = await fixture();
  const manager = await StateManager.create(fix.executor, fix.store, [], { scratchDirectory: '/does/not/exist' });
  await manager.load(41);
  assert.deepEqual(await manager.exportDeltas(42), []);
  assert.deepEqual(
    manager.stateCommits(() => null),
    [],
  );
  manager.committed(42);
  assert.equal(await manager.maybeSnapshot(42), false);
  assert.equal(manager.version, 42);
});

test('purge is spread out and keeps minBatchesToRetain', async () => {
  const fix = await fixture();
  const manager = await open(fix, [sums, totals], { minBatchesToRetain: 2 });
  for (let n = 0; n < 6; n++) {
    const entry = { batchId: n, offsets: [n], batchWatermarkMs: 0, lateWatermarkMs: 0, batchTimestampMs: 0 };
    await fix.store.offsets.add(entry);
    await runBatch(fix, manager, n, batchOf([upsert('a', n, 1n)]));
    await manager.purge(n);
  }
  const ids = await Promise.all([2, 3, 4, 5].map(async (n) => (await fix.store.offsets.read(n))?.batchId));
  assert.deepEqual(ids, [undefined, 3, 4, 5]);
});

test('scratch files do not pile up', async () => {
  const fix = await fixture();
  const manager = await open(fix, [sums, totals], { snapshotAfter: 2 });
  for (let n = 0; n < 5; n++) {
    await runBatch(fix, manager, n, batchOf([upsert('a', n, 1n)], null, 1n));
    await manager.maybeSnapshot(n);
  }
  await writeFile(join(fix.scratchDirectory, 'own'), '');
  assert.deepEqual(await readdir(fix.scratchDirectory), ['own']);
});
