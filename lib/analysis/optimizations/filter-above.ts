import type { Expr } from '../../expression/expr.ts';
import { filter, type LogicalPlan } from '../../plan/logical-plan.ts';
import { joinConjuncts } from '../conjuncts.ts';

/** A filter by all of the predicates; the plan itself where there are none. */
export function filterAbove(predicates: readonly Expr[], plan: LogicalPlan): LogicalPlan {
  const condition = joinConjuncts(predicates);
  return condition === undefined ? plan : filter(condition, plan);
}
