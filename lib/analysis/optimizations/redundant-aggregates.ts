import { type Expr, withoutAlias } from '../../expression/expr.ts';
import { exists } from '../../expression/traverse.ts';
import { type Aggregate, aggregate, type LogicalPlan, project } from '../../plan/logical-plan.ts';
import { mapChildren } from '../../plan/traverse.ts';
import { isAggregateCall } from '../functions.ts';
import { distinctKeys } from './distinct-keys.ts';
import { isDuplicateAgnostic } from './duplicate-agnostic.ts';
import { isDeterministic, referencedIds, substitute } from './references.ts';

/** Makes one aggregate of two where the lower only removes duplicates that the upper does not mind, and leaves out one by keys that have no duplicates. */
export const removeRedundantAggregates = (plan: LogicalPlan): LogicalPlan => {
  const below = mapChildren(plan, removeRedundantAggregates);
  return below.kind === 'Aggregate' ? simplified(below) : below;
};

function simplified(upper: Aggregate): LogicalPlan {
  const lower = asAggregate(upper.child);
  if (lower !== undefined && lower.groupingExprs.length > 0 && isDuplicateAgnostic(upper.aggregateExprs)) {
    const plain = lower.aggregateExprs.filter((expr) => isDeterministic(expr) && !exists(expr, isAggregateCall));
    const ids = new Set(plain.map(idOf));
    const reads = [...upper.groupingExprs, ...upper.aggregateExprs].flatMap((expr) => [...referencedIds(expr)]);
    if (reads.every((id) => ids.has(id)))
      return simplified(aggregate({ ...upper, child: project(plain, lower.child) }));
  }
  const keys = new Set(upper.groupingExprs.map(idOf));
  const isUnique = isGroupOnly(upper) && distinctKeys(upper.child).some((ids) => ids.every((id) => keys.has(id)));
  return isUnique ? project(upper.aggregateExprs, upper.child) : upper;
}

const idOf = (expr: Expr): number | undefined =>
  expr.kind === 'Alias' || expr.kind === 'AttributeReference' ? expr.exprId : undefined;

/** An aggregate, with the projections above it taken into its list. */
function asAggregate(plan: LogicalPlan): Aggregate | undefined {
  if (plan.kind === 'Aggregate') return plan;
  if (plan.kind !== 'Project' || !plan.projectList.every(isDeterministic)) return undefined;
  const lower = asAggregate(plan.child);
  if (lower === undefined) return undefined;
  const values = new Map(
    lower.aggregateExprs.flatMap((expr): [number, Expr][] =>
      expr.kind === 'Alias' && expr.exprId !== undefined ? [[expr.exprId, expr.child]] : [],
    ),
  );
  const aggregateExprs = plan.projectList.map((expr) =>
    expr.kind === 'AttributeReference'
      ? (lower.aggregateExprs.find((own) => idOf(own) === expr.exprId) ?? expr)
      : substitute(expr, values),
  );
  return aggregate({ ...lower, aggregateExprs });
}

/** Whether the list is made of keys and constants. */
const isGroupOnly = ({ groupingExprs, aggregateExprs }: Aggregate): boolean => {
  const keys = new Set(groupingExprs.map(idOf));
  return (
    groupingExprs.length > 0 &&
    aggregateExprs.every((expr) => {
      const value = withoutAlias(expr);
      return value.kind === 'Literal' || (value.kind === 'AttributeReference' && keys.has(value.exprId));
    })
  );
};
