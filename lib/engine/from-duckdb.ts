import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { AtomicKind, DataType, MapType, StructType } from '../types/data-type.ts';
import { sqlName } from '../types/data-type.ts';
import { dateText, wallClockText } from '../types/time/calendar-text.ts';
import { dayTimeIntervalText, yearMonthIntervalText } from '../types/time/interval-text.ts';
import { Timestamp, type Value } from '../types/value.ts';
import { formatInterval } from '../util/interval.ts';

/** Turns what DuckDB hands out for a column into the canonical value; never called with null. */
export type FromDuckDb = (value: Exclude<DuckDBValue, null>) => Value;

/** The types whose DuckDB value is the canonical value already. */
const UNCHANGED: ReadonlySet<string> = new Set<DataType['kind']>([
  'null',
  'boolean',
  'byte',
  'short',
  'integer',
  'long',
  'float',
  'double',
  'string',
]);

function wrongValue(type: DataType, value: DuckDBValue): never {
  throw new TypeError(`a column of type ${sqlName(type)} holds a DuckDB ${value?.constructor.name ?? typeof value}`);
}

const CONVERTED: Partial<Record<AtomicKind, (value: DuckDBValue, type: DataType) => Value>> = {
  binary: (value, type) => (value instanceof DuckDBBlobValue ? new Uint8Array(value.bytes) : wrongValue(type, value)),
  date: (value, type) => (value instanceof DuckDBDateValue ? dateText(value.days) : wrongValue(type, value)),
  timestamp: (value, type) =>
    value instanceof DuckDBTimestampTZValue ? new Timestamp(value.micros) : wrongValue(type, value),
  timestamp_ntz: (value, type) =>
    value instanceof DuckDBTimestampValue ? wallClockText(value.micros) : wrongValue(type, value),
  calendarInterval: (value, type) =>
    value instanceof DuckDBIntervalValue
      ? formatInterval({ months: value.months, days: value.days, microseconds: value.micros })
      : wrongValue(type, value),
};

/** The converter of a type, or undefined where a value stays as it is. */
export function fromDuckDb(type: DataType): FromDuckDb | undefined {
  if (UNCHANGED.has(type.kind)) return undefined;
  switch (type.kind) {
    case 'decimal':
      return (value) => (value instanceof DuckDBDecimalValue ? value.toString() : wrongValue(type, value));
    case 'dayTimeInterval':
      return (value) => (typeof value === 'bigint' ? dayTimeIntervalText(value, type) : wrongValue(type, value));
    case 'yearMonthInterval':
      return (value) => (typeof value === 'number' ? yearMonthIntervalText(value, type) : wrongValue(type, value));
    case 'array': {
      const element = nullSafe(type.elementType);
      return (value) => (value instanceof DuckDBListValue ? value.items.map(element) : wrongValue(type, value));
    }
    case 'map':
      return mapFromDuckDb(type);
    case 'struct':
      return structFromDuckDb(type);
    default: {
      const convert = CONVERTED[type.kind];
      return (value) => convert?.(value, type) ?? wrongValue(type, value);
    }
  }
}

function nullSafe(type: DataType): (value: DuckDBValue) => Value {
  const convert = fromDuckDb(type);
  if (convert === undefined) return (value) => value as Value;
  return (value) => (value === null ? null : convert(value));
}

function mapFromDuckDb(type: MapType): FromDuckDb {
  const key = nullSafe(type.keyType);
  const item = nullSafe(type.valueType);
  return (value) =>
    value instanceof DuckDBMapValue
      ? new Map(value.entries.map((entry) => [key(entry.key), item(entry.value)]))
      : wrongValue(type, value);
}

function structFromDuckDb(type: StructType): FromDuckDb {
  const fields = type.fields.map((field) => ({ name: field.name, convert: nullSafe(field.dataType) }));
  return (value) => {
    if (!(value instanceof DuckDBStructValue)) return wrongValue(type, value);
    const result: Record<string, Value> = {};
    for (const { name, convert } of fields) result[name] = convert(value.entries[name] ?? null);
    return result;
  };
}
