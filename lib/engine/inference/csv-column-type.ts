import { numberDigits, widerInferred } from '../../expression/inferred-number.ts';
import {
  BooleanType,
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  IntegerType,
  LongType,
  StringType,
  TimestampType,
} from '../../types/data-type.ts';
import { readPattern } from '../option-pattern.ts';
import { javaDouble } from '../readers/csv-values.ts';
import { flag, option } from '../readers/record-options.ts';
import { timeParsers } from '../readers/time-format.ts';

type Options = Readonly<Record<string, string>>;

/** What a text is taken for; undefined: not this. */
type Attempt = (text: string) => DataType | undefined;

/** The type of a column after one more value. */
export type ColumnTyper = (soFar: DataType, text: string) => DataType;

const INTEGER = /^[+-]?\d+$/;
const DEFAULT_DATE_FORMAT = 'yyyy-MM-dd';
/** Dates that the usual way to read a timestamp understands too. */
const LENIENT_DATE_FORMATS = ['yyyy-MM-dd', 'yyyy-M-d', 'yyyy-M-dd', 'yyyy-MM-d', 'yyyy-MM', 'yyyy-M', 'yyyy'];

/** A number of so few digits fits every type. */
const SHORT = 9;

const whole =
  (bits: number, type: DataType): Attempt =>
  (text) => {
    if (!INTEGER.test(text)) return undefined;
    if (text.length <= SHORT) return type;
    const value = BigInt(unsigned(text));
    return BigInt.asIntN(bits, value) === value ? type : undefined;
  };

const unsigned = (text: string): string => (text.startsWith('+') ? text.slice(1) : text);

/** Only numbers without digits after the point: as in Spark, 1.5 is a double. */
const decimal: Attempt = (text) => {
  const digits = numberDigits(text);
  return digits?.scale === 0 && digits.precision <= 38 ? decimalType(digits.precision, 0) : undefined;
};

const when =
  (type: DataType, isSo: (text: string) => boolean): Attempt =>
  (text) =>
    isSo(text) ? type : undefined;

/** The kinds of types in the order in which they are tried; a value is tried from the type of its column on. */
const KINDS: readonly DataType['kind'][] = ['integer', 'long', 'decimal', 'double', 'date', 'timestamp', 'boolean'];

function attempts(options: Options): readonly Attempt[] {
  const special = new Set([
    option(options, 'nanValue') ?? 'NaN',
    option(options, 'positiveInf') ?? 'Inf',
    option(options, 'negativeInf') ?? '-Inf',
  ]);
  const format = option(options, 'dateFormat') ?? DEFAULT_DATE_FORMAT;
  const date = readPattern('dateFormat', format);
  const prefersDate = flag(options, 'preferDate', true);
  // Whether a text is a timestamp does not depend on the zone or the day.
  const { timestamp } = timeParsers(options, 'UTC', () => 0, { dateAsDays: false });
  return [
    whole(32, IntegerType),
    whole(64, LongType),
    decimal,
    when(DoubleType, (text) => javaDouble(text) !== undefined || special.has(text)),
    when(DateType, (text) => prefersDate && date.parse(text) !== undefined),
    when(TimestampType, (text) => timestamp(text) !== undefined),
    when(BooleanType, (text) => /^(?:true|false)$/i.test(text)),
  ];
}

/** How the type of a CSV column grows value by value, as in Spark: what two values have in common depends on their order. */
export function columnTyper(options: Options): ColumnTyper {
  const tries = attempts(options);
  const datesAreTimestamps =
    option(options, 'timestampFormat') === undefined &&
    LENIENT_DATE_FORMATS.includes(option(options, 'dateFormat') ?? DEFAULT_DATE_FORMAT);
  const merged = (a: DataType, b: DataType): DataType => {
    if (a.kind === 'null') return b;
    const isTime = [a.kind, b.kind].every((kind) => kind === 'date' || kind === 'timestamp');
    if (isTime && a.kind !== b.kind) return datesAreTimestamps ? TimestampType : StringType;
    return widerInferred(a, b) ?? StringType;
  };
  return (soFar, text) => {
    if (soFar.kind === 'string') return soFar;
    for (let at = Math.max(0, KINDS.indexOf(soFar.kind)); at < tries.length; at++) {
      const type = tries[at]?.(text);
      if (type !== undefined) return merged(soFar, type);
    }
    return StringType;
  };
}
