import { call, type Expr, literal } from '../../expression/expr.ts';
import { resolveCall } from '../../expression/function-registry.ts';
import type { Generate } from '../../plan/logical-plan.ts';
import { IntegerType } from '../../types/data-type.ts';
import { isAttribute } from '../hidden-columns.ts';

const ONE_ROW_PER_ELEMENT: readonly string[] = ['explode', 'inline', 'posexplode'];
const CONTEXT = Object.freeze({ ansi: true, timeZone: 'UTC' });

/** A row whose array or map is null or empty makes no row: Spark drops it first, so that it moves no watermark. It does so for plain columns only. */
export function elementPredicates({ generator, outer }: Generate): readonly Expr[] {
  if (outer || generator.kind !== 'Call' || !ONE_ROW_PER_ELEMENT.includes(generator.name)) return [];
  const [list] = generator.args;
  if (list === undefined || !isAttribute(list)) return [];
  const size = resolveCall(call('size', [list]), CONTEXT);
  return [
    resolveCall(call('>', [size, literal(0, IntegerType)]), CONTEXT),
    resolveCall(call('isnotnull', [list]), CONTEXT),
  ];
}
