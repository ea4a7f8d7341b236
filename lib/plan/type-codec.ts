import type { AtomicKind, DataType, StructType } from '../types/data-type.ts';
import { boolean, type Codec, type Fields, list, node, number, object, oneOf, string } from './codec.ts';

const dayTimeField = oneOf('day', 'hour', 'minute', 'second');
const yearMonthField = oneOf('year', 'month');
const type: Codec<DataType> = (json, path) => dataType(json, path);
const fields: Fields<StructType> = { fields: list(object({ name: string, dataType: type, nullable: boolean })) };
const none: Record<AtomicKind, object> = {
  null: {},
  boolean: {},
  byte: {},
  short: {},
  integer: {},
  long: {},
  float: {},
  double: {},
  string: {},
  binary: {},
  date: {},
  timestamp: {},
  timestamp_ntz: {},
  calendarInterval: {},
};

/** Reads a data type. */
export const dataType: Codec<DataType> = node<DataType>('data type', {
  ...none,
  decimal: { precision: number, scale: number },
  dayTimeInterval: { start: dayTimeField, end: dayTimeField },
  yearMonthInterval: { start: yearMonthField, end: yearMonthField },
  array: { elementType: type },
  map: { keyType: type, valueType: type },
  struct: fields,
});

/** Reads a schema. */
export const schema: Codec<StructType> = node<StructType>('schema', { struct: fields });
