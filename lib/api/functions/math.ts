import { literal } from '../../expression/expr.ts';
import { DoubleType } from '../../types/data-type.ts';
import { Column } from '../column.ts';
import { doubleValue } from '../literal-value.ts';
import type { ColumnOrName, ExpressionOf, LiteralTag } from '../typing/argument.ts';
import type { Apply } from '../typing/expression-type.ts';
import { binary, binaryBy, invoke, nullary, ofColumns, unary, unaryBy, withLiterals } from './call-function.ts';

export const abs = unaryBy('numericSame', 'abs');
export const negate = unaryBy('numericSame', 'negative');
/** The same as {@link negate}. */
export const negative = negate;
/** The value itself. */
export const positive = unaryBy('numericSame', 'positive');
export const tryAdd = binaryBy('tried', 'try_add');
export const trySubtract = binaryBy('tried', 'try_subtract');
export const tryMultiply = binaryBy('tried', 'try_multiply');
export const tryMod = binaryBy('tried', 'try_mod');
/** The quotient, null where the divisor is 0. */
export const tryDivide = binaryBy('triedQuotient', 'try_divide');
/** 0 in place of null. */
export const zeroifnull = <const A extends ColumnOrName>(
  column: A,
): Column<Apply<'coalesce', [ExpressionOf<A>, 'int']>> => invoke('zeroifnull', [column]);
/** Null in place of 0. */
export const nullifzero = unaryBy('orNull', 'nullifzero');
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
export const asin = unaryBy('numericDouble', 'asin');
export const acos = unaryBy('numericDouble', 'acos');
export const atan = unaryBy('numericDouble', 'atan');
export const sinh = unaryBy('numericDouble', 'sinh');
export const cosh = unaryBy('numericDouble', 'cosh');
export const tanh = unaryBy('numericDouble', 'tanh');
export const asinh = unaryBy('numericDouble', 'asinh');
export const acosh = unaryBy('numericDouble', 'acosh');
export const atanh = unaryBy('numericDouble', 'atanh');
export const cot = unaryBy('numericDouble', 'cot');
export const sec = unaryBy('numericDouble', 'sec');
export const csc = unaryBy('numericDouble', 'csc');
export const expm1 = unaryBy('numericDouble', 'expm1');
export const log1p = unaryBy('numericDouble', 'log1p');
/** The nearest whole number as a double, the even one between two. */
export const rint = unaryBy('numericDouble', 'rint');
export const e = nullary<'double'>('e');
export const pi = nullary<'double'>('pi');
/** n!; null outside of 0 to 20. */
export const factorial = unary<'bigint' | null>('factorial');
/** The length of the hypotenuse. */
export const hypot = ofColumns<'double' | null, [ColumnOrName | number, ColumnOrName | number]>('hypot');
/** The first column, or the second where the first is NaN. */
export const nanvl = ofColumns<'double' | null, [ColumnOrName, ColumnOrName]>('nanvl');
/** The number of the bucket of equal width a value falls into. */
export const widthBucket = ofColumns<
  'bigint' | null,
  [value: ColumnOrName, min: ColumnOrName, max: ColumnOrName, buckets: ColumnOrName | number]
>('width_bucket');
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

/** The remainder made positive. */
export const pmod = <const A extends ColumnOrName | number, const B extends ColumnOrName | number>(
  dividend: A,
  divisor: B,
): Column<Apply<'tried', [NumberOrColumn<A>, NumberOrColumn<B>]>> =>
  ofColumns<never, [ColumnOrName | number, ColumnOrName | number]>('pmod')(dividend, divisor) as Column<never, never>;

/** The natural logarithm of a column, or with two arguments that to a base. */
export function log<const A extends ColumnOrName>(column: A): Column<Apply<'numericDouble', [ExpressionOf<A>]>>;
export function log<const A extends ColumnOrName>(
  base: number,
  column: A,
): Column<Apply<'numericDouble', [ExpressionOf<A>]>>;
export function log(first: ColumnOrName | number, second?: ColumnOrName): Column<never, never> {
  if (typeof first !== 'number') return invoke('log', [first]);
  return invoke('log', [
    new Column(() => literal(doubleValue(first), DoubleType)),
    ...(second === undefined ? [] : [second]),
  ]);
}

type NumberOrColumn<A> = A extends number ? LiteralTag<A> : ExpressionOf<A>;
