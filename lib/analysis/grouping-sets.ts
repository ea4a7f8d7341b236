import { AnalysisError } from '../errors/index.ts';
import {
  type AttributeReference,
  attributeReference,
  type Call,
  call,
  cast,
  type Expr,
  literal,
} from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { nameOf } from '../expression/name-of.ts';
import { exists, transformDown } from '../expression/traverse.ts';
import { type Aggregate, expand } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { ByteType, type DataType, IntegerType, LongType } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { isAggregateCall } from './functions.ts';
import type { GroupByColumns } from './group-by-columns.ts';
import { isAttribute } from './hidden-columns.ts';

const GROUPING_FUNCTIONS: Readonly<Record<string, DataType>> = Object.freeze({
  grouping: ByteType,
  grouping_id: LongType,
});

/** The type of `grouping(…)` and `grouping_id(…)`, which are no functions of their own; undefined for other names. */
export const groupingFunctionType = (name: string): DataType | undefined => GROUPING_FUNCTIONS[name];

const isGroupingFunction = (expr: Expr): expr is Call =>
  expr.kind === 'Call' && groupingFunctionType(expr.name) !== undefined;

/** Whether `grouping(…)` or `grouping_id(…)` is in the expression. */
export const usesGroupingId = (expr: Expr): boolean => exists(expr, isGroupingFunction);

const GROUPING_ID = 'spark_grouping_id';

/** `grouping(…)` and `grouping_id(…)` above an aggregate that has grouping sets, in HAVING and ORDER BY. */
export function withGroupingIds(expr: Expr, { groupingExprs }: Aggregate, analyzer: Analyzer): Expr {
  if (!usesGroupingId(expr)) return expr;
  const keys = groupingExprs.filter(isAttribute);
  const index = keys.findIndex((key) => key.name === GROUPING_ID);
  const groupingId = keys[index];
  if (groupingId === undefined) throw new AnalysisError('UNSUPPORTED_GROUPING_EXPRESSION');
  const columns = keys.slice(0, index);
  return transformDown(expr, (part) =>
    isGroupingFunction(part) ? groupingBits(part, columns, groupingId, analyzer) : undefined,
  );
}

/**
 * ROLLUP, CUBE and GROUPING SETS: each input row once per set, with null for the grouping columns that are not in it and a number whose
 * bits say which those are (the first column is the highest bit; 1: not grouped by).
 */
export function expandGroupingSets(
  { grouping, results, child }: GroupByColumns,
  sets: readonly (readonly number[])[],
  analyzer: Analyzer,
): GroupByColumns {
  const columns = grouping.filter((a, i) => grouping.findIndex((b) => b.exprId === a.exprId) === i);
  const copies = columns.map((column) =>
    attributeReference({ ...column, exprId: analyzer.nextExprId(), nullable: true }),
  );
  const groupingId = internalColumn(GROUPING_ID, analyzer);
  const position = internalColumn('_gen_grouping_pos', analyzer);
  const repeated = new Set(sets.map((set) => idOf(set, grouping, columns))).size < sets.length;
  const projections = sets.map((set, i) => [
    ...outputOf(child),
    ...columns.map((column) => (isIn(column, set, grouping) ? column : literal(null, column.dataType))),
    literal(String(idOf(set, grouping, columns)), LongType),
    ...(repeated ? [literal(String(i), LongType)] : []),
  ]);
  const keys = [...copies, groupingId, ...(repeated ? [position] : [])];
  const replaced = new Map(columns.map((column, i) => [column.exprId, copies[i] ?? column]));
  return {
    grouping: keys,
    results: results.map((expr) => toExpanded(expr, { columns, copies: replaced, groupingId }, analyzer)),
    child: expand({ projections, output: [...outputOf(child), ...keys], child }),
  };
}

const internalColumn = (name: string, analyzer: Analyzer): AttributeReference =>
  attributeReference({ name, exprId: analyzer.nextExprId(), dataType: LongType, nullable: false });

const isIn = (column: AttributeReference, set: readonly number[], grouping: readonly AttributeReference[]): boolean =>
  set.some((index) => grouping[index]?.exprId === column.exprId);

function idOf(
  set: readonly number[],
  grouping: readonly AttributeReference[],
  columns: readonly AttributeReference[],
): bigint {
  return columns.reduce((id, column) => (id << 1n) | (isIn(column, set, grouping) ? 0n : 1n), 0n);
}

/** Results read the copies; arguments of aggregates go on reading the input columns, which are never nulled. */
interface Expanded {
  readonly columns: readonly AttributeReference[];
  readonly copies: ReadonlyMap<number, AttributeReference>;
  readonly groupingId: AttributeReference;
}

function toExpanded(expr: Expr, { columns, copies, groupingId }: Expanded, analyzer: Analyzer): Expr {
  return transformDown(expr, (part) => {
    if (isAggregateCall(part)) return part;
    if (isGroupingFunction(part)) return groupingBits(part, columns, groupingId, analyzer);
    if (part.kind !== 'AttributeReference') return undefined;
    const copy = copies.get(part.exprId);
    return copy === undefined ? part : attributeReference({ ...copy, name: part.name });
  });
}

/** `grouping(c)` is one bit as TINYINT; `grouping_id()` all of them; `grouping_id(a, b)` must name all grouping columns, in order. */
function groupingBits(
  expr: Call,
  columns: readonly AttributeReference[],
  groupingId: AttributeReference,
  { evaluation }: Analyzer,
): Expr {
  const ids = expr.args.map((arg) =>
    arg.kind === 'AttributeReference' ? columns.findIndex((column) => column.exprId === arg.exprId) : -1,
  );
  if (expr.name === 'grouping_id') {
    if (ids.length === 0 || ids.every((id, i) => id === i)) return groupingId;
    throw new AnalysisError('GROUPING_ID_COLUMN_MISMATCH', {
      groupingIdColumn: expr.args.map(nameOf).join(','),
      groupByColumns: columns.map(({ name }) => name).join(','),
    });
  }
  const [index = -1] = ids;
  if (index < 0)
    throw new AnalysisError('GROUPING_COLUMN_MISMATCH', {
      grouping: expr.args.map(nameOf).join(','),
      groupingColumns: columns.map(({ name }) => name).join(','),
    });
  const shift = literal(columns.length - 1 - index, IntegerType);
  const bit = resolveCall(
    call('&', [resolveCall(call('shiftright', [groupingId, shift]), evaluation), literal('1', LongType)]),
    evaluation,
  );
  return cast(bit, ByteType, evaluation.ansi ? 'ansi' : 'legacy');
}
