import type { StateColumn } from '../contracts/state-table.ts';
import { duckDbType, normaliseGroupingKey, printDuckDb } from '../expression/duckdb-printer.ts';
import { type AttributeReference, attributeReference, type Call, type Expr, withoutAlias } from '../expression/expr.ts';
import type { AggregateRecord, EvaluationContext, PrintContext } from '../expression/function-record.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { nameOf } from '../expression/name-of.ts';
import { collect, transformDown } from '../expression/traverse.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { type DataType, windowEdgeType } from '../types/data-type.ts';
import { columnName, NO_COLUMNS } from './names.ts';

/** A grouping key as columns of a state table: a window is kept as its two ends, so that eviction and zone maps see plain timestamps. */
export interface KeyColumns {
  readonly attribute: AttributeReference;
  readonly columns: readonly (StateColumn & { readonly input: string })[];
  /** The key's value out of its columns. */
  readonly value: string;
}

interface AggregateCall {
  readonly call: Call;
  readonly record: AggregateRecord;
  readonly buffers: readonly StateColumn[];
}

/** The column that carries the order of arrival where an aggregate depends on it. */
export const ORDINAL = '"__ordinal"';

/** `normalise` gives equal values one form. */
const GROUP_ITSELF: StateColumn = Object.freeze({ name: 'b_none', type: 'BOOLEAN' });

export function keyColumns(
  attribute: AttributeReference,
  name: string,
  normalise: (sql: string, type: DataType) => string = normaliseGroupingKey,
): KeyColumns {
  const source = columnName(attribute);
  const edgeType = isTimeWindow(attribute) ? windowEdgeType(attribute.dataType) : undefined;
  if (edgeType !== undefined) {
    const edge = duckDbType(edgeType);
    const [start, end] = [`${name}_start`, `${name}_end`];
    return {
      attribute,
      columns: [
        { name: start, type: edge, label: `${attribute.name}_start`, input: `struct_extract(${source}, 'start')` },
        { name: end, type: edge, label: `${attribute.name}_end`, input: `struct_extract(${source}, 'end')` },
      ],
      value: `CASE WHEN ${start} IS NOT NULL THEN struct_pack("start" := ${start}, "end" := ${end}) END`,
    };
  }
  const type = duckDbType(attribute.dataType);
  return {
    attribute,
    columns: [{ name, type, label: attribute.name, input: normalise(source, attribute.dataType) }],
    value: name,
  };
}

/** Whether a column holds windows, rather than structs of a user's that look like them. */
const isTimeWindow = ({ metadata }: AttributeReference): boolean =>
  metadata.timeWindow !== undefined || metadata.watermarkDelayMs !== undefined;

/** The SQL of one Aggregate node in its parts: keys, partial aggregates, merge of partial aggregates, result. */
export class Aggregation {
  readonly keys: readonly KeyColumns[];
  readonly buffers: readonly StateColumn[];
  readonly #plan: Aggregate;
  readonly #calls: readonly AggregateCall[];
  readonly #context: PrintContext;
  /** Whether nothing of the one group is read but that it is there: a table needs a column. */
  readonly #isBare: boolean;

  constructor(plan: Aggregate, context: PrintContext) {
    this.#plan = plan;
    this.#context = context;
    this.keys = plan.groupingExprs.map((key, i) => keyColumns(key as AttributeReference, `k${i}`));
    this.#calls = distinctCalls(plan.aggregateExprs).map((call, i) => aggregateCall(call, i, plan.aggregateExprs));
    const buffers = this.#calls.flatMap((call) => call.buffers);
    this.#isBare = this.keys.length === 0 && buffers.length === 0;
    this.buffers = this.#isBare ? [GROUP_ITSELF] : buffers;
  }

  get hasSessionKey(): boolean {
    return this.keys.some((key) => key.attribute.metadata.timeWindow === 'session_window');
  }

  get keyNames(): readonly string[] {
    return this.keys.flatMap((key) => key.columns.map((column) => column.name));
  }

  get keyInputs(): readonly string[] {
    return this.keys.flatMap((key) => key.columns.map((column) => `${column.input} AS ${column.name}`));
  }

