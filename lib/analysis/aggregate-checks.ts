import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, call, type Expr, type SubqueryExpr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { childrenOf, collect } from '../expression/traverse.ts';
import { hasAggregate, hasGenerator, isAggregateCall } from './functions.ts';
import { qualifiedText, quoteExpr } from './quote.ts';
import { isCorrelatedScalar, outerColumns } from './subqueries.ts';

/** Refuses a result that reads a column which is neither grouped nor aggregated, and aggregates inside aggregates. */
export function checkAggregateExpr(expr: Expr, grouping: readonly AttributeReference[]): void {
  if (isAggregateCall(expr)) {
    if (expr.filter !== undefined) refuseAggregates(expr.filter);
    if (childrenOf(expr).some(hasGenerator))
      throw new AnalysisError('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: quoteExpr(expr) });
    if (childrenOf(expr).some(hasAggregate)) throw new AnalysisError('NESTED_AGGREGATE_FUNCTION');
    return;
  }
  if (expr.kind === 'SubqueryExpr') checkSubqueryResult(expr, grouping);
  if (expr.kind === 'AttributeReference' && !grouping.some((column) => column.exprId === expr.exprId))
    throw missingAggregation(expr, grouping);
  for (const child of childrenOf(expr)) checkAggregateExpr(child, grouping);
}

function checkSubqueryResult(subquery: SubqueryExpr, grouping: readonly AttributeReference[]): void {
  const outer = outerColumns(subquery);
  if (isCorrelatedScalar(subquery))
    throw new AnalysisError('SCALAR_SUBQUERY_IS_IN_GROUP_BY_OR_AGGREGATE_FUNCTION', {
      sqlExpr: `"scalarsubquery(${outer.map(({ name }) => name).join(', ')})"`,
    });
  for (const column of outer) checkAggregateExpr(column, grouping);
}

function refuseAggregates(filter: Expr): void {
  const [found] = collect(filter, isAggregateCall);
  if (found !== undefined)
    throw new AnalysisError('INVALID_AGGREGATE_FILTER.CONTAINS_AGGREGATE', {
      filterExpr: nameOf(filter),
      aggExpr: nameOf(found),
    });
}

function missingAggregation(expr: AttributeReference, grouping: readonly AttributeReference[]): AnalysisError {
  if (grouping.length === 0) return new AnalysisError('MISSING_GROUP_BY');
  return new AnalysisError('MISSING_AGGREGATION', {
    expression: quoteExpr(expr),
    expressionAnyValue: quoteExpr(call('any_value', [expr])),
  });
}

/** Refuses an aggregate as a grouping expression. */
export function checkGroupingExpr(expr: Expr): void {
  const [found] = collect(expr, isAggregateCall);
  if (found !== undefined) throw new AnalysisError('GROUP_BY_AGGREGATE', { sqlExpr: qualifiedText(found) });
}
