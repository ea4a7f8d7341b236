import {
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  IntegerType,
  LongType,
  StringType,
  type StructField,
  structField,
  TimestampType,
} from '../../types/data-type.ts';

/** The values of `key=value` folders by key; null for the folder of nulls. */
export type PartitionValues = Readonly<Record<string, string | null>>;

const NULL_FOLDER = '__HIVE_DEFAULT_PARTITION__';
const FOLDER = /^([^=]+)=(.+)$/s;

/** Whether a folder's name is `key=value`. */
export const isPartitionFolder = (name: string): boolean => FOLDER.test(name);

/** Reads the values out of folder names, outermost first; other names are passed over. */
export function partitionValuesOf(folders: readonly string[]): PartitionValues {
  const values: Record<string, string | null> = {};
  for (const folder of folders) {
    const [, key, value] = FOLDER.exec(folder) ?? [];
    if (key === undefined || value === undefined) continue;
    values[unescapeName(key)] = value === NULL_FOLDER ? null : unescapeName(value);
  }
  return values;
}

/** Spark writes a character that no file name may have as `%` and its code: `a%2Fb`. */
const unescapeName = (text: string): string =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

type Reading = 'integer' | 'long' | 'decimal' | 'double' | 'date' | 'timestamp' | 'string';

/** What a value can be read as, the first that fits: Spark's order. */
const READINGS: readonly (readonly [Reading, (text: string) => boolean])[] = [
  ['integer', (text) => isWhole(text) && inRange(text, 31n)],
  ['long', (text) => isWhole(text) && inRange(text, 63n)],
  ['decimal', (text) => isWhole(text) && text.replace(/^[+-]?0*/, '').length <= 38],
  ['double', (text) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[fd]?$/i.test(text) || /^[+-]?(NaN|Infinity)$/.test(text)],
  ['date', (text) => /^\d{4}-\d{1,2}-\d{1,2}$/.test(text) && isDate(text)],
  ['timestamp', (text) => /^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/.test(text)],
  ['string', () => true],
];

/** Kinds that several values of one column have in common; the numeric ones and the two of time widen, anything else is text. */
const NUMERIC: readonly Reading[] = ['integer', 'long', 'decimal', 'double'];
const TEMPORAL: readonly Reading[] = ['date', 'timestamp'];

const isWhole = (text: string): boolean => /^[+-]?\d+$/.test(text);
const inRange = (text: string, bits: bigint): boolean => {
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -(2n ** bits) && value < 2n ** bits;
};
const isDate = (text: string): boolean => {
  const [year, month, day] = text.split('-').map(Number);
  const date = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day));
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day;
};

/** The columns that the folders of some files give, in the order of the folders, with the narrowest type that holds all values of each. */
export function inferPartitionFields(files: readonly PartitionValues[]): StructField[] {
  const byKey = new Map<string, (string | null)[]>();
  for (const values of files) {
    for (const [key, value] of Object.entries(values)) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [value]);
      else known.push(value);
    }
  }
  return [...byKey].map(([key, values]) => structField(key, inferType(values.filter((value) => value !== null))));
}

function inferType(values: readonly string[]): DataType {
  const readings = new Set(values.map(readingOf));
  const [only] = readings;
  if (only === undefined) return StringType;
  if (readings.size === 1) return typeOf(only, values);
  const ladder = [NUMERIC, TEMPORAL].find((kinds) => [...readings].every((reading) => kinds.includes(reading)));
  const widest = ladder?.findLast((reading) => readings.has(reading));
  return widest === undefined ? StringType : typeOf(widest, values);
}

const readingOf = (text: string): Reading => READINGS.find(([, fits]) => fits(text))?.[0] ?? 'string';

function typeOf(reading: Reading, values: readonly string[]): DataType {
  const digits = Math.max(1, ...values.map((value) => value.replace(/^[+-]?0*/, '').length));
  const types: Record<Reading, DataType> = {
    integer: IntegerType,
    long: LongType,
    decimal: decimalType(Math.min(38, digits), 0),
    double: DoubleType,
    date: DateType,
    timestamp: TimestampType,
    string: StringType,
  };
  return types[reading];
}
