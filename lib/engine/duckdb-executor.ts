import type { DuckDBDataChunk, DuckDBInstance, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { BoundInput, Executor, InputUse, RowQuery, RowQueryRequest, UserFunction } from '../contracts/executor.ts';
import type { FileOutput, WrittenFile } from '../contracts/sink.ts';
import type { BatchInput, RejectedRecord } from '../contracts/source.ts';
import { quoteIdentifier, quoteString } from '../expression/duckdb-sql.ts';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import { bindInput, dropInputSql, relationsOf } from './bind-input.ts';
import type { EngineSession } from './engine-session.ts';
import { executionFault } from './execution-fault.ts';
import { prepareRows } from './prepare-rows.ts';
import { badRecords } from './quarantine/bad-records.ts';
import type { QuarantineRead } from './quarantine/quarantined-input.ts';
import { readRows } from './read-rows.ts';
import { removeScratch } from './readers/plain-files.ts';
import { type FaultSlot, registerUserFunction } from './scalar-functions.ts';
import { isSmallWork } from './small-work.ts';
import { writeFiles } from './writers/write-files.ts';

/** An {@link Executor} on a DuckDB instance of its own; calls wait for each other. */
export class DuckDbExecutor implements Executor {
  readonly #instance: DuckDBInstance;
  readonly #session: EngineSession;
  readonly #slot: FaultSlot;
  /** Scratch files by the relation they belong to. */
  readonly #scratch = new Map<string, readonly string[]>();
  /** The SELECTs of views that stand: making one costs as much as planning it, and batches of events have the same each time. */
  readonly #views = new Map<string, string>();
  /** How relations were read whose malformed records are told apart, by name. */
  readonly #quarantines = new Map<string, QuarantineRead>();
  /** How many DuckDB has, and how many it uses now. */
  readonly #threads: { readonly all: number; used: number };
  #inTransaction = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    instance: DuckDBInstance,
    session: Omit<EngineSession, 'createView' | 'execute' | 'stream'>,
    slot: FaultSlot,
    threads: number,
  ) {
    this.#instance = instance;
    this.#slot = slot;
    this.#threads = { all: threads, used: threads };
    this.#session = {
      ...session,
      createView: (name, select) => this.#createView(name, select),
      execute: (sql) => this.#execute(sql),
      stream: (sql) => this.#stream(sql),
    };
  }

  async run(sql: string): Promise<void> {
    await this.#serial(() => this.#execute(sql));
  }

  query(sql: string, schema: StructType): Promise<Row[]> {
    return this.#serial(async () => readRows(await this.#execute(sql), schema));
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN TRANSACTION');
    this.#inTransaction = true;
    try {
      const result = await work();
      await this.run('COMMIT');
      return result;
    } catch (error) {
      // What went wrong is the news, not that there is nothing left to roll back.
      await this.run('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  async expectWork(inputs: readonly BatchInput[], storedRows: number): Promise<void> {
    const threads = isSmallWork(inputs, storedRows) ? 1 : this.#threads.all;
    if (threads === this.#threads.used) return;
    await this.run(`SET threads = ${threads}`);
    this.#threads.used = threads;
  }

  bindInput(name: string, schema: StructType, input: BatchInput, use: InputUse = {}): Promise<BoundInput> {
    return this.#serial(async () => {
      const { scratch, quarantine, ...bound } = await bindInput(this.#session, name, schema, input, use);
      await this.#keepScratch(name, scratch);
      if (quarantine === undefined) this.#quarantines.delete(name);
      else this.#quarantines.set(name, quarantine);
      return bound;
    });
  }

  async badRecords(name: string, malformed: ReadonlyMap<string, number>): Promise<readonly RejectedRecord[]> {
    const quarantine = this.#quarantines.get(name);
    return quarantine === undefined ? [] : badRecords(quarantine, malformed);
  }

  dropInput(name: string): Promise<void> {
    return this.#serial(async () => {
      for (const view of relationsOf(name)) this.#views.delete(view);
      this.#quarantines.delete(name);
      await this.#execute(dropInputSql(name));
      await this.#keepScratch(name, []);
    });
  }

  prepareRows(request: RowQueryRequest): Promise<RowQuery> {
    return this.#serial(async () => {
      const { connection } = this.#session;
      const prepared = await this.#guard(request.sql('…'), () => prepareRows(connection, request));
      return {
        run: (rows) =>
          this.#serial(async () => readRows(await this.#guard(prepared.sql, () => prepared.run(rows)), request.output)),
        close: () => prepared.close(),
      };
    });
  }

  writeFiles(sql: string, schema: StructType, output: FileOutput): Promise<readonly WrittenFile[]> {
    return this.#serial(() => writeFiles(this.#session, sql, schema, output));
  }

  async exportParquet(sql: string, file: string): Promise<number> {
    const copy = `COPY (${sql}) TO ${quoteString(file)} (FORMAT parquet, COMPRESSION zstd)`;
    return (await this.#serial(() => this.#execute(copy))).rowsChanged;
  }

  registerFunction(fn: UserFunction): void {
    registerUserFunction(this.#session.connection, fn, this.#slot);
  }

  async close(): Promise<void> {
    await this.#serial(async () => {
      this.#session.connection.closeSync();
      this.#instance.closeSync();
      for (const name of [...this.#scratch.keys()]) await this.#keepScratch(name, []);
    });
  }

  async #keepScratch(name: string, scratch: readonly string[]): Promise<void> {
    await removeScratch(this.#scratch.get(name) ?? []);
    if (scratch.length === 0) this.#scratch.delete(name);
    else this.#scratch.set(name, scratch);
  }

  #serial<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  #execute(sql: string): Promise<DuckDBMaterializedResult> {
    return this.#guard(sql, () => this.#session.connection.run(sql));
  }

  async #guard<T>(sql: string, work: () => Promise<T>): Promise<T> {
    this.#slot.fault = undefined;
    try {
      return await work();
    } catch (cause) {
      throw executionFault(cause, sql, this.#slot.fault);
    }
  }

  async #createView(name: string, select: string): Promise<void> {
    if (this.#views.get(name) === select) return;
    this.#views.delete(name);
    await this.#execute(`CREATE OR REPLACE TEMP VIEW ${quoteIdentifier(name)} AS ${select}`);
    if (!this.#inTransaction) this.#views.set(name, select);
  }

  async *#stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    this.#slot.fault = undefined;
    try {
      yield* await this.#session.connection.stream(sql);
    } catch (cause) {
      throw executionFault(cause, sql, this.#slot.fault);
    }
  }
}
