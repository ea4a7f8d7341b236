import type { StructType } from '../types/data-type.ts';
import type { Clock } from '../util/clock.ts';
import type { FileSystem } from './file-system.ts';
import type { OutputMode } from './output-mode.ts';
import type { SaveMode } from './session-backend.ts';
import type { Sink } from './sink.ts';
import type { Source, SourceLog } from './source.ts';

/** What a connector may use besides its options. */
export interface ConnectorContext {
  readonly clock: Clock;
  readonly fileSystems: readonly FileSystem[];
  /** Session settings (`spark.sql.…`). */
  readonly conf: Readonly<Record<string, string>>;
}

/** One readable format by its name in `readStream.format(…)`. */
export interface SourceProvider {
  readonly formats: readonly string[];
  /** Whether its sources can be read continuously. @default false */
  readonly continuous?: boolean;
  /**
   * Checks the options (unknown ones are refused with the nearest known name) and gives the schema: the user's where the format takes one, or its own.
   * Called while the query is built, and synchronous, as Spark's `load()` is: a missing path is PATH_NOT_FOUND and partition folders give columns where the file
   * system can tell without waiting (`existsSync`, `listSync`); elsewhere `create` and `readStatic` raise what is wrong.
   */
  schema(
    format: string,
    options: Readonly<Record<string, string>>,
    userSchema: StructType | undefined,
    context: ConnectorContext,
  ): StructType;
  /**
   * The schema that the data itself tells of, columns of folders included, for static tables without one from the user, and for streams where `spark.sql.streaming.schemaInference`
   * is on; undefined where the format has a schema of its own. Synchronous, like `schema`.
   */
  inferSchema?(
    format: string,
    options: Readonly<Record<string, string>>,
    context: ConnectorContext,
  ): StructType | undefined;
  create(request: {
    readonly format: string;
    readonly options: Readonly<Record<string, string>>;
    readonly schema: StructType;
    readonly log: SourceLog;
    readonly context: ConnectorContext;
  }): Promise<Source>;
  /** All rows as they are now, for `session.read` and the static side of joins; absent: the format is for streams only. */
  readStatic?(
    format: string,
    options: Readonly<Record<string, string>>,
    schema: StructType,
    context: ConnectorContext,
  ): Promise<import('./source.ts').BatchInput>;
}

/** The place that `df.write` writes to, as far as save modes ask for it. */
export interface WriteTarget {
  /** As it is shown. */
  readonly path: string;
  /** Whether a path, as a relation reads it, leads there, or below or above it. */
  meets(path: string): boolean;
  /** Whether there is something. */
  exists(): Promise<boolean>;
  /**
   * Writes, and takes away what was there before: new rows are there before old ones go, so that no kill loses both. With `onlyWritten`, old rows go only from
   * partitions that were written.
   */
  replace(write: () => Promise<void>, options: { readonly onlyWritten: boolean }): Promise<void>;
}

/** One writable format by its name in `writeStream.format(…)`. */
export interface SinkProvider {
  readonly formats: readonly string[];
  readonly outputModes: readonly OutputMode[];
  /** Whether a query may start without a checkpoint location (console, memory, noop, foreachBatch on a temporary one). */
  readonly temporaryCheckpoint: boolean;
  /** Modes in which a query may go on from a checkpoint: the sink forgets what it had when its session ends. @default - all */
  readonly restartModes?: readonly OutputMode[];
  /** False: `partitionBy` is refused. @default true */
  readonly partitioned?: boolean;
  /** Whether its sinks take rows one by one, for the continuous trigger. @default false */
  readonly continuous?: boolean;
  /** Modes of `df.write`; none: for streams only. @default - append, and errorIfExists for what is not there before */
  readonly saveModes?: readonly SaveMode[];
  /** For `df.write`: the place of the options, so that it can be replaced. Absent: rows are only added. */
  target?(format: string, options: Readonly<Record<string, string>>, context: ConnectorContext): WriteTarget;
  create(request: {
    readonly format: string;
    readonly options: Readonly<Record<string, string>>;
    readonly schema: StructType;
    readonly partitionBy: readonly string[];
    readonly outputMode: OutputMode;
    readonly queryId: string;
    readonly queryName: string | undefined;
    readonly context: ConnectorContext;
  }): Promise<Sink>;
}
