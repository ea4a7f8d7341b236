import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CheckpointStore, Executor, StateBlob, StateCommit, StateTable } from '../contracts/index.ts';
import { LongType, structField, structType } from '../types/data-type.ts';
import { addDeltas, type DeltasSince, isSnapshotDue, NO_DELTAS } from './snapshot-policy.ts';
import { planReplay, type StateReplay, snapshotFile, tableDeltas } from './state-replay.ts';
import { countsSelect, createTableSql, deltaSelect, replaySql, restoreSql, snapshotSelect } from './state-sql.ts';
import { findUnreadable, type StateFile } from './unreadable-file.ts';

export interface StateManagerOptions {
  /**
   * Batches with changes after which a snapshot is taken in any case.
   * @default 100
   */
  readonly snapshotAfter?: number;
  /**
   * `spark.sql.streaming.minBatchesToRetain`: batches that stay readable.
   * @default 100
   */
  readonly minBatchesToRetain?: number;
  /** An existing folder for files on their way into the checkpoint. */
  readonly scratchDirectory: string;
}

/** Rows of a state table after a batch, and how many of them it changed. */
export interface TableCounts {
  readonly changed: number;
  readonly rows: number;
}

const NOTHING: TableCounts = { changed: 0, rows: 0 };

/**
 * The state tables of one query in its executor. The runtime's order for batch N: `load(N - 1)`; the operators' merge, output and evict statements;
 * `exportDeltas(N)`; `commits.add` of the checkpoint with `stateCommits`; `committed(N)`. Where the work of a batch was rolled back the version in memory
 * still holds; where it was not and the commit failed, `invalidate()`.
 */
export class StateManager {
  readonly #executor: Executor;
  readonly #store: CheckpointStore;
  readonly #tables: readonly StateTable[];
  readonly #options: Required<StateManagerOptions>;
  readonly #token = randomUUID();
  #version: number | undefined = -1;
  #counts: readonly TableCounts[] = [];
  /** Since the newest snapshot known to this manager. */
  #since: DeltasSince = NO_DELTAS;
  #purgedTo = 0;

  private constructor(
    executor: Executor,
    store: CheckpointStore,
    tables: readonly StateTable[],
    options: StateManagerOptions,
  ) {
    this.#executor = executor;
    this.#store = store;
    this.#tables = tables;
    this.#options = { snapshotAfter: 100, minBatchesToRetain: 100, ...options };
  }

  /** Makes the tables, empty. */
  static async create(
    executor: Executor,
    store: CheckpointStore,
    tables: readonly StateTable[],
    options: StateManagerOptions,
  ): Promise<StateManager> {
    const manager = new StateManager(executor, store, tables, options);
    await manager.#run(tables.map(createTableSql));
    return manager;
  }

  /** The batch after which memory holds the state, -1 for empty state; undefined where memory holds none. */
  get version(): number | undefined {
    return this.#version;
  }

