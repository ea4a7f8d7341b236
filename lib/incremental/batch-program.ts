import type { StateTable } from '../contracts/state-table.ts';
import type { StaticRelation, StreamingRelation } from '../plan/logical-plan.ts';
import type { StructType } from '../types/data-type.ts';
import type { StatefulOperator } from './operators/stateful-operator.ts';
import type { WatermarkFlow } from './watermark-flow.ts';

/** A source of the query, its rows bound per batch as the relation `input`, of which the columns in use are kept in the table `table`. */
export interface ProgramSource {
  readonly relation: StreamingRelation;
  readonly input: string;
  readonly table: string;
  /** Columns of the source that the plan reads. */
  readonly columns: readonly string[];
  /** How often the plan reads the source: Spark counts its input rows once for each. */
  readonly uses: number;
}

/** A static relation, bound anew in each batch. */
export interface ProgramStatic {
  readonly relation: StaticRelation;
  readonly input: string;
}

/** A `withWatermark` node: what it observes in a batch moves the query's watermark. */
export interface WatermarkNode {
  /** Id of the plan's node; uses of one node observe together. */
  readonly nodeId: number | undefined;
  readonly delayMs: number;
  /** SELECT of `event_time` TIMESTAMPTZ of each row that passes the node. */
  readonly relation: string;
  /** Indexes of the sources whose rows pass the node in the batch that reads them; empty above a stateful operator, which mixes batches. */
  readonly sources: readonly number[];
}

/** `observe(name, …)`: one row of named values. */
export interface ObservedMetrics {
  readonly name: string;
  readonly query: string;
  readonly schema: StructType;
}

/** A query compiled to SQL templates: all that a batch runs. Pure data; see template.ts for the slots. */
export interface BatchProgram {
  readonly sources: readonly ProgramSource[];
  readonly statics: readonly ProgramStatic[];
  readonly watermarks: readonly WatermarkNode[];
  /** In execution order: children before the operators that read them. */
  readonly operators: readonly StatefulOperator[];
  readonly watermarkFlow: WatermarkFlow;
  /** SELECT of the result's columns, in the order and types of `schema`. */
  readonly output: string;
  readonly schema: StructType;
  readonly observed: readonly ObservedMetrics[];
}

/** The state tables of all operators. */
export const stateTables = (program: BatchProgram): readonly StateTable[] =>
  program.operators.flatMap((operator) => operator.tables);
