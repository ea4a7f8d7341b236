import { AnalysisError } from '../errors/index.ts';
import { type Expr, sortOrder } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { checkOrder } from '../expression/window/resolve-window.ts';
import { type LogicalPlan, project, type Sort, sort } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';
import { hasAggregate, hasGenerator } from './functions.ts';
import { isIntegerLiteral, ordinalOf } from './ordinals.ts';
import { sameName } from './quote.ts';
import { resolveAbove } from './resolve-above.ts';
import { lookupAmong } from './scope.ts';
import { refuseCorrelatedScalars, refuseMemberships } from './subqueries.ts';
import { hasWindow } from './window-functions.ts';

/** ORDER BY: positions, `ALL`, output columns, then columns and aggregates of below, which are taken along and dropped again. */
export function resolveSort(plan: Sort, analyzer: Analyzer): LogicalPlan {
  const output = outputOf(plan.child);
  const written = plan.order.flatMap((order) => orderKeys(order, plan, analyzer));
  const generator = written.find(hasGenerator);
  if (generator !== undefined)
    throw new AnalysisError('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', {
      plan: `~Sort [${written.map(nameOf).join(', ')}], true`,
    });
  if (written.some(hasWindow)) throw new AnalysisError('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'Sort' });
  const { exprs, child } = resolveAbove(written, plan.child, 'output-first', analyzer);
  for (const order of exprs) checkOrder(order);
  if (exprs.some(hasAggregate)) throw new AnalysisError('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'Sort' });
  for (const expr of exprs) {
    refuseCorrelatedScalars(expr);
    refuseMemberships(expr);
  }
  const sorted = sort(exprs, child);
  return outputOf(child).length === output.length ? sorted : project(output, sorted);
}

function orderKeys(order: Expr, plan: Sort, analyzer: Analyzer): readonly Expr[] {
  const { child, direction, nulls } = order.kind === 'SortOrder' ? order : sortOrder(order);
  const output = outputOf(plan.child);
  if (isIntegerLiteral(child)) {
    const column = output[ordinalOf(child) - 1];
    if (column === undefined)
      throw new AnalysisError('ORDER_BY_POS_OUT_OF_RANGE', { index: ordinalOf(child), size: output.length });
    return [sortOrder(column, direction, nulls)];
  }
  const isAll =
    plan.order.length === 1 &&
    child.kind === 'UnresolvedAttribute' &&
    child.nameParts.length === 1 &&
    sameName(child.nameParts[0] ?? '', 'all') &&
    lookupAmong(child.nameParts, output, analyzer.evaluation) === undefined;
  return isAll ? output.map((column) => sortOrder(column, direction, nulls)) : [sortOrder(child, direction, nulls)];
}
