import type { DataType, StructType } from '../../types/data-type.ts';
import { type Row, Timestamp, type Value } from '../../types/value.ts';

/**
 * One row as a test writes it: values by position, or an object by column name. At any depth a Date or an ISO text stands for a timestamp (UTC where it
 * names no zone), a number for a long or decimal, a list or an object for a struct, an object for a map of texts.
 */
export type MemoryRow = readonly unknown[] | { readonly [column: string]: unknown };

/** The row with its values in the canonical form; `owner` is whose columns they are, for the message. */
export function toRow(row: MemoryRow, schema: StructType, owner: string): Row {
  const names = schema.fields.map((field) => field.name);
  if (Array.isArray(row)) {
    if (row.length > names.length)
      throw new TypeError(`A row has ${row.length} values; the columns of ${owner} are ${names.join(', ')}.`);
    return schema.fields.map((field, i) => toValue(row[i], field.dataType));
  }
  const byName = row as { readonly [column: string]: unknown };
  const unknown = Object.keys(byName).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`There is no column "${unknown}" in ${owner}; its columns are ${names.join(', ')}.`);
  return schema.fields.map((field) => toValue(byName[field.name], field.dataType));
}

function toValue(given: unknown, type: DataType): Value {
  if (given === undefined || given === null) return null;
  switch (type.kind) {
    case 'timestamp':
      return toTimestamp(given);
    case 'long':
      return typeof given === 'number' ? BigInt(given) : (given as Value);
    case 'decimal':
      return typeof given === 'number' ? given.toFixed(type.scale) : (given as Value);
    case 'array':
      return (given as readonly unknown[]).map((item) => toValue(item, type.elementType));
    case 'map': {
      const entries = given instanceof Map ? [...given] : Object.entries(given);
      return new Map(entries.map(([key, value]) => [toValue(key, type.keyType), toValue(value, type.valueType)]));
    }
    case 'struct': {
      const values = toRow(given as MemoryRow, type, 'the struct');
      return Object.fromEntries(type.fields.map((field, i) => [field.name, values[i] ?? null]));
    }
    default:
      return given as Value;
  }
}

function toTimestamp(given: unknown): Value {
  if (given instanceof Date) return Timestamp.fromDate(given);
  if (typeof given !== 'string') return given as Value;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(
    given,
  );
  const [, day = '', time = '00:00:00', fraction = '', zone = 'Z'] = match ?? [];
  const seconds = Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(seconds)) throw new TypeError(`"${given}" is no timestamp; write it like 2024-01-31T12:00:00.000Z.`);
  return new Timestamp(BigInt(seconds) * 1000n + BigInt(fraction.padEnd(6, '0')));
}
