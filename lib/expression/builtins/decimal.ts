import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';

/** An exact decimal: unscaled / 10^scale. */
interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

const power = (n: number): bigint => 10n ** BigInt(n);

/** Reads decimal text, also with an exponent. */
function parse(text: string): Decimal {
  const [, sign = '', integral = '', fraction = '', exponent = '0'] =
    /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text) ?? [];
  const digits = BigInt(`${integral}${fraction}` || '0');
  const scale = fraction.length - Number(exponent);
  const unscaled = sign === '-' ? -digits : digits;
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * power(-scale), scale: 0 };
}

type Rounding = 'half_up' | 'half_even' | 'floor' | 'ceiling' | 'down';

/** n / d as a whole number. */
function divideRounded(n: bigint, d: bigint, rounding: Rounding): bigint {
  const [num, den] = d < 0n ? [-n, -d] : [n, d];
  const quotient = num / den;
  const rest = num % den;
  if (rest === 0n) return quotient;
  const step = num < 0n ? -1n : 1n;
  const twice = 2n * (rest < 0n ? -rest : rest);
  switch (rounding) {
    case 'half_up':
      return twice >= den ? quotient + step : quotient;
    case 'half_even':
      return twice > den || (twice === den && quotient % 2n !== 0n) ? quotient + step : quotient;
    case 'floor':
      return num < 0n ? quotient - 1n : quotient;
    case 'ceiling':
      return num > 0n ? quotient + 1n : quotient;
    default:
      return quotient;
  }
}

function rescale({ unscaled, scale }: Decimal, to: number, rounding: Rounding = 'half_up'): Decimal {
  if (to >= scale) return { unscaled: unscaled * power(to - scale), scale: to };
  return { unscaled: divideRounded(unscaled, power(scale - to), rounding), scale: to };
}

function print({ unscaled, scale }: Decimal): string {
  if (scale <= 0) return String(unscaled * power(-scale));
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  return `${unscaled < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Both at one scale. */
function aligned(a: string, b: string): readonly [bigint, bigint, number] {
  const [x, y] = [parse(a), parse(b)];
  const scale = Math.max(x.scale, y.scale);
  return [rescale(x, scale).unscaled, rescale(y, scale).unscaled, scale];
}

const combined =
  (op: (x: bigint, y: bigint) => bigint) =>
  (a: string, b: string, scale: number): string => {
    const [x, y, exact] = aligned(a, b);
    return print(rescale({ unscaled: op(x, y), scale: exact }, scale));
  };

function multiply(a: string, b: string, scale: number): string {
  const [x, y] = [parse(a), parse(b)];
  return print(rescale({ unscaled: x.unscaled * y.unscaled, scale: x.scale + y.scale }, scale));
}

/** Null for a zero divisor, which callers have dealt with. */
function divide(a: string, b: string, scale: number): string | null {
  const [x, y] = aligned(a, b);
  return y === 0n ? null : print({ unscaled: divideRounded(x * power(scale), y, 'half_up'), scale });
}

function quotient(a: string, b: string): string | null {
  const [x, y] = aligned(a, b);
  return y === 0n ? null : String(x / y);
}

function remainder(a: string, b: string, scale: number): string | null {
  const [x, y, exact] = aligned(a, b);
  return y === 0n ? null : print(rescale({ unscaled: x % y, scale: exact }, scale));
}

/** Rounds to digits after the point, or before it where negative. */
function roundText(text: string, scale: number, rounding: Rounding): string {
  const rounded = rescale(parse(text), scale, rounding);
  return print(scale < 0 ? { unscaled: rounded.unscaled * power(-scale), scale: 0 } : rounded);
}

/** The other sign, in 34 digits as Java's decimals of 128 bits have. */
function negate(text: string, scale: number): string {
  const { unscaled, scale: digits } = parse(text);
  const excess = Math.max((unscaled < 0n ? -unscaled : unscaled).toString().length - 34, 0);
  const rounded = divideRounded(-unscaled, power(excess), 'half_even') * power(excess);
  return print(rescale({ unscaled: rounded, scale: digits }, scale));
}

/** Decimal arithmetic on text, exact and rounded half up. */
export const decimalBuiltins: readonly BuiltinJsFunction[] = [
  builtin(
    'mr_decimal_add(VARCHAR, VARCHAR, INTEGER) VARCHAR',
    combined((x, y) => x + y),
  ),
  builtin(
    'mr_decimal_subtract(VARCHAR, VARCHAR, INTEGER) VARCHAR',
    combined((x, y) => x - y),
  ),
  builtin('mr_decimal_multiply(VARCHAR, VARCHAR, INTEGER) VARCHAR', multiply),
  builtin('mr_decimal_divide(VARCHAR, VARCHAR, INTEGER) VARCHAR', divide),
  builtin('mr_decimal_quotient(VARCHAR, VARCHAR, INTEGER) VARCHAR', quotient),
  builtin('mr_decimal_remainder(VARCHAR, VARCHAR, INTEGER) VARCHAR', remainder),
  builtin('mr_decimal_negate(VARCHAR, INTEGER) VARCHAR', negate),
  builtin('mr_round_text(VARCHAR, INTEGER, VARCHAR) VARCHAR', roundText),
];
