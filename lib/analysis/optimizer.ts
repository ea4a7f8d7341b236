import { type Expr, subqueryExpr } from '../expression/expr.ts';
import { transformUp as transformExpr } from '../expression/traverse.ts';
import { type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { mapExpressions, planOfSubquery, transformUp } from '../plan/traverse.ts';
import { isCorrelated } from './decorrelate.ts';
import { betweenColumns } from './optimizations/between-columns.ts';
import { collapseProjects } from './optimizations/collapse-projects.ts';
import { combineLimits } from './optimizations/combine-limits.ts';
import { distinctAsAggregate } from './optimizations/distinct-as-aggregate.ts';
import { existenceTests } from './optimizations/existence-tests.ts';
import { keyColumns } from './optimizations/key-columns.ts';
import { pruneColumns } from './optimizations/prune-columns.ts';
import { pushNegations } from './optimizations/push-negations.ts';
import { pushPredicates } from './optimizations/push-predicates.ts';
import { pushSemiJoins } from './optimizations/push-semi-joins.ts';
import { removeRedundantAggregates } from './optimizations/redundant-aggregates.ts';
import { rewriteMemberships } from './optimizations/rewrite-memberships.ts';
import { setOperationAsJoin } from './optimizations/set-operation-as-join.ts';

const withoutAliases = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => (node.kind === 'SubqueryAlias' || node.kind === 'With' ? node.child : node));

/** Plans inside expressions are optimized on their own; those that look at the query around them only get the form that can be compiled. */
const optimizeSubqueries = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => mapExpressions(node, (expr) => transformExpr(expr, optimizeSubquery)));

function optimizeSubquery(expr: Expr): Expr {
  if (expr.kind !== 'SubqueryExpr') return expr;
  const plan = planOfSubquery(expr);
  const optimized = isCorrelated(plan)
    ? existenceTests(optimizeSubqueries(pushNegations(setOperationAsJoin(plan))))
    : optimize(plan);
  return subqueryExpr(expr.form, optimized, expr.values);
}

/** The rewrites in order. */
const RULES: readonly ((plan: LogicalPlan) => LogicalPlan)[] = Object.freeze([
  withoutAliases,
  betweenColumns,
  combineLimits,
  setOperationAsJoin,
  distinctAsAggregate,
  pushNegations,
  optimizeSubqueries,
  pushPredicates,
  (plan) => rewriteMemberships(plan, optimize),
  pushSemiJoins,
  existenceTests,
  removeRedundantAggregates,
  pruneColumns,
  collapseProjects,
  keyColumns,
]);

/**
 * Rewrites an analysed plan as far as it shows in the results, as Spark's optimizer does: which rows move a watermark, which columns reach a
 * stateful operator, and which rows a join keeps. DuckDB optimizes the rest. The output stays the same.
 */
export function optimize(plan: LogicalPlan): LogicalPlan {
  const optimized = RULES.reduce((current, rule) => rule(current), plan);
  const [wanted, got] = [outputOf(plan), outputOf(optimized)];
  const same = wanted.every((column, i) => column.exprId === got[i]?.exprId && column.name === got[i]?.name);
  return same && wanted.length === got.length ? optimized : project(wanted, optimized);
}
