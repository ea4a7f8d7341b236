import { type DataType, type DecimalType, DoubleType, decimalType } from '../types/data-type.ts';
import { decimalFor } from './decimal-types.ts';

/** Most digits of a decimal. */
export const MAX_INFERRED_DIGITS = 38;
const WHOLE = ['integer', 'long'];

/** The digits of a number's text in Java's reckoning: without leading zeros, and how many stand after the point; below zero for zeros that an exponent adds. */
export interface NumberDigits {
  readonly precision: number;
  readonly scale: number;
}

const NUMBER = /^[+-]?(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,9}))?$/;

/** The digits of a text that is a number, undefined for any other. */
export function numberDigits(text: string): NumberDigits | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, whole = '', after, alone, exponent = '0'] = match;
  const fraction = after ?? alone ?? '';
  const digits = (whole + fraction).replace(/^0+/, '');
  return { precision: Math.max(1, digits.length), scale: fraction.length - Number(exponent) };
}

/** The type that schema inference gives a column with numbers of both types: a decimal that would need more than 38 digits is a double. Undefined where one is no number. */
export function widerInferred(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === b.kind && a.kind !== 'decimal') return a;
  if (a.kind === 'decimal' || b.kind === 'decimal') return widerDecimal(a, b);
  const kinds = [a.kind, b.kind];
  if (!kinds.every((kind) => kind === 'double' || WHOLE.includes(kind))) return undefined;
  if (kinds.includes('double')) return DoubleType;
  return a.kind === 'long' ? a : b;
}

function widerDecimal(a: DataType, b: DataType): DataType | undefined {
  const [x, y] = [a, b].map((type) => (isWhole(type) ? decimalFor(type) : undefined));
  if (x !== undefined && y !== undefined) return joined(x, y);
  const isNumber = (type: DataType): boolean => type.kind === 'double' || isWhole(type);
  return isNumber(a) && isNumber(b) ? DoubleType : undefined;
}

const isWhole = ({ kind }: DataType): boolean => kind === 'decimal' || WHOLE.includes(kind);

function joined(a: DecimalType, b: DecimalType): DataType {
  const scale = Math.max(a.scale, b.scale);
  const precision = Math.max(a.precision - a.scale, b.precision - b.scale) + scale;
  return precision > MAX_INFERRED_DIGITS ? DoubleType : decimalType(precision, scale);
}
