/**
 * One DuckDB table of a stateful operator. After its merge and evict statements the operator leaves the changed rows in the temporary table
 * `<name>__changed`: all columns plus `__deleted BOOLEAN` (true: the key left the table for another reason than `evictedThrough`).
 */
export interface StateTable {
  readonly operatorId: number;
  /** Unique in the query: `state_0`, `state_1_left`. */
  readonly name: string;
  readonly columns: readonly StateColumn[];
  /** Columns that identify a row; compared with IS NOT DISTINCT FROM. */
  readonly keyColumns: readonly string[];
  /** SQL over the columns giving TIMESTAMPTZ: a row leaves once this is at or below the eviction watermark. Undefined: rows leave only by `__deleted`. */
  readonly evictBy: string | undefined;
}

export interface StateColumn {
  readonly name: string;
  /** DuckDB type. */
  readonly type: string;
  /** What the query calls it, for people; not kept with the state, and not always unique. */
  readonly label?: string;
}
