import { type AttributeReference, type Expr, subqueryExpr } from '../../expression/expr.ts';
import { exists, transformUp } from '../../expression/traverse.ts';
import type { LogicalPlan, Union } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { mapChildren, mapExpressions, planOfSubquery } from '../../plan/traverse.ts';
import { outerReferences } from '../decorrelate.ts';
import { referencesOf } from '../hidden-columns.ts';

/** Ids of the columns an expression reads, also from inside its subqueries. */
export function referencedIds(expr: Expr): ReadonlySet<number> {
  const ids = new Set(referencesOf(expr).map((a) => a.exprId));
  exists(expr, (part) => {
    if (part.kind === 'SubqueryExpr') for (const a of outerReferences(planOfSubquery(part))) ids.add(a.exprId);
    return false;
  });
  return ids;
}

/** Whether an expression reads columns of a plan's output only. */
export const readsOnly = (expr: Expr, columns: readonly AttributeReference[]): boolean =>
  [...referencedIds(expr)].every((id) => columns.some((column) => column.exprId === id));

/** The expression with columns replaced by what they stand for, in its subqueries too. */
export function substitute(expr: Expr, values: ReadonlyMap<number, Expr>): Expr {
  return transformUp(expr, (part) => {
    if (part.kind === 'AttributeReference') return values.get(part.exprId) ?? part;
    if (part.kind !== 'SubqueryExpr') return part;
    return subqueryExpr(part.form, substituteIn(planOfSubquery(part), values), part.values);
  });
}

function substituteIn(plan: LogicalPlan, values: ReadonlyMap<number, Expr>): LogicalPlan {
  const below = mapChildren(plan, (child) => substituteIn(child, values));
  return mapExpressions(below, (expr) => substitute(expr, values));
}

/** What the columns of a select list stand for; `isWanted` tells which. */
export const definitionsOf = (
  list: readonly Expr[],
  isWanted: (definition: Expr) => boolean = () => true,
): ReadonlyMap<number, Expr> =>
  new Map(
    list.flatMap((expr) =>
      expr.kind === 'Alias' && expr.exprId !== undefined && isWanted(expr.child) ? [[expr.exprId, expr.child]] : [],
    ),
  );

/** What the columns of a union are in one of its parts. */
export function columnsIn(part: LogicalPlan, whole: Union): ReadonlyMap<number, AttributeReference> {
  const columns = outputOf(part);
  return new Map(whole.output.map((column, i) => [column.exprId, columns[i] as AttributeReference]));
}

const NON_DETERMINISTIC: readonly string[] = [
  'monotonically_increasing_id',
  'rand',
  'randn',
  'random',
  'randstr',
  'shuffle',
  'uniform',
  'uuid',
];

/** Whether the expression gives the same value each time it is evaluated for a row, whatever rows there are besides. */
export const isDeterministic = (expr: Expr): boolean =>
  !exists(
    expr,
    (part) => part.kind === 'WindowExpr' || (part.kind === 'Call' && NON_DETERMINISTIC.includes(part.name)),
  );
