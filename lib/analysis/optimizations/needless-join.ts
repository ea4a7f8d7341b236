import type { Expr } from '../../expression/expr.ts';
import type { Join, LogicalPlan } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { splitComparisons } from '../conjuncts.ts';
import { readsOnly } from './references.ts';

type Ids = ReadonlySet<number>;

/** The kept side of an outer join of which nothing else is read, where each of its rows has one partner at most: the join changes nothing. */
export function keptSideAlone(plan: Join, needed: Ids): LogicalPlan | undefined {
  if (plan.variant !== undefined || (plan.joinType !== 'leftOuter' && plan.joinType !== 'rightOuter')) return undefined;
  const [kept, other] = plan.joinType === 'leftOuter' ? [plan.left, plan.right] : [plan.right, plan.left];
  const own = new Set(outputOf(kept).map(({ exprId }) => exprId));
  if (![...needed].every((id) => own.has(id))) return undefined;
  const keys = new Set(equalColumns(plan.condition, kept, other));
  return distinctKeys(other).some((ids) => ids.every((id) => keys.has(id))) ? kept : undefined;
}

/** Columns of a side that the condition equates with something of the other side. */
function equalColumns(condition: Expr | undefined, kept: LogicalPlan, other: LogicalPlan): readonly number[] {
  const conjuncts = condition === undefined ? [] : splitComparisons(condition);
  return conjuncts.flatMap((conjunct) => {
    if (conjunct.kind !== 'Call' || (conjunct.name !== '=' && conjunct.name !== '<=>')) return [];
    const [a, b] = conjunct.args as [Expr, Expr];
    if (b.kind === 'AttributeReference' && readsOnly(b, outputOf(other)) && readsOnly(a, outputOf(kept)))
      return [b.exprId];
    if (a.kind === 'AttributeReference' && readsOnly(a, outputOf(other)) && readsOnly(b, outputOf(kept)))
      return [a.exprId];
    return [];
  });
}

/** Sets of columns of which no two rows have the same values. */
function distinctKeys(plan: LogicalPlan): readonly (readonly number[])[] {
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
