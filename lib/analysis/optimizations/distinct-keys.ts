import type { Expr } from '../../expression/expr.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';

/** Sets of columns of which no two rows have the same values. */
export function distinctKeys(plan: LogicalPlan): readonly (readonly number[])[] {
  switch (plan.kind) {
    case 'Aggregate': {
      const keys = plan.groupingExprs.map((key) => (key.kind === 'AttributeReference' ? key.exprId : Number.NaN));
      return keys.length === 0 ? [] : renamed([keys], plan.aggregateExprs);
    }
    case 'Project':
      return renamed(distinctKeys(plan.child), plan.projectList);
    case 'Distinct':
      return [outputOf(plan).map(({ exprId }) => exprId)];
    case 'Filter':
    case 'Sort':
    case 'SubqueryAlias':
      return distinctKeys(plan.child);
    case 'Join':
      return plan.joinType === 'leftSemi' || plan.joinType === 'leftAnti' ? distinctKeys(plan.left) : [];
    default:
      return [];
  }
}

/** The sets that a list passes on, by the names it gives. */
function renamed(keys: readonly (readonly number[])[], list: readonly Expr[]): readonly (readonly number[])[] {
  const names = new Map(
    list.flatMap((expr): [number, number][] => {
      if (expr.kind === 'AttributeReference') return [[expr.exprId, expr.exprId]];
      const isRenamed = expr.kind === 'Alias' && expr.child.kind === 'AttributeReference' && expr.exprId !== undefined;
      return isRenamed ? [[(expr.child as { exprId: number }).exprId, expr.exprId as number]] : [];
    }),
  );
  return keys.filter((ids) => ids.every((id) => names.has(id))).map((ids) => ids.map((id) => names.get(id) as number));
}
