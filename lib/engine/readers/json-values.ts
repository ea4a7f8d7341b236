import type { ArrayType, DataType, DecimalType, MapType, StructType } from '../../types/data-type.ts';
import { dayTimeIntervalMicros, yearMonthIntervalMonths } from '../../types/time/interval-text.ts';
import { readBase64 } from './base64-text.ts';
import { decimalText } from './decimal-text.ts';
import type { JsonNode } from './json-scanner.ts';
import { storedBytes, storedDate, storedInstant, storedWallClock } from './storage-text.ts';
import type { TimeParsers } from './time-format.ts';

/** A value as JSON text for DuckDB; without a text it cannot be read at all, and `malformed` says that a part of it could not. */
export interface Outcome {
  readonly text: string | undefined;
  readonly malformed: boolean;
}

/** Turns a JSON value into the form its type is stored in. */
export type FieldConverter = (node: JsonNode, context: RecordContext) => Outcome;

/** The record as a whole cannot be read. */
export class UnreadableRecord extends Error {}

/** What conversions need besides the value. */
export interface RecordContext {
  /** The record's text, for values that are kept as written. */
  readonly text: string;
  readonly times: TimeParsers;
}

const NULL: Outcome = { text: 'null', malformed: false };
const FAULT: Outcome = { text: undefined, malformed: true };
const sound = (text: string): Outcome => ({ text, malformed: false });
const textOf = (value: string | undefined): Outcome =>
  value === undefined ? FAULT : sound(JSON.stringify(value.isWellFormed() ? value : replaceLoneSurrogates(value)));

/** Java writes half a surrogate pair as a question mark. */
const replaceLoneSurrogates = (text: string): string => text.toWellFormed().replaceAll('\ufffd', '?');

const INTEGER_RANGES: Record<string, { readonly min: bigint; readonly max: bigint; readonly bits: number }> = {
  // Jackson takes unsigned bytes too.
  byte: { min: -128n, max: 255n, bits: 8 },
  short: { min: -(2n ** 15n), max: 2n ** 15n - 1n, bits: 16 },
  integer: { min: -(2n ** 31n), max: 2n ** 31n - 1n, bits: 32 },
  long: { min: -(2n ** 63n), max: 2n ** 63n - 1n, bits: 64 },
};

const SPECIAL_NUMBERS: Record<string, string> = {
  NaN: 'NaN',
  Infinity: 'Infinity',
  '+Infinity': 'Infinity',
  '+INF': 'Infinity',
  '-Infinity': '-Infinity',
  '-INF': '-Infinity',
};

const integer =
  (kind: string): FieldConverter =>
  (node) => {
    const range = INTEGER_RANGES[kind];
    if (node.kind !== 'integer' || range === undefined) return FAULT;
    const value = BigInt(node.text);
    return value < range.min || value > range.max ? FAULT : sound(String(BigInt.asIntN(range.bits, value)));
  };

const floating =
  (round: (value: number) => number): FieldConverter =>
  (node, { times }) => {
    if (node.kind === 'integer' || node.kind === 'float') {
      const value = round(Number(node.text));
      if (!Number.isFinite(value)) return sound(value > 0 ? '"Infinity"' : '"-Infinity"');
      return sound(Object.is(value, -0) && node.kind === 'float' ? '-0.0' : String(value));
    }
    const isName = node.kind === 'special' || (node.kind === 'string' && times.nonNumericNumbers);
    const special = isName ? SPECIAL_NUMBERS[node.text] : undefined;
    return special === undefined ? FAULT : sound(`"${special}"`);
  };

/** A number is seconds; like Java's, the product of a large one wraps around. */
const instantOfSeconds = (seconds: bigint): Outcome =>
  BigInt.asIntN(64, seconds) === seconds ? textOf(storedInstant(BigInt.asIntN(64, seconds * 1_000_000n))) : FAULT;

