import { AnalysisError } from '../errors/index.ts';
import type { Expr, SubqueryExpr } from '../expression/expr.ts';
import { transformUp } from '../expression/traverse.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { planOfSubquery } from '../plan/traverse.ts';
import type { Analyzer } from './analyzer.ts';
import { isCorrelated } from './decorrelate.ts';
import { separateFrom } from './fresh-ids.ts';
import { joinScalar } from './scalar-subqueries.ts';

const isCorrelatedSubquery = (expr: Expr): expr is SubqueryExpr =>
  expr.kind === 'SubqueryExpr' && isCorrelated(planOfSubquery(expr));

/**
 * Correlated scalar subqueries become columns joined to the child. Uncorrelated subqueries stay expressions; IN and EXISTS that are conditions of
 * their own in WHERE are joined by the optimizer, once they have been pushed down.
 */
export function rewriteSubqueries(
  exprs: readonly Expr[],
  child: LogicalPlan,
  analyzer: Analyzer,
): { readonly exprs: readonly Expr[]; readonly child: LogicalPlan } {
  let source = child;
  const replace = (expr: Expr): Expr => {
    if (!isCorrelatedSubquery(expr)) return expr;
    if (expr.form !== 'scalar')
      throw new AnalysisError('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_PREDICATE', {
        form: expr.form.toUpperCase(),
      });
    const joined = joinScalar(source, separateFrom(source, planOfSubquery(expr), analyzer.nextExprId), analyzer);
    source = joined.plan;
    return joined.value;
  };
  const replaced = exprs.map((expr) => transformUp(expr, replace));
  return { exprs: replaced, child: source };
}
