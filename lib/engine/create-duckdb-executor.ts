import { availableParallelism } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Executor, UserFunction } from '../contracts/executor.ts';
import { QueryStartError } from '../errors/index.ts';
import { builtinJsFunctions } from '../expression/builtins/builtin-js-functions.ts';
import { quoteString } from '../expression/duckdb-sql.ts';
import { offsetOf } from '../types/time/time-zone.ts';
import { type Clock, SystemClock } from '../util/clock.ts';
import { DuckDbExecutor } from './duckdb-executor.ts';
import { recordFunctions } from './record-functions.ts';
import { type FaultSlot, registerBuiltinFunction, registerUserFunction } from './scalar-functions.ts';

/** How an executor is set up. */
export interface DuckDbExecutorOptions {
  /** `spark.sql.session.timeZone`. */
  readonly timeZone: string;
  /** At most one for each 128 MB of the memory limit. @default - one per core */
  readonly threads?: number;
  /** @default - 80 % of the machine's memory */
  readonly memoryLimitBytes?: number;
  /** An existing folder for data that does not fit into memory. */
  readonly scratchDirectory: string;
  /** Most that is spilled into it. @default - 90 % of the free space */
  readonly maxScratchBytes?: number;
  /** Gives today's date for texts that are a time only. @default - the machine's */
  readonly clock?: Clock;
  readonly userFunctions?: readonly UserFunction[];
}

/** Opens an in-memory DuckDB and makes an executor of it. */
export async function createDuckDbExecutor(options: DuckDbExecutorOptions): Promise<Executor> {
  const instance = await DuckDBInstance.create(':memory:', settings(options));
  const connection = await instance.connect();
  const slot: FaultSlot = { fault: undefined };
  const timeZone = duckDbTimeZone(options.timeZone);
  try {
    // Offsets that are no name of DuckDB's are arithmetic in the SQL itself.
    await connection.run(`SET TimeZone = ${quoteString(offsetOf(timeZone) === undefined ? timeZone : 'UTC')}`);
  } catch (cause) {
    throw unknownTimeZone(options.timeZone, cause);
  }
  for (const fn of builtinJsFunctions) registerBuiltinFunction(connection, fn, slot);
  for (const fn of options.userFunctions ?? []) registerUserFunction(connection, fn, slot);
  const clock = options.clock ?? new SystemClock();
  const readers = {
    timeZone,
    nowMs: () => clock.now(),
    recordFunction: recordFunctions(connection, slot),
  };
  const { scratchDirectory } = options;
  const threads = (await connection.runAndReadAll("SELECT current_setting('threads')")).getRows()[0]?.[0];
  return new DuckDbExecutor(instance, { timeZone, scratchDirectory, connection, readers }, slot, Number(threads ?? 1));
}

function unknownTimeZone(value: string, cause: unknown): QueryStartError {
  const params = {
    name: 'spark.sql.session.timeZone',
    where: 'session',
    value,
    why: 'no such time zone',
    allowed: 'region names such as Europe/Berlin, UTC, and offsets such as +02:00 and +05:30',
  };
  return new QueryStartError('INVALID_OPTION', params, { cause });
}

/** A thread that reads text holds two buffers of 32 MB; with less room than this for each, fewer threads go further. */
const MEMORY_PER_THREAD_BYTES = 134_217_728;

function threadsOf({ threads, memoryLimitBytes }: DuckDbExecutorOptions): number | undefined {
  if (memoryLimitBytes === undefined) return threads;
  const most = Math.max(1, Math.floor(memoryLimitBytes / MEMORY_PER_THREAD_BYTES));
  return Math.min(most, threads ?? availableParallelism());
}

function settings(options: DuckDbExecutorOptions): Record<string, string> {
  const threads = threadsOf(options);
  return {
    temp_directory: options.scratchDirectory,
    autoinstall_known_extensions: 'false',
    ...(threads !== undefined && { threads: String(threads) }),
    ...(options.memoryLimitBytes !== undefined && { memory_limit: `${options.memoryLimitBytes}B` }),
    ...(options.maxScratchBytes !== undefined && { max_temp_directory_size: `${options.maxScratchBytes}B` }),
  };
}

const WHOLE_HOUR_OFFSET = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?00)?$/;

/** Spark's `+02:00`, `GMT+2` and `Z` in names that DuckDB knows; other names as they are. */
function duckDbTimeZone(timeZone: string): string {
  if (timeZone === 'Z') return 'UTC';
  const match = WHOLE_HOUR_OFFSET.exec(timeZone);
  if (match === null) return timeZone;
  const hours = Number(match[2]);
  return hours === 0 ? 'UTC' : `Etc/GMT${match[1] === '+' ? '-' : '+'}${hours}`;
}
