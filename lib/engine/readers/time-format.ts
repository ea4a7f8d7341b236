import {
  instantMicros,
  parseDate,
  parseDays,
  parseTimestamp,
  parseTimestampNtz,
  type TimeContext,
  timeContext,
  type WallClock,
} from './parse-time.ts';
import { compilePattern } from './pattern.ts';
import { flag, option } from './record-options.ts';

/** How a reader reads dates, timestamps and special numbers, as its options say. */
export interface TimeParsers {
  /** Days since 1970-01-01. */
  readonly date: (text: string) => number | undefined;
  /** Epoch microseconds. */
  readonly timestamp: (text: string) => bigint | undefined;
  /** Microseconds of the wall clock. */
  readonly timestampNtz: (text: string) => bigint | undefined;
  /** Whether the texts NaN and Infinity are numbers. */
  readonly nonNumericNumbers: boolean;
}

type Options = Readonly<Record<string, string>>;

const MS_PER_DAY = 86_400_000;
const wallMicros = (clock: WallClock): bigint => BigInt(clock.ms) * 1000n + BigInt(clock.microsecond);

/** The parsers of a reader: Spark's casts, or the patterns of `dateFormat`, `timestampFormat` and `timestampNTZFormat`. */
export function timeParsers(
  options: Options,
  timeZone: string,
  nowMs: () => number,
  use: { readonly dateAsDays: boolean } = { dateAsDays: true },
): TimeParsers {
  const context = timeContext(option(options, 'timeZone') ?? timeZone, nowMs);
  return {
    date: dateParser(options, use.dateAsDays),
    timestamp: timestampParser(options, context),
    timestampNtz: timestampNtzParser(options),
    nonNumericNumbers: flag(options, 'allowNonNumericNumbers', true),
  };
}

function dateParser(options: Options, dateAsDays: boolean): TimeParsers['date'] {
  const format = option(options, 'dateFormat');
  if (format === undefined) return dateAsDays ? (text) => parseDate(text) ?? parseDays(text) : parseDate;
  const pattern = compilePattern(format, 'dateFormat');
  return (text) => {
    const clock = pattern.parse(text);
    return clock === undefined ? undefined : Math.floor(clock.ms / MS_PER_DAY);
  };
}

function timestampParser(options: Options, context: TimeContext): TimeParsers['timestamp'] {
  const format = option(options, 'timestampFormat');
  if (format === undefined) return (text) => parseTimestamp(text, context);
  const pattern = compilePattern(format, 'timestampFormat');
  return (text) => {
    const clock = pattern.parse(text);
    return clock === undefined ? undefined : instantMicros(clock, context);
  };
}

function timestampNtzParser(options: Options): TimeParsers['timestampNtz'] {
  const format = option(options, 'timestampNTZFormat');
  if (format === undefined) return parseTimestampNtz;
  const pattern = compilePattern(format, 'timestampNTZFormat');
  return (text) => {
    const clock = pattern.parse(text);
    return clock === undefined ? undefined : wallMicros(clock);
  };
}
