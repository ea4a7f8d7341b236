import {
  blobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
  listValue,
  mapValue,
  structValue,
} from '@duckdb/node-api';
import type { AtomicKind, DataType, DecimalType, MapType, StructType } from '../types/data-type.ts';
import { sqlName } from '../types/data-type.ts';
import { dateDays, wallClockMicros } from '../types/time/calendar-text.ts';
import { dayTimeIntervalMicros, yearMonthIntervalMonths } from '../types/time/interval-text.ts';
import { Timestamp, type Value } from '../types/value.ts';
import { readIntervalText } from '../util/interval.ts';

/** Turns a canonical value into what DuckDB takes for its column; never called with null. */
export type ToDuckDb = (value: Exclude<Value, null>) => DuckDBValue;

function wrongValue(type: DataType, value: Value): never {
  const shown = typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
  throw new TypeError(`${shown} is not a value of type ${sqlName(type)}`);
}

const number: (value: Value, type: DataType) => DuckDBValue = (value, type) =>
  typeof value === 'number' ? value : wrongValue(type, value);

const ATOMIC: Record<AtomicKind, (value: Value, type: DataType) => DuckDBValue> = {
  null: () => null,
  boolean: (value, type) => (typeof value === 'boolean' ? value : wrongValue(type, value)),
  byte: number,
  short: number,
  integer: number,
  long: (value, type) => {
    if (typeof value === 'bigint') return value;
    return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : wrongValue(type, value);
  },
  float: number,
  double: number,
  string: (value, type) => (typeof value === 'string' ? value : wrongValue(type, value)),
  binary: (value, type) => (value instanceof Uint8Array ? blobValue(value) : wrongValue(type, value)),
  date: (value, type) => (typeof value === 'string' ? new DuckDBDateValue(dateDays(value)) : wrongValue(type, value)),
  timestamp: (value, type) =>
    value instanceof Date ? new DuckDBTimestampTZValue(Timestamp.fromDate(value).epochMicros) : wrongValue(type, value),
  timestamp_ntz: (value, type) =>
    typeof value === 'string' ? new DuckDBTimestampValue(wallClockMicros(value)) : wrongValue(type, value),
  calendarInterval: (value, type) => {
    const interval = typeof value === 'string' ? readIntervalText(value) : wrongValue(type, value);
    if ('fault' in interval) return wrongValue(type, value);
    return new DuckDBIntervalValue(interval.months, interval.days, interval.microseconds);
  },
};

/** The converter of a type. It checks the JavaScript type of what it is given and throws a TypeError or RangeError that names the value. */
export function toDuckDb(type: DataType): ToDuckDb {
  switch (type.kind) {
    case 'decimal':
      return (value) => new DuckDBDecimalValue(unscaled(value, type), type.precision, type.scale);
    case 'dayTimeInterval':
      return (value) => (typeof value === 'string' ? dayTimeIntervalMicros(value, type) : wrongValue(type, value));
    case 'yearMonthInterval':
      return (value) => (typeof value === 'string' ? yearMonthIntervalMonths(value, type) : wrongValue(type, value));
    case 'array': {
      const element = nullSafe(type.elementType);
      return (value) => (Array.isArray(value) ? listValue(value.map(element)) : wrongValue(type, value));
    }
    case 'map':
      return mapToDuckDb(type);
    case 'struct':
      return structToDuckDb(type);
    default: {
      const convert = ATOMIC[type.kind];
      return (value) => convert(value, type);
    }
  }
}

const nullSafe = (type: DataType): ((value: Value | undefined) => DuckDBValue) => {
  const convert = toDuckDb(type);
  return (value) => (value === null || value === undefined ? null : convert(value));
};

function mapToDuckDb(type: MapType): ToDuckDb {
  const key = nullSafe(type.keyType);
  const item = nullSafe(type.valueType);
  return (value) =>
    value instanceof Map
      ? mapValue([...value].map(([k, v]) => ({ key: key(k), value: item(v) })))
      : wrongValue(type, value);
}

function structToDuckDb(type: StructType): ToDuckDb {
  const fields = type.fields.map((field) => ({ name: field.name, convert: nullSafe(field.dataType) }));
  return (value) => {
    if (typeof value !== 'object' || Array.isArray(value) || value instanceof Map || value instanceof Date)
      return wrongValue(type, value);
    const entries = value as { readonly [field: string]: Value };
    return structValue(Object.fromEntries(fields.map(({ name, convert }) => [name, convert(entries[name])])));
  };
}

const DECIMAL_TEXT = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** Decimal text as an integer scaled to the type; digits that the type cannot hold are an error, not a rounding. */
function unscaled(value: Value, type: DecimalType): bigint {
  const match = typeof value === 'string' ? DECIMAL_TEXT.exec(value) : null;
  if (match === null) return wrongValue(type, value);
  const [, sign, whole = '', fraction = ''] = match;
  const kept = fraction.slice(0, type.scale).padEnd(type.scale, '0');
  const digits = BigInt(`${whole}${kept}` || '0');
  const fits = /^0*$/.test(fraction.slice(type.scale)) && digits < 10n ** BigInt(type.precision);
  if (!fits || whole + fraction === '') throw new RangeError(`"${value}" does not fit into ${sqlName(type)}`);
  return sign === '-' ? -digits : digits;
}
