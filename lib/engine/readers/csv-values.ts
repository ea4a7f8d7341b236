import type { DataType, DecimalType } from '../../types/data-type.ts';
import { dayTimeIntervalMicros, yearMonthIntervalMonths } from '../../types/time/interval-text.ts';
import { decimalText } from './decimal-text.ts';
import { storedBytes, storedDate, storedInstant, storedWallClock } from './storage-text.ts';
import type { TimeParsers } from './time-format.ts';

/** Turns the text of a field into JSON text that DuckDB casts to the column's type; undefined: the text is no such value. */
export type CsvConverter = (text: string) => string | undefined;

/** Texts of special numbers. */
export interface SpecialNumbers {
  readonly nan: string;
  readonly positiveInfinity: string;
  readonly negativeInfinity: string;
}

const json = (value: string): string => JSON.stringify(value.isWellFormed() ? value : value.toWellFormed());
const jsonOr = (value: string | undefined): string | undefined => (value === undefined ? undefined : json(value));

const INTEGER = /^[+-]?\d+$/;
const RANGE_BITS: Partial<Record<DataType['kind'], number>> = { byte: 8, short: 16, integer: 32, long: 64 };

function integer(bits: number): CsvConverter {
  return (text) => {
    if (!INTEGER.test(text)) return undefined;
    const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
    return BigInt.asIntN(bits, value) === value ? String(value) : undefined;
  };
}

/** What Java's parseDouble takes, white space around it included. */
const FLOATING =
  /^[\0- ]*([+-]?)(?:(NaN|Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?|0[xX]((?:[\da-fA-F]+\.?[\da-fA-F]*|\.[\da-fA-F]+)[pP][+-]?\d+)[dDfF]?)[\0- ]*$/;

function floating(special: SpecialNumbers, round: (value: number) => number): CsvConverter {
  const named = new Map([
    [special.nan, '"NaN"'],
    [special.positiveInfinity, '"Infinity"'],
    [special.negativeInfinity, '"-Infinity"'],
  ]);
  return (text) => {
    const name = named.get(text);
    if (name !== undefined) return name;
    const parsed = javaDouble(text);
    if (parsed === undefined) return undefined;
    const value = round(parsed);
    if (Number.isNaN(value)) return '"NaN"';
    if (!Number.isFinite(value)) return value < 0 ? '"-Infinity"' : '"Infinity"';
    const isShort = Number.isInteger(value) && Math.abs(value) < 1e21;
    return `${Object.is(value, -0) ? '-' : ''}${isShort ? `${value}.0` : value}`;
  };
}

/** The number that Java's parseDouble reads, undefined where it reads none. */
export function javaDouble(text: string): number | undefined {
  const match = FLOATING.exec(text);
  if (match === null) return undefined;
  const [, sign, word, digits, hex] = match;
  if (word === 'NaN') return Number.NaN;
  const value = hex === undefined ? Number(digits ?? Number.POSITIVE_INFINITY) : hexDouble(hex);
  return sign === '-' ? -value : value;
}

/** `1F.8p3` is 1F.8 in hexadecimal, times 2 to the third. */
function hexDouble(text: string): number {
  const [digits = '', exponent = '0'] = text.split(/p/i);
  const [whole = '', fraction = ''] = digits.split('.');
  return Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
}

function attempt(read: (text: string) => bigint | number): CsvConverter {
  return (text) => {
    try {
      return String(read(text));
    } catch {
      return undefined;
    }
  };
}

const decimal =
  (type: DecimalType): CsvConverter =>
  (text) =>
    jsonOr(decimalText(text.replaceAll(',', ''), type));

const boolean: CsvConverter = (text) => {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word : undefined;
};

/** The converter of a type. */
export function csvConverter(type: DataType, times: TimeParsers, special: SpecialNumbers): CsvConverter {
  switch (type.kind) {
    case 'boolean':
      return boolean;
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
      return integer(RANGE_BITS[type.kind] ?? 64);
    case 'float':
      return floating(special, Math.fround);
    case 'double':
      return floating(special, (value) => value);
    case 'decimal':
      return decimal(type);
    case 'string':
      return json;
    case 'binary':
      return (text) => json(storedBytes(Buffer.from(text)));
    case 'date':
      return (text) => mapped(times.date(text), storedDate);
    case 'timestamp':
      return (text) => mapped(times.timestamp(text), storedInstant);
    case 'timestamp_ntz':
      return (text) => mapped(times.timestampNtz(text), storedWallClock);
    case 'dayTimeInterval':
      return attempt((text) => dayTimeIntervalMicros(text, type));
    case 'yearMonthInterval':
      return attempt((text) => yearMonthIntervalMonths(text, type));
    default:
      return () => undefined;
  }
}

const mapped = <T>(value: T | undefined, store: (value: T) => string): string | undefined =>
  value === undefined ? undefined : json(store(value));
