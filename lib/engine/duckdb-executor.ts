import type { DuckDBConnection, DuckDBInstance, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { Executor, UserFunction } from '../contracts/executor.ts';
import type { FileOutput, WrittenFile } from '../contracts/sink.ts';
import type { BatchInput } from '../contracts/source.ts';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import { bindInput, dropInputSql } from './bind-input.ts';
import { executionFault } from './execution-fault.ts';
import { readRows } from './read-rows.ts';
import { type FaultSlot, registerUserFunction } from './scalar-functions.ts';
import { quoteText } from './sql-text.ts';
import { writeFiles } from './write-files.ts';

/** What the parts of an executor share. */
export interface EngineSession {
  readonly timeZone: string;
  readonly scratchDirectory: string;
  readonly connection: DuckDBConnection;
  /** Runs statements and gives the last one's result; faults come out as errors of the project. */
  execute(sql: string): Promise<DuckDBMaterializedResult>;
}

/** An {@link Executor} on a DuckDB instance of its own; calls wait for each other. */
export class DuckDbExecutor implements Executor {
  readonly #instance: DuckDBInstance;
  readonly #session: EngineSession;
  readonly #slot: FaultSlot;
  #last: Promise<unknown> = Promise.resolve();

  constructor(instance: DuckDBInstance, session: Omit<EngineSession, 'execute'>, slot: FaultSlot) {
    this.#instance = instance;
    this.#slot = slot;
    this.#session = { ...session, execute: (sql) => this.#execute(sql) };
  }

  async run(sql: string): Promise<void> {
    await this.#serial(() => this.#execute(sql));
  }

  query(sql: string, schema: StructType): Promise<Row[]> {
    return this.#serial(async () => readRows(await this.#execute(sql), schema));
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('BEGIN TRANSACTION');
    let result: T;
    try {
      result = await work();
    } catch (error) {
      await this.run('ROLLBACK');
      throw error;
    }
    await this.run('COMMIT');
    return result;
  }

  bindInput(name: string, schema: StructType, input: BatchInput): Promise<number | undefined> {
    return this.#serial(() => bindInput(this.#session, name, schema, input));
  }

  dropInput(name: string): Promise<void> {
    return this.run(dropInputSql(name));
  }

  writeFiles(sql: string, schema: StructType, output: FileOutput): Promise<readonly WrittenFile[]> {
    return this.#serial(() => writeFiles(this.#session, sql, schema, output));
  }

  async exportParquet(sql: string, file: string): Promise<number> {
    const copy = `COPY (${sql}) TO ${quoteText(file)} (FORMAT parquet, COMPRESSION zstd)`;
    return (await this.#serial(() => this.#execute(copy))).rowsChanged;
  }

  registerFunction(fn: UserFunction): void {
    registerUserFunction(this.#session.connection, fn, this.#slot);
  }

  async close(): Promise<void> {
    await this.#serial(async () => {
      this.#session.connection.closeSync();
      this.#instance.closeSync();
    });
  }

  #serial<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #execute(sql: string): Promise<DuckDBMaterializedResult> {
    this.#slot.fault = undefined;
    try {
      return await this.#session.connection.run(sql);
    } catch (cause) {
      throw executionFault(cause, sql, this.#slot.fault);
    }
  }
}
