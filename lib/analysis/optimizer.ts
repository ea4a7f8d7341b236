import { type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { transformUp } from '../plan/traverse.ts';
import { collapseProjects } from './optimizations/collapse-projects.ts';
import { pruneColumns } from './optimizations/prune-columns.ts';
import { pushPredicates } from './optimizations/push-predicates.ts';
import { rewriteMemberships } from './optimizations/rewrite-memberships.ts';

const withoutAliases = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => (node.kind === 'SubqueryAlias' ? node.child : node));

/** The rewrites in order. */
const RULES: readonly ((plan: LogicalPlan) => LogicalPlan)[] = Object.freeze([
  withoutAliases,
  pushPredicates,
  rewriteMemberships,
  pruneColumns,
  collapseProjects,
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
