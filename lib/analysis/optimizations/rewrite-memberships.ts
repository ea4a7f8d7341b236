import type { LogicalPlan } from '../../plan/logical-plan.ts';
import { transformUp } from '../../plan/traverse.ts';
import { definedIds } from '../fresh-ids.ts';
import { joinMemberships } from '../memberships.ts';

/** Turns IN and EXISTS in WHERE into semi and anti joins, after they have been pushed down like any predicate; `optimize` is for the tables they join. */
export function rewriteMemberships(plan: LogicalPlan, optimize: (plan: LogicalPlan) => LogicalPlan): LogicalPlan {
  let last = Math.max(0, ...definedIds(plan));
  const nextExprId = (): number => ++last;
  return transformUp(plan, (node) => (node.kind === 'Filter' ? joinMemberships(node, nextExprId, optimize) : node));
}
