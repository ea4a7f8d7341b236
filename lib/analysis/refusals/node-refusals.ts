import type { Expr } from '../../expression/expr.ts';
import { nameOf } from '../../expression/name-of.ts';
import { collect, exists } from '../../expression/traverse.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';
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

const isDistinctAggregate = (expr: Expr): boolean => isAggregateCall(expr) && expr.distinct;

/** Sorting and the like need all rows: a table, or the whole result of an aggregate in complete mode. */
const isWhole = (plan: LogicalPlan, complete: boolean): boolean =>
  !isStreaming(plan) || (complete && planExists(plan, (node) => node.kind === 'Aggregate' && isStreaming(node)));

/** What a node of a streaming query cannot be, in the order of Spark's checks. */
export const NODE_REFUSALS: readonly Refusal[] = Object.freeze([
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
