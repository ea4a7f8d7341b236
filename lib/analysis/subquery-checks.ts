import { AnalysisError } from '../errors/index.ts';
import {
  type AttributeReference,
  call,
  type Expr,
  type SubqueryExpr,
  unresolvedAttribute,
} from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { collect as collectExprs, transformUp } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../plan/output.ts';
import { collect, expressionsOf } from '../plan/traverse.ts';
import { simpleString, sqlName } from '../types/data-type.ts';
import { outerReferences } from './decorrelate.ts';
import { isAggregateCall } from './functions.ts';
import { referencesOf } from './hidden-columns.ts';
import { qualifiedText } from './quote.ts';

/** The error for a value and a column of IN (…) that have no type in common. */
export function incomparable(expr: SubqueryExpr, value: Expr, column: AttributeReference): AnalysisError {
  const [left, right] = [typeOf(value), column.dataType];
  const mismatched = `(${qualifiedText(value)}:${simpleString(left)}, \`${column.name}\`:${simpleString(right)})`;
  return new AnalysisError('DATATYPE_MISMATCH.IN_SUBQUERY_DATA_TYPE_MISMATCH', {
    sqlExpr: nameOf(expr),
    mismatchedColumns: mismatched,
    leftType: `"${sqlName(left)}"`,
    rightType: `"${sqlName(right)}"`,
  });
}

/** Refuses an aggregate over columns of the subquery together with such of the query around it. */
function refuseMixedAggregates(plan: LogicalPlan): void {
  const outer = new Set(outerReferences(plan).map(({ exprId }) => exprId));
  const aggregates = collect(plan, (node) => node.kind === 'Aggregate').flatMap((node) => expressionsOf(node));
  const mixed = aggregates
    .flatMap((result) => collectExprs(result, isAggregateCall))
    .find((aggregate) => new Set(referencesOf(aggregate).map(({ exprId }) => outer.has(exprId))).size === 2);
  if (mixed !== undefined)
    throw new AnalysisError(
      'UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.AGGREGATE_FUNCTION_MIXED_OUTER_LOCAL_REFERENCES',
      { function: nameOf(transformUp(mixed, (part) => named(part, outer))) },
    );
}

/** A column with its relation, and marked where it is the outer query's, as in Spark's messages. */
function named(expr: Expr, outer: ReadonlySet<number>): Expr {
  if (expr.kind !== 'AttributeReference') return expr;
  const column = unresolvedAttribute(...expr.qualifier.slice(-1), expr.name);
  return outer.has(expr.exprId) ? call('outer', [column]) : column;
}

/** Refuses subqueries over streams and subqueries with the wrong number of columns. */
export function checkSubquery(expr: SubqueryExpr, plan: LogicalPlan): void {
  if (isStreaming(plan)) throw new AnalysisError('INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY');
  refuseMixedAggregates(plan);
  const columns = outputOf(plan);
  if (expr.form === 'scalar' && columns.length !== 1)
    throw new AnalysisError('INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN', {
      number: columns.length,
    });
  if (expr.form === 'in' && columns.length !== expr.values.length)
    throw new AnalysisError('DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH', {
      sqlExpr: nameOf(expr),
      leftLength: expr.values.length,
      leftColumns: expr.values.map((value) => `"${nameOf(value)}"`).join(', '),
      rightLength: columns.length,
      rightColumns: columns.map((column) => `"${column.name}"`).join(', '),
    });
}
