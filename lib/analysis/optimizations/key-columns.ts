import { type AttributeReference, alias, attributeReference, call, type Expr } from '../../expression/expr.ts';
import { typeOf } from '../../expression/type-of.ts';
import { type Join, join, type LogicalPlan, project } from '../../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../../plan/output.ts';
import { collect, transformUp } from '../../plan/traverse.ts';
import { joinConjuncts, splitConjuncts } from '../conjuncts.ts';
import { definedIds } from '../fresh-ids.ts';
import { isAttribute } from '../hidden-columns.ts';
import { isEventTime } from '../refusals/event-time.ts';
import { isDeterministic, readsOnly, referencedIds } from './references.ts';

/** In joins of streams, a computed value that equals an event time becomes a column of its side: a key that ends with the watermark, for both sides. */
export function keyColumns(plan: LogicalPlan): LogicalPlan {
  if (!collect(plan, isStreamJoin).some(hasComputedKey)) return plan;
  let last = Math.max(...definedIds(plan));
  return transformUp(plan, (node) => (isStreamJoin(node) ? withKeyColumns(node, () => ++last) : node));
}

const isStreamJoin = (node: LogicalPlan): node is Join =>
  node.kind === 'Join' && isStreaming(node.left) && isStreaming(node.right);

const conjunctsOf = ({ condition }: Join): readonly Expr[] =>
  condition === undefined ? [] : splitConjuncts(condition);

/** The two sides of an equality of an event time with something computed: `[event time, computed]`. */
function computedKey(conjunct: Expr): readonly [Expr, Expr] | undefined {
  if (conjunct.kind !== 'Call' || conjunct.name !== '=') return undefined;
  const [a, b] = conjunct.args as [Expr, Expr];
  const pair: readonly [Expr, Expr] = isEventTime(a) ? [a, b] : [b, a];
  return isEventTime(pair[0]) && !isAttribute(pair[1]) && isDeterministic(pair[1]) ? pair : undefined;
}

const hasComputedKey = (plan: Join): boolean =>
  conjunctsOf(plan).some((conjunct) => computedKey(conjunct) !== undefined);

function withKeyColumns(plan: Join, nextExprId: () => number): LogicalPlan {
  const added: Record<'left' | 'right', Expr[]> = { left: [], right: [] };
  const conjuncts = conjunctsOf(plan).map((conjunct) => {
    const pair = computedKey(conjunct);
    if (pair === undefined || referencedIds(pair[1]).size === 0) return conjunct;
    const [time, value] = pair;
    const side = (['left', 'right'] as const).find((name) => readsOnly(value, outputOf(plan[name])));
    if (side === undefined || readsOnly(time, outputOf(plan[side]))) return conjunct;
    const key: AttributeReference = attributeReference({ name: 'key', exprId: nextExprId(), dataType: typeOf(value) });
    added[side].push(alias(value, key.name, key.exprId));
    return call('=', [time, key], { dataType: conjunct.kind === 'Call' ? conjunct.dataType : undefined });
  });
  if (added.left.length + added.right.length === 0) return plan;
  const extended = (child: LogicalPlan, more: readonly Expr[]) =>
    more.length === 0 ? child : project([...outputOf(child), ...more], child);
  return project(
    outputOf(plan),
    join({
      ...plan,
      left: extended(plan.left, added.left),
      right: extended(plan.right, added.right),
      condition: joinConjuncts(conjuncts),
    }),
  );
}
