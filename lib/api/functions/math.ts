import type { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Apply } from '../typing/expression-type.ts';
import { binary, invoke, unary, unaryBy, withLiterals } from './call-function.ts';

export const abs = unaryBy('numericSame', 'abs');
export const negate = unaryBy('numericSame', 'negative');
export const sqrt = unaryBy('numericDouble', 'sqrt');
export const cbrt = unaryBy('numericDouble', 'cbrt');
export const exp = unaryBy('numericDouble', 'exp');
export const ln = unaryBy('numericDouble', 'ln');
export const log10 = unaryBy('numericDouble', 'log10');
export const log2 = unaryBy('numericDouble', 'log2');
export const sin = unaryBy('numericDouble', 'sin');
export const cos = unaryBy('numericDouble', 'cos');
export const tan = unaryBy('numericDouble', 'tan');
export const atan2 = binary<'double' | null>('atan2');
export const degrees = unaryBy('numericDouble', 'degrees');
export const radians = unaryBy('numericDouble', 'radians');
export const signum = unaryBy('numericDouble', 'signum');
export const ceil = unaryBy('wholeNumber', 'ceil');
export const floor = unaryBy('wholeNumber', 'floor');
export const hex = unary<'string' | null>('hex');
export const bin = unary<'string' | null>('bin');
/** A number in another base: `conv('n', 10, 16)`. */
export const conv = withLiterals<'string' | null, [fromBase: number, toBase: number]>('conv');

/** Rounds halves away from zero, to `scale` decimals. */
export const round = <const A extends ColumnOrName>(
  column: A,
  scale = 0,
): Column<Apply<'numericSame', [ExpressionOf<A>]>> => invoke('round', [column], [scale]);

/** Rounds halves to the even neighbour, to `scale` decimals. */
export const bround = <const A extends ColumnOrName>(
  column: A,
  scale = 0,
): Column<Apply<'numericSame', [ExpressionOf<A>]>> => invoke('bround', [column], [scale]);

/** `base` to the power of a column or a number. */
export const pow = <const A extends ColumnOrName, const B extends ColumnOrName | number>(
  base: A,
  exponent: B,
): Column<Apply<'numericDouble', [ExpressionOf<A>, B extends number ? 'double' : ExpressionOf<B>]>> =>
  typeof exponent === 'number' ? invoke('pow', [base], [exponent]) : invoke('pow', [base, exponent]);
