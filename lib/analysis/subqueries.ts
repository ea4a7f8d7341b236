import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr, SubqueryExpr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { collect } from '../expression/traverse.ts';
import { planOfSubquery } from '../plan/traverse.ts';
import { outerReferences } from './decorrelate.ts';

const isSubquery = (expr: Expr): expr is SubqueryExpr => expr.kind === 'SubqueryExpr';

/** A scalar subquery that reads columns of the query around it. */
export const isCorrelatedScalar = (expr: Expr): expr is SubqueryExpr =>
  isSubquery(expr) && expr.form === 'scalar' && outerColumns(expr).length > 0;

/** The columns of the query around it that a subquery reads. */
export const outerColumns = (subquery: SubqueryExpr): readonly AttributeReference[] =>
  outerReferences(planOfSubquery(subquery));

/** Refuses correlated scalar subqueries, for places that are no filter, projection or aggregation. */
export function refuseCorrelatedScalars(expr: Expr): void {
  if (collect(expr, isCorrelatedScalar).length > 0)
    throw new AnalysisError('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_SCALAR_SUBQUERY', {
      expression: nameOf(expr),
    });
}

/** Refuses IN and EXISTS over subqueries, for ORDER BY. */
export function refuseMemberships(expr: Expr): void {
  if (collect(expr, isSubquery).some(({ form }) => form !== 'scalar'))
    throw new AnalysisError('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_IN_EXISTS_SUBQUERY', {
      expression: nameOf(expr),
    });
}
