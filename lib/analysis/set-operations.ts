import type { Expr } from '../expression/expr.ts';
import { call } from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { type Join, join, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';
import { joinConjuncts } from './conjuncts.ts';
import { refuseMaps } from './map-columns.ts';
import { checkWidth, commonTypeOf, widened } from './union.ts';

/** EXCEPT and INTERSECT: joins on all columns by position, where null is a value like others. */
export function resolveSetOperation(plan: Join, analyzer: Analyzer): LogicalPlan {
  const operator = plan.joinType === 'leftAnti' ? 'EXCEPT' : 'INTERSECT';
  const [first, second] = [outputOf(plan.left), outputOf(plan.right)];
  checkWidth(first, second, 1, operator);
  const types = first.map((column, i) => commonTypeOf(column.dataType, [second], i, analyzer, operator));
  const left = widened(plan.left, types, analyzer);
  const right = widened(plan.right, types, analyzer);
  refuseMaps(outputOf(left));
  const others = outputOf(right);
  const equal = outputOf(left).map((column, i): Expr => {
    const other = others[i] ?? column;
    return resolveCall(call('<=>', [column, other]), analyzer.evaluation);
  });
  return join({ ...plan, left, right, condition: joinConjuncts(equal) });
}
