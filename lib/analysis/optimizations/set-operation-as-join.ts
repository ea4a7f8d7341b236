import { alias, attributeReference, call, type Expr, literal } from '../../expression/expr.ts';
import { resolveCall } from '../../expression/function-registry.ts';
import {
  aggregate,
  distinct,
  filter,
  generate,
  type Join,
  join,
  type LogicalPlan,
  project,
  union,
} from '../../plan/logical-plan.ts';
import { attributeOf, isStreaming, outputOf } from '../../plan/output.ts';
import { transformUp } from '../../plan/traverse.ts';
import { LongType } from '../../types/data-type.ts';
import { definedIds } from '../fresh-ids.ts';

const CONTEXT = Object.freeze({ ansi: true, timeZone: 'UTC' });
const resolved = (name: string, ...args: readonly Expr[]): Expr => resolveCall(call(name, args), CONTEXT);

/**
 * EXCEPT and INTERSECT are the distinct rows of an anti or semi join. EXCEPT ALL of a stream counts rows, those of the table against them; the ALL forms of
 * tables stay.
 */
export function setOperationAsJoin(plan: LogicalPlan): LogicalPlan {
  let last = Math.max(0, ...definedIds(plan));
  return transformUp(plan, (node) => {
    if (node.kind !== 'Join') return node;
    if (node.variant === 'distinctRows') return distinct(join({ ...node, variant: undefined }));
    return node.variant === 'allRows' && isStreaming(node) ? countedRows(node, () => ++last) : node;
  });
}

/** Each row as often as the left side has it more than the right side, over all batches: the table counts again in each. */
function countedRows({ left, right }: Join, nextExprId: () => number): LogicalPlan {
  const counted = (side: LogicalPlan, weight: string): LogicalPlan =>
    project([...outputOf(side), alias(literal(weight, LongType), 'vcol', nextExprId())], side);
  const sides = [counted(left, '1'), counted(right, '-1')];
  const weight = attributeReference({ name: 'vcol', exprId: nextExprId(), dataType: LongType });
  const columns = outputOf(left);
  const all = union(sides, false, [...columns, weight]);
  const sum = alias(resolved('sum', weight), 'sum', nextExprId());
  const total = attributeOf(sum);
  if (total === undefined) return all;
  const one = literal('1', LongType);
  const sums = filter(
    resolved('>=', total, one),
    aggregate({ groupingExprs: columns, aggregateExprs: [...columns, sum], child: all }),
  );
  const repeated = generate({
    generator: resolved('explode', resolved('sequence', one, total)),
    output: [attributeReference({ name: 'col', exprId: nextExprId(), dataType: LongType })],
    child: sums,
  });
  return project(columns, repeated);
}
