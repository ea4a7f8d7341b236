import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr, SubqueryExpr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { typeOf } from '../expression/type-of.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../plan/output.ts';
import { simpleString, sqlName } from '../types/data-type.ts';
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

/** Refuses subqueries over streams and subqueries with the wrong number of columns. */
export function checkSubquery(expr: SubqueryExpr, plan: LogicalPlan): void {
  if (isStreaming(plan)) throw new AnalysisError('INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY');
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
