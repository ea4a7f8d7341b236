import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import type { OutputMode } from './output-mode.ts';

/** The result of one batch, not yet computed: each method runs the batch's last relational step once. A sink calls exactly one of them, or none. */
export interface SinkBatch {
  readonly batchId: number;
  readonly queryId: string;
  readonly outputMode: OutputMode;
  readonly schema: StructType;
  /** The batch was begun before, by this run or another, so that something of it may have been written; false only where this is surely the first attempt. */
  readonly isRerun: boolean;
  /** The result rows, in the query's order where it has one. */
  collect(): Promise<readonly Row[]>;
  /** Writes the result as files of one format and reports them; see {@link FileOutput}. */
  writeFiles(output: FileOutput): Promise<readonly WrittenFile[]>;
  /** Computes the result and counts it. */
  count(): Promise<number>;
}

export interface FileOutput {
  /** parquet, csv, json or text. */
  readonly format: string;
  /** The writer's options (header, sep, compression, …), validated. */
  readonly options: Readonly<Record<string, string>>;
  /** Columns that become `key=value` folders and leave the rows. */
  readonly partitionBy: readonly string[];
  /** An empty or absent local folder to write into. Nothing else is written, and no reader looks there. */
  readonly directory: string;
  /** File name without its folder; one file per partition. */
  readonly fileName: string;
}

export interface WrittenFile {
  /** Path relative to the output's `directory`: `k=a/part-….parquet`. */
  readonly relativePath: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface SinkResult {
  /** -1: unknown, as in Spark. */
  readonly numOutputRows: number;
}

/**
 * Where results go. Laws:
 * - `addBatch` may be called again with a batch it has already taken, in this process or another (a crash came before the commit), possibly at the same time by
 *   two processes. An idempotent sink leaves the same result as one call would; the others say "at least once" in their documentation.
 * - When `addBatch` resolves, the output is durable as far as the sink promises durability at all.
 */
export interface Sink {
  /** Spark's form, for the progress: `FileSink[/out]`. */
  readonly description: string;
  addBatch(batch: SinkBatch): Promise<SinkResult>;
  /** The query is to end, and `addBatch` may be under way: if it waits for a service that is away, it gives up with WAIT_INTERRUPTED. Absent: nothing waits for long. */
  interrupt?(): void;
  /** The query has ended. */
  close?(): Promise<void>;
  /** Takes rows one by one for the continuous trigger; see {@link ContinuousSink}. Absent: the trigger is refused. */
  continuous?(schema: StructType): ContinuousSink;
}

/**
 * Where rows go as they come, at least once. Laws:
 * - One call at a time. Of an epoch: `write` any number of times, then `endEpoch` once; an epoch in which nothing was read has no calls. After a failure `abort` is called
 *   and nothing else.
 * - When `endEpoch` resolves, the rows of the epoch are as durable as the sink promises. Its end is recorded only then: a crash before that brings its rows again, under the
 *   same id and perhaps divided otherwise.
 */
export interface ContinuousSink {
  write(epochId: number, rows: readonly Row[]): Promise<void>;
  endEpoch(epochId: number): Promise<SinkResult>;
  abort?(failure: unknown): Promise<void>;
}
