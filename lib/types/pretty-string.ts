import { type DataType, simpleString } from './data-type.ts';
import type { Timestamp, Value } from './value.ts';

/** Prints a value. */
export type ValuePrinter = (value: Value) => string;

/** How a column's values look in `show()` and on the console: `NULL`, `{1, [a, b]}`, `{k -> v}`, timestamps in the session's time zone. */
export function prettyPrinter(type: DataType, timeZone: string): ValuePrinter {
  return printerOf(type, localTimePrinter(timeZone));
}

function printerOf(type: DataType, printTime: (timestamp: Timestamp) => string): ValuePrinter {
  const print = nonNullPrinter(type, printTime);
  return (value) => (value === null || value === undefined ? 'NULL' : print(value));
}

function nonNullPrinter(type: DataType, printTime: (timestamp: Timestamp) => string): ValuePrinter {
  switch (type.kind) {
    case 'timestamp':
      return (value) => printTime(value as Timestamp);
    case 'timestamp_ntz':
      return (value) => trimFraction(String(value).replace('T', ' '));
    case 'float':
      return (value) => javaNumber(value as number, shortestFloat);
    case 'double':
      return (value) => javaNumber(value as number, String);
    case 'binary':
      return (value) => `[${[...(value as Uint8Array)].map(hexByte).join(' ')}]`;
    case 'array': {
      const element = printerOf(type.elementType, printTime);
      return (value) => `[${(value as readonly Value[]).map(element).join(', ')}]`;
    }
    case 'map': {
      const key = printerOf(type.keyType, printTime);
      const item = printerOf(type.valueType, printTime);
      const entries = (value: Value) => [...(value as ReadonlyMap<Value, Value>)];
      return (value) =>
        `{${entries(value)
          .map(([k, v]) => `${key(k)} -> ${item(v)}`)
          .join(', ')}}`;
    }
    case 'struct': {
      const fields = type.fields.map((field) => ({ name: field.name, print: printerOf(field.dataType, printTime) }));
      const fieldOf = (value: Value, name: string) => (value as Readonly<Record<string, Value>>)[name] ?? null;
      return (value) => `{${fields.map(({ name, print }) => print(fieldOf(value, name))).join(', ')}}`;
    }
    case 'null':
    case 'boolean':
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'decimal':
    case 'string':
    case 'date':
    case 'calendarInterval':
    case 'dayTimeInterval':
    case 'yearMonthInterval':
      return String;
    default:
      throw new TypeError(`There is no text form for ${simpleString(type)}.`);
  }
}

const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

/** `2024-01-05 10:11:12.100` to `2024-01-05 10:11:12.1`. */
const trimFraction = (text: string): string => text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');

/** Prints instants as local time of a zone: `2024-01-05 10:11:12.5`, years beyond 9999 with a sign. */
function localTimePrinter(timeZone: string): (timestamp: Timestamp) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: intlTimeZone(timeZone),
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (timestamp) => {
    const part = Object.fromEntries(format.formatToParts(timestamp).map(({ type, value }) => [type, value]));
    const year = part['era'] === 'BC' ? 1 - Number(part['year']) : Number(part['year']);
    const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
    const date = `${sign}${String(Math.abs(year)).padStart(4, '0')}-${part['month']}-${part['day']}`;
    const micros = ((timestamp.epochMicros % 1_000_000n) + 1_000_000n) % 1_000_000n;
    return trimFraction(
      `${date} ${part['hour']}:${part['minute']}:${part['second']}.${String(micros).padStart(6, '0')}`,
    );
  };
}

/** Spark takes `UTC+2` and `GMT-03:30` for offsets, which the platform writes `+02:00`. */
function intlTimeZone(zone: string): string {
  const [, sign, hours, minutes = '00'] = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(zone) ?? [];
  if (zone === 'Z') return 'UTC';
  return sign === undefined || hours === undefined ? zone : `${sign}${hours.padStart(2, '0')}:${minutes}`;
}

/** Java's text of a floating-point number: `1.0`, `1.0E10`, `1.5E-5`, `NaN`. */
function javaNumber(value: number, shortest: (value: number) => string): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  const { digits, exponent } = decimalForm(shortest(size));
  if (size < 1e-3 || size >= 1e7) return `${sign}${digits[0]}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** The significant digits of a number's text, and the power of ten of the first. */
function decimalForm(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = `${whole}${fraction}`;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  return { digits: all.slice(leading).replace(/0+$/, ''), exponent: Number(power) + whole.length - 1 - leading };
}

/** The shortest text that reads back as the same 32-bit number. */
function shortestFloat(value: number): string {
  for (let precision = 1; precision < 9; precision++) {
    const text = value.toPrecision(precision);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toPrecision(9);
}
