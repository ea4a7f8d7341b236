import type { Call, Expr } from '../../expr.ts';
import { typeOf } from '../../type-of.ts';

export const isBinary = (expr: Call, index = 0): boolean => typeOf(expr.args[index] as Expr).kind === 'binary';
