import {
  instantMicros,
  parseDate,
  parseDays,
  parseTimestamp,
  parseTimestampNtz,
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
  const byDays = (text: string): number | undefined => parseDate(text) ?? parseDays(text);
  return {
    date: parser(
      options,
      'dateFormat',
      (clock) => Math.floor(clock.ms / MS_PER_DAY),
      use.dateAsDays ? byDays : parseDate,
    ),
    timestamp: parser(
      options,
      'timestampFormat',
      (clock) => instantMicros(clock, context),
      (text) => parseTimestamp(text, context),
    ),
    timestampNtz: parser(options, 'timestampNTZFormat', wallMicros, parseTimestampNtz),
    nonNumericNumbers: flag(options, 'allowNonNumericNumbers', true),
  };
}

/** What is tried where a text does not follow the pattern. */
const fallsBack = (options: Options): boolean => flag(options, 'enableDateTimeParsingFallback', false);

/** A reader of one kind of text: by the option's pattern where it is given, and by Spark's cast without it or as the fallback. */
function parser<T>(
  options: Options,
  name: string,
  ofClock: (clock: WallClock) => T | undefined,
  byCast: (text: string) => T | undefined,
): (text: string) => T | undefined {
  const format = option(options, name);
  if (format === undefined) return byCast;
  const pattern = compilePattern(format, name);
  const retry = fallsBack(options);
  return (text) => {
    const clock = pattern.parse(text);
    if (clock !== undefined) return ofClock(clock);
    return retry ? byCast(text) : undefined;
  };
}