  /** `agg(…) AS b0_0, …` over rows of the child; rows must have {@link ORDINAL} where {@link needsOrdinal}. */
  get updates(): readonly string[] {
    if (this.#isBare) return [`bool_and(true) AS ${GROUP_ITSELF.name}`];
    return this.#calls.flatMap(({ call, record, buffers }) => {
      const filter = call.filter === undefined ? '' : ` FILTER (WHERE ${this.#print(call.filter)})`;
      const args = call.args.map((arg) => this.#print(arg));
      const parts = record.update(args, call, { ...this.#context, filter, ordinal: ORDINAL });
      return parts.map((sql, i) => `${sql} AS ${buffers[i]?.name}`);
    });
  }

  get needsOrdinal(): boolean {
    return this.updates.some((sql) => sql.includes(ORDINAL));
  }

  /** `agg(b0_0) AS b0_0, …` over rows of buffers; `position` orders them where they do not go by the arrival of their rows. */
  merges(position?: string): readonly string[] {
    if (this.#isBare) return [`bool_and(${GROUP_ITSELF.name}) AS ${GROUP_ITSELF.name}`];
    return this.#calls.flatMap(({ call, record, buffers }) => {
      const names = buffers.map((b) => b.name);
      return record.merge(names, call, position).map((sql, i) => `${sql} AS ${names[i]}`);
    });
  }

  /** The node's output over rows of keys and buffers. */
  get results(): readonly string[] {
    const values = new Map<number, string>(this.keys.map((key) => [key.attribute.exprId, key.value]));
    this.#calls.forEach(({ call, record, buffers }, i) => {
      values.set(
        resultId(i),
        record.finalize(
          buffers.map((b) => b.name),
          call,
          this.#context,
        ),
      );
    });
    const context: PrintContext = {
      ...this.#context,
      column: (exprId, name) => values.get(exprId) ?? this.#context.column(exprId, name),
    };
    const output = outputOf(this.#plan);
    if (output.length === 0) return [NO_COLUMNS];
    return this.#plan.aggregateExprs.map((expr, i) => {
      const value = withoutAlias(expr);
      return `${printDuckDb(this.#withResults(value), context)} AS ${columnName(output[i] as AttributeReference)}`;
    });
  }

  #print(expr: Expr): string {
    return printDuckDb(expr, this.#context);
  }

  /** Aggregate calls replaced by references to their results. */
  #withResults(expr: Expr): Expr {
    return transformDown(expr, (part) => {
      if (!isAggregateCall(part)) return undefined;
      const index = this.#calls.findIndex((known) => sameExpr(known.call, part));
      const dataType = part.dataType as Exclude<Call['dataType'], undefined>;
      return attributeReference({ name: part.name, exprId: resultId(index), dataType });
    });
  }
}

/** Ids below zero never clash with those of attributes. */
const resultId = (index: number): number => -1 - index;

export function isAggregateCall(expr: Expr): expr is Call {
  return expr.kind === 'Call' && lookupFunction(expr.name)?.kind === 'aggregate';
}

function aggregateCall(call: Call, index: number, list: readonly Expr[]): AggregateCall {
  const record = lookupFunction(call.name) as AggregateRecord;
  const named = list.find((expr) => expr.kind === 'Alias' && sameExpr(expr.child, call));
  const label = named?.kind === 'Alias' ? named.name : nameOf(call);
  const types = record.buffers(call);
  const buffers = types.map((type, i) => ({
    name: `b${index}_${i}`,
    type,
    label: types.length === 1 ? label : `${label}_${i}`,
  }));
  return { call, record, buffers };
}

function distinctCalls(exprs: readonly Expr[]): Call[] {
  const calls: Call[] = [];
  for (const call of exprs.flatMap((expr) => collect(expr, isAggregateCall))) {
    if (!calls.some((known) => sameExpr(known, call))) calls.push(call);
  }
  return calls;
}

const sameExpr = (a: Expr, b: Expr): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A print context over columns named by {@link columnName}. */
export function printContext(
  evaluation: EvaluationContext,
  batchTimestampMicros: string,
  subquery: PrintContext['subquery'],
): PrintContext {
  return {
    ...evaluation,
    column: (exprId) => columnName({ exprId }),
    subquery,
    batchTimestampMicros,
  };
}
