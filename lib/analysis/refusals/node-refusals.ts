import type { ConditionParams } from '../../errors/index.ts';
import type { Expr, WindowExpr } from '../../expression/expr.ts';
import { SAMPLE } from '../../expression/functions/window-functions.ts';
import { nameOf } from '../../expression/name-of.ts';
import { collect, exists } from '../../expression/traverse.ts';
import { isByOrder, windowSpecText } from '../../expression/window/window-text.ts';
import type { Join, LogicalPlan } from '../../plan/logical-plan.ts';
import { isStreaming } from '../../plan/output.ts';
import { expressionsOf } from '../../plan/traverse.ts';
import { isAggregateCall } from '../functions.ts';
import { hasEventTime } from './event-time.ts';
import { JOIN_REFUSALS } from './join-refusals.ts';
import { type Refusal, unnamed } from './refusal.ts';
import { visibleNodes } from './visible-nodes.ts';

const APPROXIMATE = 'Consider using approx_count_distinct() instead.';
const NOT_REPEATABLE: readonly string[] = ['monotonically_increasing_id'];

const isNotRepeatable = (expr: Expr): boolean => expr.kind === 'Call' && NOT_REPEATABLE.includes(expr.name);
const notRepeatableIn = (node: LogicalPlan): readonly Expr[] =>
  expressionsOf(node).flatMap((expr) => collect(expr, (part): part is Expr => isNotRepeatable(part)));

const isSetOperation = (node: LogicalPlan): node is Join =>
  node.kind === 'Join' && (node.variant === 'distinctRows' || node.variant === 'allRows');

const isWindow = (expr: Expr): expr is WindowExpr => expr.kind === 'WindowExpr';
const windowIn = (node: LogicalPlan): Expr | undefined => expressionsOf(node).find((expr) => exists(expr, isWindow));
const samples = (node: LogicalPlan): boolean =>
  expressionsOf(node).some((expr) => exists(expr, (part) => part.kind === 'Call' && part.name === SAMPLE));

/** Spark's words for a window function and the column it makes. */
function windowParams(node: LogicalPlan): ConditionParams {
  const column = windowIn(node);
  const [over] = column === undefined ? [] : collect(column, isWindow);
  return {
    windowFunc: over === undefined ? '' : calledWith(over),
    columnName: `\`${column?.kind === 'Alias' ? column.name : ''}\``,
    windowSpec: over === undefined ? '' : windowSpecText(over, nameOf),
  };
}

/** The call in capitals, ranks with the order that they go by. */
function calledWith(over: WindowExpr): string {
  const args = isByOrder(over.name) ? over.orderBy.map((order) => order.child) : over.args;
  const shown = args.map((arg, i) => (over.name === 'lag' && i === 1 ? negated(nameOf(arg)) : withTypeMark(arg)));
  return `${over.name}(${shown.join(', ')})`.toUpperCase();
}

/** `lag` is `lead` by a negative offset. */
const negated = (offset: string): string => (offset.startsWith('-') ? offset.slice(1) : `-${offset}`);

/** Spark marks columns of BIGINT here. */
const withTypeMark = (expr: Expr): string =>
  `${nameOf(expr)}${expr.kind === 'AttributeReference' && expr.dataType.kind === 'long' ? 'L' : ''}`;

const isDistinctAggregate = (expr: Expr): boolean => isAggregateCall(expr) && expr.distinct;

/** Sorting needs all rows: a table, or the whole result of an aggregate in complete mode. */
const isWhole = (plan: LogicalPlan, complete: boolean): boolean =>
  !isStreaming(plan) || (complete && visibleNodes(plan).some((node) => node.kind === 'Aggregate' && isStreaming(node)));

/** What a node of a streaming query cannot be, in the order of Spark's checks. */
export const NODE_REFUSALS: readonly Refusal[] = Object.freeze([
  unnamed(
    'except-with-stream-on-right',
    (node) => isSetOperation(node) && node.joinType === 'leftAnti' && isStreaming(node.right),
    'Except on a streaming DataFrame/Dataset on the right is not supported',
    'Use a left outer join with a time bound, and keep the rows whose right side is null.',
  ),
  unnamed(
    'intersect',
    (node) => isSetOperation(node) && node.joinType === 'leftSemi' && isStreaming(node),
    'Intersect of streaming DataFrames/Datasets is not supported',
    'Write it as a LEFT SEMI JOIN of the stream with the table.',
  ),
  {
    name: 'window-function',
    applies: (node) => isStreaming(node) && windowIn(node) !== undefined,
    condition: 'NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING',
    params: (node) => windowParams(node),
  },
  unnamed(
    'sample',
    (node) => isStreaming(node) && samples(node),
    'Sampling is not supported on streaming DataFrames/Datasets',
    'Select rows by a hash of their key: WHERE pmod(hash(key), 100) < 5.',
  ),
  unnamed(
    'distinct-aggregate',
    (node, { conf }) =>
      node.kind === 'Aggregate' &&
      isStreaming(node) &&
      conf['millrace.sql.distinctAggregates.enabled'] !== 'true' &&
      node.aggregateExprs.some((expr) => exists(expr, isDistinctAggregate)),
    `Distinct aggregations are not supported on streaming DataFrames/Datasets. ${APPROXIMATE}`,
    'Or drop duplicates first, with a watermark so that their state is let go.',
  ),
  unnamed(
    'deduplicate-within-watermark-without-one',
    (node) => node.kind === 'Deduplicate' && node.withinWatermark && isStreaming(node) && !hasEventTime(node.child),
    'dropDuplicatesWithinWatermark is not supported on streaming DataFrames/DataSets without watermark',
    "Call withWatermark('<event time column>', '<delay>') before it.",
  ),
  ...JOIN_REFUSALS,
  unnamed(
    'union-with-static',
    (node) => node.kind === 'Union' && new Set(node.children.map(isStreaming)).size === 2,
    'Union between streaming and batch DataFrames/Datasets is not supported',
    'Write the rows of the table to the source of the stream, or read the table as a stream.',
  ),
  unnamed(
    'offset',
    (node) => node.kind === 'Limit' && node.offset > 0 && isStreaming(node),
    'Offset is not supported on streaming DataFrames/Datasets',
    'Skip rows where the result is read.',
  ),
  unnamed(
    'limit-in-update',
    (node, { outputMode }) => node.kind === 'Limit' && outputMode === 'update' && isStreaming(node),
    'Limits are not supported on streaming DataFrames/Datasets in Update output mode',
    'Use append mode, or complete mode over an aggregate.',
  ),
  unnamed(
    'sort',
    (node, { outputMode }) => node.kind === 'Sort' && !isWhole(node.child, outputMode === 'complete'),
    'Sorting is not supported on streaming DataFrames/Datasets, unless it is on aggregated DataFrame/Dataset in Complete output mode',
    'Sort where the result is read, or in foreachBatch.',
  ),
  unnamed(
    'not-repeatable',
    (node) => isStreaming(node) && notRepeatableIn(node).length > 0,
    (node) =>
      `Expression(s): ${notRepeatableIn(node).map(nameOf).join(', ')} is not supported with streaming DataFrames/Datasets`,
    'Use a key of the data, or uuid().',
  ),
]);
