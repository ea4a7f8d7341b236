import { type AttributeReference, alias, type Expr, literal } from '../../expression/expr.ts';
import {
  filter,
  type Limit,
  type LogicalPlan,
  limit,
  project,
  type StreamingRelation,
  union,
} from '../../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../../plan/output.ts';
import { collect, transformUp } from '../../plan/traverse.ts';
import { BooleanType } from '../../types/data-type.ts';
import { isDeterministic } from './references.ts';

/**
 * A LIMIT over a stream counts rows in state. As in Spark there is none for a LIMIT over a LIMIT, for one over fewer rows than it lets through, and
 * for LIMIT 0, which reads nothing at all.
 */
export const combineLimits = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) =>
    node.kind === 'Limit' && node.offset === 0 && isStreaming(node) ? simplify(node) : node,
  );

function simplify(plan: Limit): LogicalPlan {
  const { limit: count, child } = plan;
  if (count === undefined) return plan;
  if (count === 0) return withoutRows(plan);
  const most = greatestNumberOfRows(child);
  if (most !== undefined && most <= count) return child;
  return limitBelow(child, count) ?? plan;
}

/** The plan with the LIMIT at its top, under projections at most, lowered; undefined where there is none. */
function limitBelow(plan: LogicalPlan, count: number): LogicalPlan | undefined {
  if (plan.kind === 'Limit' && plan.limit !== undefined && plan.offset === 0)
    return limit(Math.min(count, plan.limit), plan.child);
  if (plan.kind !== 'Project' || !plan.projectList.every(isDeterministic)) return undefined;
  const child = limitBelow(plan.child, count);
  return child && project(plan.projectList, child);
}

/** How many rows a plan can have at most, over all batches; undefined where nothing bounds them. */
function greatestNumberOfRows(plan: LogicalPlan): number | undefined {
  switch (plan.kind) {
    case 'LocalRelation':
      return plan.rows.length;
    case 'Limit':
      return plan.limit;
    case 'Aggregate':
      return plan.groupingExprs.length === 0 ? 1 : greatestNumberOfRows(plan.child);
    case 'Project':
    case 'Filter':
    case 'Sort':
    case 'Distinct':
    case 'EventTimeWatermark':
      return greatestNumberOfRows(plan.child);
    case 'Union':
      return total(plan.children.map(greatestNumberOfRows), (a, b) => a + b);
    case 'Join': {
      if (plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti') return greatestNumberOfRows(plan.left);
      const sides = [plan.left, plan.right].map(greatestNumberOfRows);
      return plan.joinType === 'inner' || plan.joinType === 'cross' ? total(sides, (a, b) => a * b) : undefined;
    }
    default:
      return undefined;
  }
}

const total = (counts: readonly (number | undefined)[], add: (a: number, b: number) => number): number | undefined =>
  counts.reduce((all, count) => (all === undefined || count === undefined ? undefined : add(all, count)));

/** No rows, out of the same sources: they are read on, so that a query may go on from here without the LIMIT. */
function withoutRows(plan: LogicalPlan): LogicalPlan {
  const columns = outputOf(plan);
  const sources = collect(plan, (node): node is StreamingRelation => node.kind === 'StreamingRelation');
  const parts = sources.map((source) => project(columns.map(nullColumn), filter(literal(false, BooleanType), source)));
  const [first, second] = parts;
  return first !== undefined && second === undefined ? first : union(parts, false, columns);
}

const nullColumn = ({ dataType, name, exprId, metadata }: AttributeReference): Expr =>
  alias(literal(null, dataType), name, exprId, metadata);
