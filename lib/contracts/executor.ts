import type { DataType, StructType } from '../types/data-type.ts';
import type { Row, Value } from '../types/value.ts';
import type { FileOutput, WrittenFile } from './sink.ts';
import type { BatchInput, RejectedRecord } from './source.ts';

/** Column of a bound relation that names the partition of each row. */
export const PARTITION_COLUMN = '__partition';

/** Column of a bound relation that holds the text of malformed records and is null for the others. */
export const BAD_RECORD_COLUMN = '__bad_record';

/** How a batch's relation will be used. */
export interface InputUse {
  /** Whether `__ordinal` is read. Without it (the column is then null) files are parsed in parallel. @default - true */
  readonly ordinal?: boolean;
  /**
   * Columns that are read. Formats that find columns by name may leave out the others, and what is wrong in them is then not seen, as with Spark's column
   * pruning. @default - all
   */
  readonly columns?: readonly string[];
  /**
   * Temporary table that will take the columns in use. Where it is quicker to read into it at once, the relation is not made, and the answer says so.
   * @default - none
   */
  readonly table?: string;
}

/** What `bindInput` made. */
export interface BoundInput {
  /** Rows of the batch, where that is known without a pass over the data. */
  readonly rows: number | undefined;
  /** Whether the rows went into `InputUse.table`. */
  readonly isStored: boolean;
}

/** A scalar function of the user: called once per row, never with SQL text. */
export interface UserFunction {
  readonly name: string;
  readonly argumentTypes: readonly DataType[];
  readonly returnType: DataType;
  readonly call: (...args: readonly Value[]) => Value;
}

/** A SELECT over rows that are handed over with each run. */
export interface RowQueryRequest {
  /** Columns of the rows, in order; values in the canonical form. */
  readonly input: StructType;
  /** Those that the SELECT reads. */
  readonly columns: readonly string[];
  /** The SELECT, given what stands for the rows after FROM. */
  readonly sql: (relation: string) => string;
  /** Columns of the result, by position. */
  readonly output: StructType;
}

/** A planned SELECT. */
export interface RowQuery {
  /** The result over these rows, in their order. */
  run(rows: readonly Row[]): Promise<Row[]>;
  close(): void;
}

/**
 * The kernel as the rest of the project sees it: relations by name, SQL in DuckDB's dialect. One executor belongs to one query; calls run one at a time.
 * SQL faults are raised as ExecutionError with Spark's condition.
 */
export interface Executor {
  /** Runs statements separated by semicolons; results are dropped. */
  run(sql: string): Promise<void>;
  /** Runs one SELECT whose columns agree with `schema` by position. */
  query(sql: string, schema: StructType): Promise<Row[]>;
  /** Everything in `work` or nothing. Not nested. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Says what the calls from here on will work on: inputs, and rows that are stored already. The answers are the same without; small work takes less time with it. */
  expectWork(inputs: readonly BatchInput[], storedRows: number): Promise<void>;
  /** Makes the relation `name` (columns as in `schema`, in order, plus `__ordinal` BIGINT: arrival order) hold the batch; where the batch says that its rows come from several partitions, with `__partition` VARCHAR too, and where its reader has `badRecordsPath` with `__bad_record` VARCHAR; replaces an older one. */
  bindInput(name: string, schema: StructType, input: BatchInput, use?: InputUse): Promise<BoundInput>;
  /**
   * Where the malformed records of a bound relation with `badRecordsPath` lie and what is wrong with them, given their texts and how many rows of each text there
   * are; also what could not be read at all.
   */
  badRecords(name: string, malformed: ReadonlyMap<string, number>): Promise<readonly RejectedRecord[]>;
  dropInput(name: string): Promise<void>;
  /** Plans a SELECT over rows that come a few at a time, once for all of them. */
  prepareRows(request: RowQueryRequest): Promise<RowQuery>;
  /** Writes the result of a SELECT as files. */
  writeFiles(sql: string, schema: StructType, output: FileOutput): Promise<readonly WrittenFile[]>;
  /** Writes the result of a SELECT as one Parquet file and returns the number of rows. */
  exportParquet(sql: string, file: string): Promise<number>;
  registerFunction(fn: UserFunction): void;
  close(): Promise<void>;
}
