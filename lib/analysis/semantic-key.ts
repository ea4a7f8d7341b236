import type { Call, Expr, SubqueryExpr } from '../expression/expr.ts';
import { planOfSubquery } from '../plan/traverse.ts';
import { withFreshIds } from './fresh-ids.ts';

/**
 * A text that two expressions share exactly if they are the same computation: names, qualifiers and nullability of columns aside,
 * and the order of operands where it does not matter.
 */
export function semanticKey(expr: Expr): string {
  return JSON.stringify(expr, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
    if (value.kind === 'SubqueryExpr') return subqueryKey(value as SubqueryExpr);
    if (isCommutative(value)) return { name: value.name, args: value.args.map(semanticKey).toSorted() };
    if (value.kind === 'AttributeReference' && 'exprId' in value) return { column: value.exprId };
    return value.kind === 'Alias' && 'child' in value ? value.child : value;
  });
}

/** The ids inside a subquery are counted anew: two writings of one have different ones. */
function subqueryKey(subquery: SubqueryExpr): object {
  let last = 0;
  return { form: subquery.form, values: subquery.values, plan: withFreshIds(planOfSubquery(subquery), () => --last) };
}

const COMMUTATIVE: readonly string[] = ['+', '*', '&', '|', '^', 'and', 'or', '=', '<=>'];

const isCommutative = (value: object): value is Call =>
  'kind' in value && value.kind === 'Call' && 'name' in value && COMMUTATIVE.includes(String(value.name));
