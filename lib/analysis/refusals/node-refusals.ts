import type { ConditionParams } from '../../errors/index.ts';
import type { Call, Expr } from '../../expression/expr.ts';
import { OVER, SAMPLE } from '../../expression/functions/window-functions.ts';
import { nameOf } from '../../expression/name-of.ts';
import { collect, exists } from '../../expression/traverse.ts';
import type { Join, LogicalPlan } from '../../plan/logical-plan.ts';
import { isStreaming } from '../../plan/output.ts';
import { expressionsOf, exists as planExists } from '../../plan/traverse.ts';
import { isAggregateCall } from '../functions.ts';
import { hasEventTime } from './event-time.ts';
import { JOIN_REFUSALS } from './join-refusals.ts';
import { type Refusal, unnamed } from './refusal.ts';

const APPROXIMATE = 'Consider using approx_count_distinct() instead.';
const NOT_REPEATABLE: readonly string[] = ['monotonically_increasing_id'];

const isNotRepeatable = (expr: Expr): boolean => expr.kind === 'Call' && NOT_REPEATABLE.includes(expr.name);
const notRepeatableIn = (node: LogicalPlan): readonly Expr[] =>
  expressionsOf(node).flatMap((expr) => collect(expr, (part): part is Expr => isNotRepeatable(part)));

const isSetOperation = (node: LogicalPlan): node is Join =>
  node.kind === 'Join' && (node.variant === 'distinctRows' || node.variant === 'allRows');

/** The expression of a node that holds a call of the name. */
const callIn = (node: LogicalPlan, name: string): Expr | undefined =>
  expressionsOf(node).find((expr) => exists(expr, (part) => part.kind === 'Call' && part.name === name));

/** Spark's words for a window function and the column it makes. */
function windowParams(node: LogicalPlan): ConditionParams {
  const column = callIn(node, OVER);
  const [over] =
    column === undefined ? [] : collect(column, (part): part is Call => part.kind === 'Call' && part.name === OVER);
  const [name, count, ...rest] = over?.args ?? [];
  const own = rest.slice(0, count?.kind === 'Literal' ? Number(count.value) : 0).map(nameOf);
  const window = rest.slice(own.length).map(nameOf).join(', ');
  return {
    windowFunc: `${name === undefined ? '' : nameOf(name).toUpperCase()}(${own.join(', ')})`,
    columnName: `\`${column?.kind === 'Alias' ? column.name : ''}\``,
    windowSpec: `(${window})`,
  };
}

const isDistinctAggregate = (expr: Expr): boolean => isAggregateCall(expr) && expr.distinct;

/** Sorting and the like need all rows: a table, or the whole result of an aggregate in complete mode. */
const isWhole = (plan: LogicalPlan, complete: boolean): boolean =>
  !isStreaming(plan) || (complete && planExists(plan, (node) => node.kind === 'Aggregate' && isStreaming(node)));

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
    applies: (node) => isStreaming(node) && callIn(node, OVER) !== undefined,
    condition: 'NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING',
    params: (node) => windowParams(node),
  },
  unnamed(
    'sample',
    (node) => isStreaming(node) && callIn(node, SAMPLE) !== undefined,
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