  /** Brings the tables to the state after `batchId`, -1: empty. Costs nothing where they are there already. */
  async load(batchId: number): Promise<void> {
    if (this.#version === batchId) return;
    if (this.#tables.length > 0) await this.#replay(await planReplay(this.#store, this.#version, batchId));
    this.#version = batchId;
  }

  /** Writes what the batch changed; tables without a change give no blob. `counts` is by table, for callers who have counted already. */
  async exportDeltas(batchId: number, counts?: readonly TableCounts[]): Promise<StateBlob[]> {
    this.#counts = counts ?? (await this.#count());
    const blobs: StateBlob[] = [];
    for (const [i, table] of this.#tables.entries())
      if ((this.#counts[i] ?? NOTHING).changed > 0)
        blobs.push(await this.#export(table, deltaSelect(table), `${batchId}.delta`));
    return blobs;
  }

  /** The `state` of the commit entry that goes with the last {@link exportDeltas}; the argument gives what each operator's tables evicted. */
  stateCommits(evictedThroughMicros: (operatorId: number, table: string) => string | null): StateCommit[] {
    return this.#tables.map(({ operatorId, name: table }, i) => ({
      operatorId,
      table,
      delta: null,
      evictedThroughMicros: evictedThroughMicros(operatorId, table),
      numRows: (this.#counts[i] ?? NOTHING).rows,
    }));
  }

  /** The commit of `batchId` stands and memory holds its state. */
  committed(batchId: number): void {
    const rows = this.#counts.reduce((sum, { changed }) => sum + changed, 0);
    this.#version = batchId;
    this.#since = { batches: this.#since.batches + 1, rows: this.#since.rows + rows };
  }

  /** Memory may hold the work of a batch that was not committed. */
  invalidate(): void {
    this.#version = undefined;
  }

  /** Stores a snapshot if one is due and memory is at `batchId`; to be called between batches, after the commit. Whether one was stored. */
  async maybeSnapshot(batchId: number): Promise<boolean> {
    if (this.#version !== batchId || this.#tables.length === 0) return false;
    const storedRows = this.#counts.reduce((sum, { rows }) => sum + rows, 0);
    if (!isSnapshotDue(this.#since, storedRows, this.#options.snapshotAfter)) return false;
    const blobs: StateBlob[] = [];
    for (const table of this.#tables)
      blobs.push(await this.#export(table, snapshotSelect(table), `${batchId}.snapshot`));
    this.#since = NO_DELTAS;
    return this.#store.addSnapshot(batchId, blobs);
  }

  /** Forgets batches that need no longer be readable, now that `batchId` is committed; spread out, since a purge looks through the whole checkpoint. */
  async purge(batchId: number): Promise<void> {
    const oldest = batchId - this.#options.minBatchesToRetain;
    if (oldest < this.#purgedTo + Math.max(1, Math.floor(this.#options.minBatchesToRetain / 10))) return;
    await this.#store.purge(oldest);
    this.#purgedTo = oldest;
  }

  async #count(): Promise<readonly TableCounts[]> {
    if (this.#tables.length === 0) return [];
    const schema = structType(
      this.#tables.flatMap((_, i) => [structField(`c${i}`, LongType), structField(`r${i}`, LongType)]),
    );
    const [row = []] = await this.#executor.query(countsSelect(this.#tables), schema);
    return this.#tables.map((_, i) => ({ changed: Number(row[2 * i]), rows: Number(row[2 * i + 1]) }));
  }

  async #export(table: StateTable, select: string, name: string): Promise<StateBlob> {
    const file = join(
      this.#options.scratchDirectory,
      `${this.#token}.${encodeURIComponent(table.name)}.${name}.parquet`,
    );
    const rows = await this.#executor.exportParquet(select, file);
    return { operatorId: table.operatorId, table: table.name, file, rows };
  }

  async #replay({ base, entries }: StateReplay): Promise<void> {
    const files: StateFile[] = [];
    const statements: string[] = [];
    for (const table of this.#tables) {
      if (base !== 'memory') statements.push(createTableSql(table));
      const snapshot = typeof base === 'string' ? undefined : await snapshotFile(this.#store, table, base);
      if (snapshot !== undefined) statements.push(restoreSql(table, snapshot));
      const { deltas, evictedThroughMicros } = await tableDeltas(this.#store, table, entries);
      statements.push(...replaySql(table, deltas, evictedThroughMicros));
      if (snapshot !== undefined && typeof base !== 'string')
        files.push({ table, batchId: base.batchId, file: snapshot });
      files.push(...deltas.map(({ batchId, file }) => ({ table, batchId, file })));
    }
    try {
      await this.#executor.transaction(() => this.#run(statements));
    } catch (error) {
      throw (await findUnreadable(this.#executor, files, this.#store.location)) ?? error;
    }
    this.#since = addDeltas(base === 'memory' ? this.#since : NO_DELTAS, entries);
  }

  async #run(statements: readonly string[]): Promise<void> {
    if (statements.length > 0) await this.#executor.run(statements.join(';\n'));
  }
}
