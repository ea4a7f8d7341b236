import type { StateTable } from '../../contracts/state-table.ts';

/**
 * A stateful operator as SQL templates. A batch runs `merge` of every operator in execution order, then the sink reads the program's output (which reads
 * `output` of the operators), then `evict` of every operator. All of it is one DuckDB transaction.
 */
export interface StatefulOperator {
  /** Position from the sink down, depth first: the order of `stateOperators` in the progress. */
  readonly operatorId: number;
  /** Spark's name: stateStoreSave, dedupe, symmetricHashJoin, … */
  readonly operatorName: string;
  readonly tables: readonly StateTable[];
  readonly merge: readonly string[];
  /** SELECT with the columns of the plan node's output. */
  readonly output: string;
  readonly evict: readonly string[];
  /** SELECT of one row: rows put into the state, those of them that are new keys, rows (or groups) dropped as late. */
  readonly metrics: string;
  /** Whether a batch without input is due once the watermark has passed the one of the last batch. */
  readonly wantsNoDataBatch: boolean;
}

/** The scratch table that holds the changed rows of a state table. */
export const changedTable = (table: string): string => `${table}__changed`;
