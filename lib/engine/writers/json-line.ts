import { bigDecimalText, doubleText, floatText } from '../../expression/builtins/number-text.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { type Row, Timestamp, type Value } from '../../types/value.ts';
import { flag } from '../readers/record-options.ts';
import { type TimePrinters, timePrinters } from './time-text.ts';

type Print = (value: Exclude<Value, null>) => string;

const special = (text: string): string => (/^-?\d/.test(text) ? text : `"${text}"`);

const SCALARS: Partial<Record<DataType['kind'], (value: Value, times: TimePrinters) => string>> = {
  boolean: String,
  byte: String,
  short: String,
  integer: String,
  long: String,
  float: (value) => special(floatText(value as number)),
  double: (value) => special(doubleText(value as number)),
  decimal: (value) => bigDecimalText(value as string),
  binary: (value) => `"${Buffer.from(value as Uint8Array).toString('base64')}"`,
  date: (value, times) => JSON.stringify(times.date(value as string)),
  timestamp: (value, times) => JSON.stringify(times.timestamp(Timestamp.fromDate(value as Timestamp))),
  timestamp_ntz: (value, times) => JSON.stringify(times.timestampNtz(value as string)),
};

/** Prints rows as Spark's JSON writer does: null fields are left out unless `ignoreNullFields` is false. */
export function jsonLine(
  schema: StructType,
  options: Readonly<Record<string, string>>,
  timeZone: string,
): (row: Row) => string {
  const keepsNulls = !flag(options, 'ignoreNullFields', true);
  const times = timePrinters(options, timeZone);
  const fields = schema.fields.map((field) => ({
    name: JSON.stringify(field.name),
    print: printer(field.dataType, times, keepsNulls),
  }));
  return (row) => {
    const parts: string[] = [];
    for (const [index, { name, print }] of fields.entries()) {
      const value = row[index] ?? null;
      if (value !== null) parts.push(`${name}:${print(value)}`);
      else if (keepsNulls) parts.push(`${name}:null`);
    }
    return `{${parts.join(',')}}`;
  };
}

function printer(type: DataType, times: TimePrinters, keepsNulls: boolean): Print {
  switch (type.kind) {
    case 'array': {
      const print = orNull(printer(type.elementType, times, keepsNulls));
      return (value) => `[${(value as readonly Value[]).map(print).join(',')}]`;
    }
    case 'map': {
      const print = orNull(printer(type.valueType, times, keepsNulls));
      return (value) => {
        const entries = [...(value as ReadonlyMap<Value, Value>)];
        return `{${entries.map(([key, item]) => `${JSON.stringify(String(key))}:${print(item)}`).join(',')}}`;
      };
    }
    case 'struct': {
      const fields = type.fields.map((field) => ({
        name: field.name,
        print: orNull(printer(field.dataType, times, keepsNulls)),
      }));
      return (value) => {
        const struct = value as { readonly [field: string]: Value };
        const present = fields.filter(({ name }) => keepsNulls || (struct[name] ?? null) !== null);
        return `{${present.map(({ name, print }) => `${JSON.stringify(name)}:${print(struct[name] ?? null)}`).join(',')}}`;
      };
    }
    default: {
      const scalar = SCALARS[type.kind];
      return (value) => (scalar === undefined ? JSON.stringify(value) : scalar(value, times));
    }
  }
}

const orNull =
  (print: Print) =>
  (value: Value): string =>
    value === null ? 'null' : print(value);
