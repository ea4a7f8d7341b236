import { MS_PER_DAY } from '../../types/time/calendar.ts';
import {
  instantMicros,
  parseDate,
  parseTimeOfDay,
  parseWallClock,
  type WallClock,
  wallMicros,
} from '../../types/time/parse-time.ts';
import { type ZoneOffsets, zoneOffsets } from '../../types/time/time-zone.ts';
import { readPattern } from '../option-pattern.ts';
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

/** The parsers of a reader: Spark's casts, or the patterns of `dateFormat`, `timestampFormat` and `timestampNTZFormat`. */
export function timeParsers(
  options: Options,
  timeZone: string,
  nowMs: () => number,
  use: { readonly dateAsDays: boolean } = { dateAsDays: true },
): TimeParsers {
  const instant = instantOf(option(options, 'timeZone') ?? timeZone);
  const byDays = (text: string): number | undefined => parseDate(text) ?? parseDays(text);
  return {
    date: parser(
      options,
      'dateFormat',
      (clock) => Math.floor(clock.ms / MS_PER_DAY),
      use.dateAsDays ? byDays : parseDate,
    ),
    timestamp: parser(options, 'timestampFormat', instant, (text) => {
      const clock = parseWallClock(text) ?? parseTimeOfDay(text, Math.floor(nowMs() / MS_PER_DAY));
      return clock && instant(clock);
    }),
    timestampNtz: parser(options, 'timestampNTZFormat', wallMicros, (text) => {
      const clock = parseWallClock(text);
      return clock?.zone === undefined ? clock && wallMicros(clock) : undefined;
    }),
    nonNumericNumbers: flag(options, 'allowNonNumericNumbers', true),
  };
}

/** Epoch microseconds of wall clocks in the zone they name, or in the reader's. */
function instantOf(timeZone: string): (clock: WallClock) => bigint | undefined {
  const known = new Map<string, ZoneOffsets | undefined>();
  const zoneNamed = (name: string): ZoneOffsets | undefined => {
    if (!known.has(name)) known.set(name, zoneOffsets(name));
    return known.get(name);
  };
  if (zoneNamed(timeZone) === undefined) throw new RangeError(`unknown time zone ${timeZone}`);
  return (clock) => {
    const zone = zoneNamed(clock.zone ?? timeZone);
    return zone && instantMicros(clock, zone);
  };
}

const INT = /^[+-]?\d{1,10}$/;

/** A bare number as days since 1970-01-01, which Spark's JSON reader takes for a date where it is no year. */
function parseDays(text: string): number | undefined {
  const days = INT.test(text) ? Number(text) : undefined;
  return days !== undefined && days >= -(2 ** 31) && days < 2 ** 31 ? days : undefined;
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
  const pattern = readPattern(name, format);
  const retry = fallsBack(options);
  return (text) => {
    const clock = pattern.parse(text);
    if (clock !== undefined) return ofClock(clock);
    return retry ? byCast(text) : undefined;
  };
}
