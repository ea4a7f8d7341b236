import type { Expr } from './expr.ts';
import { exists } from './traverse.ts';

const VARYING: ReadonlySet<Expr['kind']> = new Set(['AttributeReference', 'LambdaVariable', 'SubqueryExpr']);

/** Whether an expression has one value for all rows, known before there are any. */
export const isFoldable = (expr: Expr): boolean => !exists(expr, ({ kind }) => VARYING.has(kind));
