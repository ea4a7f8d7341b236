import type { Expr } from '../../expression/expr.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { splitComparisons } from '../conjuncts.ts';
import { readsOnly } from './references.ts';

/** Predicates that are true of every row a plan puts out, as far as its filters say. */
export function constraintsOf(plan: LogicalPlan): readonly Expr[] {
  switch (plan.kind) {
    case 'Filter':
      return [...splitComparisons(plan.condition), ...constraintsOf(plan.child)];
    case 'Project': {
      const columns = outputOf(plan);
      return constraintsOf(plan.child).filter((predicate) => readsOnly(predicate, columns));
    }
    case 'EventTimeWatermark':
    case 'SubqueryAlias':
    case 'Deduplicate':
      return constraintsOf(plan.child);
    case 'Join':
      return joinConstraints(plan);
    default:
      return [];
  }
}

function joinConstraints({
  joinType,
  left,
  right,
  condition,
}: Extract<LogicalPlan, { kind: 'Join' }>): readonly Expr[] {
  switch (joinType) {
    case 'inner':
    case 'cross': {
      const own = condition === undefined ? [] : splitComparisons(condition);
      return [...constraintsOf(left), ...constraintsOf(right), ...own];
    }
    case 'rightOuter':
      return constraintsOf(right);
    case 'fullOuter':
      return [];
    default:
      return constraintsOf(left);
  }
}
