import { javaDouble } from '../../engine/readers/csv-values.ts';
import { AnalysisError } from '../../errors/index.ts';
import { numberDigits, widerInferred } from '../../expression/inferred-number.ts';
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
import { parseDate, parseWallClock } from '../../types/time/parse-time.ts';

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

const MAX_DIGITS = 38;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d)?$/;

/** What a value can be read as, the first that fits: Spark's order. */
const READINGS: readonly ((text: string) => DataType | undefined)[] = [
  (text) => (isWhole(text) && inRange(text, 32) ? IntegerType : undefined),
  (text) => (isWhole(text) && inRange(text, 64) ? LongType : undefined),
  decimalOf,
  (text) => (javaDouble(text) === undefined ? undefined : DoubleType),
  (text) => (TIMESTAMP.test(text) && parseWallClock(text) !== undefined ? TimestampType : undefined),
  (text) => (DATE.test(text) && parseDate(text) !== undefined ? DateType : undefined),
];

const isWhole = (text: string): boolean => /^[+-]?\d+$/.test(text);
const inRange = (text: string, bits: number): boolean => {
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(bits, value) === value;
};

/** A number without digits after the point; `1e5` has six before it. */
function decimalOf(text: string): DataType | undefined {
  const digits = numberDigits(text);
  if (digits === undefined || digits.scale > 0) return undefined;
  const precision = digits.precision - digits.scale;
  return precision > MAX_DIGITS ? undefined : decimalType(precision, 0);
}

/**
 * The columns that the folders of some files give, in the order of the folders, with the narrowest type that holds all values of each. Files outside of such folders say
 * nothing; folders of other columns than those of the other files are CONFLICTING_PARTITION_COLUMN_NAMES.
 */
export function inferPartitionFields(files: readonly PartitionValues[]): StructField[] {
  const [first, ...others] = files.filter((values) => Object.keys(values).length > 0);
  if (first === undefined) return [];
  const names = Object.keys(first);
  for (const other of others) if (listOf(other) !== listOf(first)) throw conflicting([first, other]);
  const partitioned = [first, ...others].map((values) => Object.values(values));
  return names.map((name, i) => structField(name, inferType(partitioned.map((values) => values[i] ?? null))));
}

const listOf = (values: PartitionValues): string =>
  JSON.stringify(Object.keys(values).map((name) => name.toLowerCase()));

const conflicting = (lists: readonly PartitionValues[]): AnalysisError =>
  new AnalysisError('CONFLICTING_PARTITION_COLUMN_NAMES', {
    columnLists: lists.map((values) => `\`${Object.keys(values).join('/')}\``).join(' and '),
  });

function inferType(values: readonly (string | null)[]): DataType {
  const types = values.flatMap((value) => (value === null ? [] : [readingOf(value)]));
  const [first = StringType, ...others] = types;
  return others.reduce(common, first);
}

const readingOf = (text: string): DataType => {
  for (const reading of READINGS) {
    const type = reading(text);
    if (type !== undefined) return type;
  }
  return StringType;
};

/** Dates are timestamps too, but whole numbers beyond INT are no doubles: they would not keep their digits. */
function common(a: DataType, b: DataType): DataType {
  const kinds = [a.kind, b.kind];
  if (kinds.includes('double') && (kinds.includes('long') || kinds.includes('decimal'))) return StringType;
  if (kinds.includes('date') && kinds.includes('timestamp')) return TimestampType;
  return widerInferred(a, b) ?? StringType;
}
