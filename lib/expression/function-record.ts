import type { DataType, StructField } from '../types/data-type.ts';
import type { Call, Expr } from './expr.ts';

/** Session settings that change what an expression means. */
export interface EvaluationContext {
  /** `spark.sql.ansi.enabled`. */
  readonly ansi: boolean;
  /** `spark.sql.session.timeZone`, an IANA name. */
  readonly timeZone: string;
}

/** What is fixed only when a batch runs. */
export interface PrintContext extends EvaluationContext {
  /** SQL for a column of the input. */
  readonly column: (exprId: number, name: string) => string;
  /** SQL (a parenthesised SELECT) for the plan of a subquery. */
  readonly subquery: (plan: object) => string;
  /** `current_timestamp()` of the batch: epoch microseconds in decimal text. */
  readonly batchTimestampMicros: string;
}

interface FunctionRecordBase {
  /** Spark's name in lower case. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for docs/functions.md. */
  readonly description: string;
  /** Usage, as in `substring(str, pos[, len])`. */
  readonly usage: string;
}

/** Resolved arguments: implicit casts are put in. */
export interface Signature {
  readonly args: readonly Expr[];
  readonly dataType: DataType;
  readonly nullable?: boolean;
}

export interface ScalarRecord extends FunctionRecordBase {
  readonly kind: 'scalar';
  /** Checks the (resolved) arguments; raises AnalysisError. */
  resolve(args: readonly Expr[], context: EvaluationContext): Signature;
  /** DuckDB SQL of a resolved call, given the SQL of its arguments. Null rules, ANSI errors and all. */
  duckdb(args: readonly string[], call: Call, context: PrintContext): string;
}

/**
 * An aggregate as mergeable buffers. Law: for any split of the rows into parts, `finalize(merge(update(parts)))` = `finalize(update(all rows))`,
 * up to the last digit of doubles. An empty part is not merged at all, so buffers need no neutral element;
 * `update` over zero rows (a global aggregate) must still finalize to Spark's value.
 */
export interface AggregateRecord extends FunctionRecordBase {
  readonly kind: 'aggregate';
  resolve(args: readonly Expr[], context: EvaluationContext): Signature;
  /** DuckDB types of the buffer columns. */
  buffers(call: Call): readonly string[];
  /** One DuckDB aggregate expression per buffer over input rows. */
  update(args: readonly string[], call: Call, context: UpdateContext): readonly string[];
  /**
   * One DuckDB aggregate expression per buffer over rows of buffers; `buffers[i]` is the column. `position` is SQL of a BIGINT by which the parts follow each
   * other; without it the rows do so by their arrival.
   */
  merge(buffers: readonly string[], call: Call, position?: string): readonly string[];
  /** A scalar expression over the merged buffers. */
  finalize(buffers: readonly string[], call: Call, context: EvaluationContext): string;
}

export interface UpdateContext extends PrintContext {
  /** '' or ` FILTER (WHERE …)`: to be put after each DuckDB aggregate. */
  readonly filter: string;
  /** SQL of a BIGINT that grows with arrival, over batches too: for first, last, collect_list. */
  readonly ordinal: string;
}

/** `explode` and its kin: a row becomes several. */
export interface GeneratorRecord extends FunctionRecordBase {
  readonly kind: 'generator';
  /** Checks the arguments and gives the output columns with their default names. */
  resolve(
    args: readonly Expr[],
    context: EvaluationContext,
  ): { readonly args: readonly Expr[]; readonly columns: readonly StructField[] };
  /** DuckDB expression for a LIST of STRUCTs with fields c0, c1, … : one element per output row; NULL and [] give no row. */
  duckdb(args: readonly string[], call: Call, context: PrintContext): string;
}

export type FunctionRecord = ScalarRecord | AggregateRecord | GeneratorRecord;

/** A built-in that DuckDB's SQL cannot say, in JavaScript. The engine registers it; records call it by `sqlName`. */
export interface BuiltinJsFunction {
  /** Starts with `mr_`. */
  readonly sqlName: string;
  /** DuckDB types: VARCHAR, BIGINT, INTEGER, DOUBLE, BOOLEAN, TIMESTAMP (passed as bigint microseconds), VARCHAR[]. */
  readonly argumentTypes: readonly string[];
  readonly returnType: string;
  /** Null in, null out is handled by the engine before the call: no argument is null. */
  readonly call: (...args: readonly never[]) => unknown;
}