const SCALARS: Partial<Record<DataType['kind'], FieldConverter>> = {
  null: (node) => (node.kind === 'object' || node.kind === 'array' ? FAULT : NULL),
  boolean: (node) => (node.kind === 'true' || node.kind === 'false' ? sound(node.kind) : FAULT),
  byte: integer('byte'),
  short: integer('short'),
  integer: integer('integer'),
  long: integer('long'),
  float: floating(Math.fround),
  double: floating((value) => value),
  string: (node, { text }) => textOf(node.kind === 'string' ? node.text : text.slice(node.start, node.end)),
  binary: (node) => {
    const bytes = node.kind === 'string' ? readBase64(node.text) : 'illegal';
    if (bytes === 'cut') throw new UnreadableRecord();
    return bytes === 'illegal' ? FAULT : textOf(storedBytes(bytes));
  },
  date: (node, { times }) => {
    const days = node.kind === 'string' && node.text !== '' ? times.date(node.text) : undefined;
    return days === undefined ? FAULT : textOf(storedDate(days));
  },
  timestamp: (node, { times }) => {
    if (node.kind === 'integer') return instantOfSeconds(BigInt(node.text));
    const micros = node.kind === 'string' && node.text !== '' ? times.timestamp(node.text) : undefined;
    return micros === undefined ? FAULT : textOf(storedInstant(micros));
  },
  timestamp_ntz: (node, { times }) => {
    const micros = node.kind === 'string' && node.text !== '' ? times.timestampNtz(node.text) : undefined;
    return micros === undefined ? FAULT : textOf(storedWallClock(micros));
  },
};

const decimal = (type: DecimalType): FieldConverter => {
  return (node) => {
    if (node.kind !== 'integer' && node.kind !== 'float' && node.kind !== 'string') return FAULT;
    return textOf(decimalText(node.kind === 'string' ? node.text.replaceAll(',', '') : node.text, type));
  };
};

const interval =
  (read: (text: string) => bigint | number): FieldConverter =>
  (node) => {
    try {
      return node.kind === 'string' && /\d/.test(node.text) ? sound(String(read(node.text))) : FAULT;
    } catch {
      return FAULT;
    }
  };

function scalarConverter(type: DataType): FieldConverter {
  if (type.kind === 'decimal') return decimal(type);
  if (type.kind === 'dayTimeInterval') return interval((text) => dayTimeIntervalMicros(text, type));
  if (type.kind === 'yearMonthInterval') return interval((text) => yearMonthIntervalMonths(text, type));
  return SCALARS[type.kind] ?? (() => FAULT);
}

function converter(type: DataType): FieldConverter {
  const convert = typeConverter(type);
  return (node, context) => (node.kind === 'null' ? NULL : convert(node, context));
}

function typeConverter(type: DataType): FieldConverter {
  switch (type.kind) {
    case 'struct':
      return structConverter(type);
    case 'array':
      return arrayConverter(type);
    case 'map':
      return mapConverter(type);
    default:
      return scalarConverter(type);
  }
}

/** Reads an object: a field that cannot be read is null and marks the whole as malformed; the last of equal names counts. */
export function structConverter(type: StructType): FieldConverter {
  const converters = new Map(type.fields.map((field) => [field.name, converter(field.dataType)]));
  return (node, context) => {
    if (node.kind !== 'object') return FAULT;
    const texts = new Map<string, string>();
    let malformed = false;
    for (const [name, value] of node.fields) {
      const convert = converters.get(name);
      if (convert === undefined) continue;
      const outcome = convert(value, context);
      malformed ||= outcome.malformed;
      texts.set(name, outcome.text ?? 'null');
    }
    const fields = [...texts].map(([name, text]) => `${JSON.stringify(name)}:${text}`);
    return { text: `{${fields.join(',')}}`, malformed };
  };
}

/** An element that cannot be read at all takes the whole array with it; one that can in part stays. */
function arrayConverter(type: ArrayType): FieldConverter {
  const convert = converter(type.elementType);
  return (node, context) => {
    if (node.kind !== 'array') return FAULT;
    const items = node.items.map((item) => convert(item, context));
    if (items.some((item) => item.text === undefined)) return FAULT;
    return { text: `[${items.map((item) => item.text).join(',')}]`, malformed: items.some((item) => item.malformed) };
  };
}

function mapConverter(type: MapType): FieldConverter {
  const convert = converter(type.valueType);
  return (node, context) => {
    if (node.kind !== 'object') return FAULT;
    const items = [...new Map(node.fields.map(([name, value]) => [name, convert(value, context)]))];
    if (items.some(([, item]) => item.text === undefined)) return FAULT;
    const fields = items.map(([name, item]) => `${JSON.stringify(name)}:${item.text}`);
    return { text: `{${fields.join(',')}}`, malformed: items.some(([, item]) => item.malformed) };
  };
}
