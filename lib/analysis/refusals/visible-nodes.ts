import type { LogicalPlan, SubqueryAlias, With } from '../../plan/logical-plan.ts';
import { childrenOf } from '../../plan/traverse.ts';

/**
 * The nodes that Spark's checks find in a plan, the root first, left before right. A common table expression belongs to the place of its WITH, not to
 * where it is used: an operator below the WITH does not see into it.
 */
export function visibleNodes(plan: LogicalPlan): readonly LogicalPlan[] {
  if (isUse(plan)) return [plan];
  if (plan.kind === 'With') return [plan, ...definitionsOf(plan).flatMap(visibleNodes), ...visibleNodes(plan.child)];
  return [plan, ...childrenOf(plan).flatMap(visibleNodes)];
}

const isUse = (plan: LogicalPlan): plan is SubqueryAlias => plan.kind === 'SubqueryAlias' && plan.cte !== undefined;

/** Each definition once, in the order of the text. */
function definitionsOf({ child }: With): readonly LogicalPlan[] {
  const definitions = new Map(usesIn(child).map((use) => [use.cte ?? 0, use.child]));
  return [...definitions].toSorted(([a], [b]) => a - b).map(([, definition]) => definition);
}

function usesIn(plan: LogicalPlan): readonly SubqueryAlias[] {
  if (plan.kind === 'With') return [];
  const below = childrenOf(plan).flatMap(usesIn);
  return isUse(plan) ? [...below, plan] : below;
}
