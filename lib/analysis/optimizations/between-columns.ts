import { type AttributeReference, alias, attributeReference, type Call, type Expr } from '../../expression/expr.ts';
import { exists, transformUp as transformExpr } from '../../expression/traverse.ts';
import { typeOf } from '../../expression/type-of.ts';
import { type Join, join, type LogicalPlan, project } from '../../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../../plan/output.ts';
import { exists as planExists, transformUp } from '../../plan/traverse.ts';
import { definedIds } from '../fresh-ids.ts';
import { isDeterministic, readsOnly, referencedIds } from './references.ts';

/**
 * In ON of joins of streams, what BETWEEN tests becomes a column of its side where it is computed, as Spark computes it once: such a column is no event time,
 * and the event time that it is made of goes unless something else reads it.
 */
export function betweenColumns(plan: LogicalPlan): LogicalPlan {
  if (!planExists(plan, testsComputed)) return plan;
  let last = Math.max(...definedIds(plan));
  return transformUp(plan, (node) => (testsComputed(node) ? withColumns(node, () => ++last) : node));
}

const testsComputed = (node: LogicalPlan): node is Join =>
  node.kind === 'Join' &&
  node.condition !== undefined &&
  isStreaming(node.left) &&
  isStreaming(node.right) &&
  exists(node.condition, (part) => isComputedBetween(part) && sideOf(part, node) !== undefined);

const isComputedBetween = (expr: Expr): expr is Call =>
  expr.kind === 'Call' && expr.name === 'between' && expr.args[0] !== undefined && !isCheap(expr.args[0]);

const isCheap = (expr: Expr): boolean =>
  expr.kind === 'AttributeReference' ||
  referencedIds(expr).size === 0 ||
  (expr.kind === 'GetStructField' && isCheap(expr.child));

/** The side whose columns are all that is tested. */
function sideOf({ args: [tested] }: Call, { left, right }: Join): 'left' | 'right' | undefined {
  if (tested === undefined || !isDeterministic(tested)) return undefined;
  if (readsOnly(tested, outputOf(left))) return 'left';
  return readsOnly(tested, outputOf(right)) ? 'right' : undefined;
}

function withColumns(plan: Join, nextExprId: () => number): LogicalPlan {
  const added: Record<'left' | 'right', Expr[]> = { left: [], right: [] };
  const replace = (expr: Expr): Expr => {
    const side = isComputedBetween(expr) ? sideOf(expr, plan) : undefined;
    if (side === undefined || expr.kind !== 'Call') return expr;
    const [tested, ...bounds] = expr.args as [Expr, ...Expr[]];
    const column: AttributeReference = attributeReference({
      name: 'tested',
      exprId: nextExprId(),
      dataType: typeOf(tested),
    });
    added[side].push(alias(tested, column.name, column.exprId));
    return Object.freeze({ ...expr, args: [column, ...bounds] });
  };
  const condition = plan.condition && transformExpr(plan.condition, replace);
  const extended = (child: LogicalPlan, more: readonly Expr[]) =>
    more.length === 0 ? child : project([...outputOf(child), ...more], child);
  const [left, right] = [extended(plan.left, added.left), extended(plan.right, added.right)];
  return project(outputOf(plan), join({ ...plan, left, right, condition }));
}
