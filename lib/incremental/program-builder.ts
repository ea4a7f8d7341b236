import { BAD_RECORD_COLUMN } from '../contracts/executor.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import { printDuckDb } from '../expression/duckdb-printer.ts';
import type { Expr } from '../expression/expr.ts';
import type { EvaluationContext, PrintContext } from '../expression/function-record.ts';
import {
  type EventTimeWatermark,
  type LogicalPlan,
  type StaticRelation,
  type StreamingRelation,
  streamingRelation,
} from '../plan/logical-plan.ts';
import { exists } from '../plan/traverse.ts';
import { printContext } from './aggregation.ts';
import type { ObservedMetrics, ProgramSource, ProgramStatic, WatermarkNode } from './batch-program.ts';
import { quoteIdentifier } from './names.ts';
import type { StatefulOperator } from './operators/stateful-operator.ts';
import { slots } from './template.ts';
import type { WatermarkFlow } from './watermark-flow.ts';

/** A relation as SQL, and how the watermark comes out of it. */
export interface CompiledRelation {
  readonly sql: string;
  readonly flow: WatermarkFlow;
}

const NO_EVENT_TIMES = 'SELECT NULL::TIMESTAMPTZ AS event_time WHERE false';

/** Gathers the parts of a program while its plan is compiled. */
export class ProgramBuilder {
  readonly outputMode: OutputMode;
  readonly context: PrintContext;
  readonly sources: ProgramSource[] = [];
  readonly statics: ProgramStatic[] = [];
  readonly watermarks: WatermarkNode[] = [];
  readonly operators: StatefulOperator[] = [];
  readonly observed: ObservedMetrics[] = [];
  readonly #compile: (plan: LogicalPlan, builder: ProgramBuilder) => CompiledRelation;
  #operatorIds = 0;

  constructor(
    outputMode: OutputMode,
    evaluation: EvaluationContext,
    compile: (plan: LogicalPlan, builder: ProgramBuilder) => CompiledRelation,
  ) {
    this.outputMode = outputMode;
    this.#compile = compile;
    this.context = printContext(
      evaluation,
      slots.batchTimestampMicros,
      (plan) => `(${this.compile(plan as LogicalPlan).sql})`,
    );
  }

  compile(plan: LogicalPlan): CompiledRelation {
    return this.#compile(plan, this);
  }

  print(expr: Expr): string {
    return printDuckDb(expr, this.context);
  }

  /** Ids are given from the sink down, before the children are compiled. */
  nextOperatorId(): number {
    return this.#operatorIds++;
  }

  #keepsOrder = false;

  /** Whether an operator above depends on the order in which rows arrive. */
  get keepsOrder(): boolean {
    return this.#keepsOrder;
  }

  /** Compiles what stands below an operator that depends on the order of arrival, or does not. */
  inOrder<T>(ordered: boolean, compile: () => T): T {
    const before = this.#keepsOrder;
    this.#keepsOrder = ordered;
    try {
      return compile();
    } finally {
      this.#keepsOrder = before;
    }
  }

  /** How many rows of a batch are read above a `withWatermark` node, where a LIMIT over it stops after so many. */
  readonly readRows = new Map<LogicalPlan, number>();

  /** What passes a `withWatermark` node at one of its uses. */
  observeEventTime(
    { nodeId, delayMs }: EventTimeWatermark,
    { relation, sources }: Pick<WatermarkNode, 'relation' | 'sources'>,
  ): void {
    const index = nodeId === undefined ? -1 : this.watermarks.findIndex((node) => node.nodeId === nodeId);
    const known = this.watermarks[index];
    if (known === undefined) this.watermarks.push({ nodeId, delayMs, relation, sources });
    else this.watermarks[index] = { ...known, relation: `${known.relation} UNION ALL ${relation}` };
  }

  /** Has a place for the mark of a node that nothing passes. */
  keepWatermark({ nodeId, delayMs }: EventTimeWatermark): void {
    if (nodeId === undefined || this.watermarks.some((node) => node.nodeId === nodeId)) return;
    this.watermarks.push({ nodeId, delayMs, relation: NO_EVENT_TIMES, sources: [] });
  }

  /** Takes in the input of a source that nothing reads. */
  keepSource(relation: StreamingRelation): void {
    if (this.sources.some((source) => source.relation.sourceId === relation.sourceId)) return;
    this.useSource(streamingRelation({ ...relation, output: [] }), []);
  }

  /** Indexes of the sources below a plan that has been compiled. */
  sourcesOf(plan: LogicalPlan): readonly number[] {
    const isRead = ({ relation }: ProgramSource) =>
      exists(plan, (node) => node.kind === 'StreamingRelation' && node.sourceId === relation.sourceId);
    return this.sources.flatMap((source, i) => (isRead(source) ? [i] : []));
  }

  /** The table that holds the batch's rows of a source; the columns in use grow with each relation that reads it. */
  useSource(relation: StreamingRelation, columns: readonly string[]): ProgramSource {
    const index = this.sources.findIndex((source) => source.relation.sourceId === relation.sourceId);
    const known = this.sources[index];
    if (known === undefined) {
      const position = this.sources.length;
      const source = { relation, input: `source_${position}`, table: `input_${position}`, columns, uses: 1 };
      this.sources.push(source);
      return source;
    }
    const merged = { ...known, columns: [...new Set([...known.columns, ...columns])], uses: known.uses + 1 };
    this.sources[index] = merged;
    return merged;
  }

  useStatic(relation: StaticRelation): ProgramStatic {
    const known = this.statics.find((used) => sameTable(used.relation, relation));
    if (known !== undefined) return known;
    const added = { relation, input: `static_${this.statics.length}` };
    this.statics.push(added);
    return added;
  }
}

const sameTable = (a: StaticRelation, b: StaticRelation): boolean =>
  a.format === b.format &&
  JSON.stringify(a.options) === JSON.stringify(b.options) &&
  JSON.stringify(a.schema) === JSON.stringify(b.schema);

/** Table of the texts of malformed records in a source's batch, and how many rows of each there are. */
export const badRecordsTable = (source: ProgramSource): string => `${source.table}__bad`;

/** Statements after {@link materialiseSource} that move malformed records out of the table. */
export const splitBadRecords = (source: ProgramSource): string =>
  [
    `CREATE OR REPLACE TEMP TABLE ${badRecordsTable(source)} AS SELECT ${BAD_RECORD_COLUMN} AS record, count(*) AS rows FROM ${source.table} WHERE ${BAD_RECORD_COLUMN} IS NOT NULL GROUP BY ALL`,
    `DELETE FROM ${source.table} WHERE ${BAD_RECORD_COLUMN} IS NOT NULL`,
  ].join(';\n');

/** `CREATE TEMP TABLE` of the columns in use of a source's batch, with those that the batch has besides. */
export function materialiseSource(source: ProgramSource, hidden: readonly string[]): string {
  const used = source.columns.length === 0 ? ['true AS __row'] : source.columns.map(quoteIdentifier);
  const columns = [...used, ...hidden];
  return `CREATE OR REPLACE TEMP TABLE ${source.table} AS SELECT ${columns.join(', ')} FROM ${source.input}`;
}
