import { type DataType, type DecimalType, decimalType } from '../types/data-type.ts';

const MAX_PRECISION = 38;
/** Digits after the point that survive when a result would need more than 38 digits. */
const MIN_ADJUSTED_SCALE = 6;

const DECIMAL_OF: Readonly<Partial<Record<DataType['kind'], DecimalType>>> = Object.freeze({
  byte: decimalType(3, 0),
  short: decimalType(5, 0),
  integer: decimalType(10, 0),
  long: decimalType(20, 0),
  float: decimalType(14, 7),
  double: decimalType(30, 15),
});

/** The decimal that holds every value of a numeric type (floats: Spark's convention). */
export function decimalFor(type: DataType): DecimalType | undefined {
  return type.kind === 'decimal' ? type : DECIMAL_OF[type.kind];
}

/** A decimal with at most 38 digits, cut on both sides. */
export const boundedDecimal = (precision: number, scale: number): DecimalType =>
  decimalType(Math.min(precision, MAX_PRECISION), Math.min(scale, MAX_PRECISION));

/** Spark's `adjustPrecisionScale`: integral digits are kept, fraction digits given up down to six. */
function adjustedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= MAX_PRECISION) return decimalType(precision, scale);
  const integral = precision - scale;
  const kept = Math.max(MAX_PRECISION - integral, Math.min(scale, MIN_ADJUSTED_SCALE));
  return decimalType(MAX_PRECISION, kept);
}

/** The decimal wide enough for both. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const integral = Math.max(a.precision - a.scale, b.precision - b.scale);
  return boundedDecimal(integral + scale, scale);
}

/**
 * Result of decimal arithmetic:
 *
 * | op    | precision                         | scale               |
 * | ----- | --------------------------------- | ------------------- |
 * | `+ -` | max(s1, s2) + max(p1-s1, p2-s2)+1 | max(s1, s2)         |
 * | `*`   | p1 + p2 + 1                       | s1 + s2             |
 * | `/`   | p1 - s1 + s2 + scale              | max(6, s1 + p2 + 1) |
 * | `%`   | min(p1-s1, p2-s2) + max(s1, s2)   | max(s1, s2)         |
 */
export const decimalResult: Readonly<
  Record<'+' | '-' | '*' | '/' | '%' | 'div', (a: DecimalType, b: DecimalType) => DecimalType>
> = Object.freeze({
  '+': sumType,
  '-': sumType,
  '*': (a: DecimalType, b: DecimalType) => adjustedDecimal(a.precision + b.precision + 1, a.scale + b.scale),
  '/': (a: DecimalType, b: DecimalType) => {
    const scale = Math.max(MIN_ADJUSTED_SCALE, a.scale + b.precision + 1);
    return adjustedDecimal(a.precision - a.scale + b.scale + scale, scale);
  },
  '%': (a: DecimalType, b: DecimalType) => {
    const scale = Math.max(a.scale, b.scale);
    return adjustedDecimal(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
  },
  div: (a: DecimalType, b: DecimalType) => adjustedDecimal(Math.max(a.precision - a.scale + b.scale, 1), 0),
});

function sumType(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return adjustedDecimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}
