import { type Literal, literal } from '../expression/expr.ts';
import {
  ByteType,
  type DataType,
  DoubleType,
  decimalType,
  FloatType,
  IntegerType,
  LongType,
  ShortType,
  simpleString,
} from '../types/data-type.ts';
import { errorAt } from './sql-error.ts';

interface IntegralRange {
  readonly type: DataType;
  readonly min: bigint;
  readonly max: bigint;
}

const range = (type: DataType, bits: bigint): IntegralRange => ({
  type,
  min: -(2n ** (bits - 1n)),
  max: 2n ** (bits - 1n) - 1n,
});
const SUFFIXED: Readonly<Record<string, IntegralRange>> = {
  y: range(ByteType, 8n),
  s: range(ShortType, 16n),
  l: range(LongType, 64n),
};
const UNSUFFIXED: readonly IntegralRange[] = [range(IntegerType, 32n), range(LongType, 64n)];
const MAX_FLOAT = 3.4028234663852886e38;

/** The literal of a number token (`1`, `1L`, `1.5`, `1.5BD`, `1e3`), `-` already put before it; its type is the one Spark gives it. */
export function numberLiteral(text: string, sql: string, offset: number): Literal {
  const [, digits = '', suffix = ''] = /^(.*?)(bd|[lsydf])?$/i.exec(text) ?? [];
  const kind = suffix.toLowerCase();
  if (kind === 'bd') return decimalLiteral(digits, sql, offset);
  if (kind === 'd') return floatingLiteral(digits, DoubleType, Number.MAX_VALUE, sql, offset);
  if (kind === 'f') return floatingLiteral(digits, FloatType, MAX_FLOAT, sql, offset);
  if (kind !== '') return integralLiteral(digits, SUFFIXED[kind], sql, offset);
  if (/e/i.test(digits)) return floatingLiteral(digits, DoubleType, Number.MAX_VALUE, sql, offset);
  if (digits.includes('.')) return decimalLiteral(digits, sql, offset);
  const value = BigInt(digits);
  const fit = UNSUFFIXED.find(({ min, max }) => value >= min && value <= max);
  return fit === undefined ? decimalLiteral(digits, sql, offset) : integral(value, fit.type);
}

function integralLiteral(digits: string, limits: IntegralRange | undefined, sql: string, offset: number): Literal {
  if (limits === undefined || !/^-?\d+$/.test(digits)) {
    throw errorAt('INVALID_NUMERIC_LITERAL', { literal: digits }, sql, offset);
  }
  const value = BigInt(digits);
  if (value < limits.min || value > limits.max) throw outOfRange(digits, limits.type, limits, sql, offset);
  return integral(value, limits.type);
}

const integral = (value: bigint, type: DataType): Literal =>
  literal(type.kind === 'long' ? String(value) : Number(value), type);

function floatingLiteral(digits: string, type: DataType, max: number, sql: string, offset: number): Literal {
  const value = type.kind === 'float' ? Math.fround(Number(digits)) : Number(digits);
  if (!Number.isFinite(value)) throw outOfRange(digits, type, { min: -max, max }, sql, offset);
  return literal(value, type);
}

function outOfRange(
  digits: string,
  type: DataType,
  limits: { readonly min: bigint | number; readonly max: bigint | number },
  sql: string,
  offset: number,
): Error {
  const params = {
    rawStrippedQualifier: digits,
    typeName: simpleString(type),
    minValue: javaNumber(limits.min),
    maxValue: javaNumber(limits.max),
  };
  return errorAt('INVALID_NUMERIC_LITERAL_RANGE', params, sql, offset);
}

const javaNumber = (value: bigint | number): string => String(value).replace('e', 'E');

function decimalLiteral(digits: string, sql: string, offset: number): Literal {
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const power = Number(exponent) - fraction.length;
  const unscaled = `${whole}${fraction}`.replace(/^0+(?=\d)/, '') + '0'.repeat(Math.max(0, Math.min(power, 39)));
  const scale = Math.max(0, -power);
  const precision = Math.max(unscaled.length, scale);
  if (precision > 38) {
    throw errorAt('DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION', { precision, maxPrecision: 38 }, sql, offset);
  }
  return literal(decimalText(unscaled, scale, negative), decimalType(precision, scale));
}

function decimalText(unscaled: string, scale: number, negative: boolean): string {
  const padded = unscaled.padStart(scale + 1, '0');
  const text = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  return negative && /[1-9]/.test(text) ? `-${text}` : text;
}
