import type { Expr } from '../../expression/expr.ts';
import { type Join, type LogicalPlan, project } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { splitComparisons } from '../conjuncts.ts';
import { distinctKeys } from './distinct-keys.ts';
import { isDuplicateAgnostic } from './duplicate-agnostic.ts';
import { isDeterministic, readsOnly, referencedIds } from './references.ts';

type Ids = ReadonlySet<number>;

/** The kept side of an outer join of which nothing else is read, where each of its rows has one partner at most: the join changes nothing. */
export function keptSideAlone(plan: Join, needed: Ids): LogicalPlan | undefined {
  const kept = keptSide(plan, needed);
  if (kept === undefined) return undefined;
  const other = kept === plan.left ? plan.right : plan.left;
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

/** What an aggregate that does not mind duplicates needs of its child: of an outer join of which it reads the kept side only, that side. */
export function withoutDuplicatesOnly(child: LogicalPlan, read: Ids, exprs: readonly Expr[]): LogicalPlan {
  if (!isDuplicateAgnostic(exprs)) return child;
  if (child.kind === 'Join') return keptSide(child, read) ?? child;
  if (child.kind !== 'Project' || child.child.kind !== 'Join' || !child.projectList.every(isDeterministic))
    return child;
  const list = child.projectList.filter((expr) =>
    read.has('exprId' in expr ? (expr.exprId ?? Number.NaN) : Number.NaN),
  );
  const kept = keptSide(child.child, new Set(list.flatMap((expr) => [...referencedIds(expr)])));
  return kept === undefined ? child : project(list, kept);
}

/** The side of an outer join whose rows are all kept, where nothing else is needed. */
function keptSide(plan: Join, needed: Ids): LogicalPlan | undefined {
  if (plan.variant !== undefined || (plan.joinType !== 'leftOuter' && plan.joinType !== 'rightOuter')) return undefined;
  const kept = plan.joinType === 'leftOuter' ? plan.left : plan.right;
  const own = new Set(outputOf(kept).map(({ exprId }) => exprId));
  return [...needed].every((id) => own.has(id)) ? kept : undefined;
}
