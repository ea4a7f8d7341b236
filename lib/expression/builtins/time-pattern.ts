import { type CivilTime, civilTime, lastDay } from '../../types/time/calendar.ts';
import { MONTH_NAMES } from '../../types/time/calendar-names.ts';
import { patternFault } from '../../types/time/check-pattern.ts';
import { compilePattern, monthOf, patternFields, patternSource } from '../../types/time/parse-pattern.ts';
import { instantMicros, type WallClock, wallMicros } from '../../types/time/parse-time.ts';
import { patternParts } from '../../types/time/pattern-parts.ts';
import { compilePrinter, offsetText } from '../../types/time/print-pattern.ts';
import { isZone, offsetOf, zoneOffsets } from '../../types/time/time-zone.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin, fail } from './define-builtin.ts';

function checkPattern(pattern: string, isParsing: boolean): void {
  const fault = patternFault(pattern, isParsing);
  if (fault !== undefined) throw fault;
}

/** For letters that the check lets through. */
const refuse = (pattern: string): never => fail('INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER', { pattern, c: pattern });

/** Prints a wall clock by a pattern. */
function formatTime(wall: bigint, offsetSeconds: number, zone: string, pattern: string): string {
  checkPattern(pattern, false);
  return compilePrinter(pattern, () => refuse(pattern))(wall, { name: zone, offsetSeconds });
}

function readClock(text: string, pattern: string): WallClock | undefined {
  checkPattern(pattern, true);
  return compilePattern(pattern, refuse).parse(text);
}

/** The wall clock of a text, whatever zone it says. */
function parseLocal(text: string, pattern: string): bigint | null {
  const clock = readClock(text, pattern);
  return clock === undefined ? null : wallMicros(clock);
}

/** Reads text by a pattern: a wall clock, or an instant where the pattern has a zone; null where the text does not fit. */
export function parsePattern(text: string, pattern: string): bigint | null {
  const clock = readClock(text, pattern);
  if (clock === undefined) return null;
  if (clock.zone === undefined) return wallMicros(clock);
  const zone = zoneOffsets(clock.zone);
  return zone === undefined ? null : instantMicros(clock, zone);
}

/** Java's sentence about text that does not fit a pattern. */
function parseFault(text: string, pattern: string): string {
  const parts = patternParts(pattern);
  for (let count = parts.length; count >= 0; count--) {
    const read = parts.slice(0, count);
    const found = new RegExp(`^${patternSource(read, refuse)}`, 'i').exec(text);
    if (found === null) continue;
    if (count < parts.length) return `Text '${text}' could not be parsed at index ${found[0].length}`;
    if (found[0].length < text.length)
      return `Text '${text}' could not be parsed, unparsed text found at index ${found[0].length}`;
    const { M = '1', d = '1' } = patternFields(read, found);
    const month = MONTH_NAMES[monthOf(M) - 1]?.toUpperCase() ?? '';
    return `Text '${text}' could not be parsed: Invalid date '${month} ${Number(d)}'`;
  }
  return `Text '${text}' could not be parsed at index 0`;
}

/** Months between two wall clocks: whole where the days agree or both end their month, else with a fraction by 31 days. */
function monthsBetween(a: bigint, b: bigint, round: boolean): number {
  const [x, y] = [civilTime(a), civilTime(b)];
  const months = (x.year - y.year) * 12 + x.month - y.month;
  const bothLast = x.day === lastDay(x.year, x.month) && y.day === lastDay(y.year, y.month);
  if (x.day === y.day || bothLast) return months;
  const timeOf = (t: CivilTime): number => (t.hour * 60 + t.minute) * 60 + t.second;
  const seconds = (x.day - y.day) * 86_400 + timeOf(x) - timeOf(y);
  const value = months + seconds / (31 * 86_400);
  return round ? (Math.round(Math.abs(value) * 1e8) / 1e8) * Math.sign(value) : value;
}

/** Java's sentence about parts that are no date. */
function dateFault(year: number, month: number, day: number): string {
  if (month < 1 || month > 12) return `Invalid value for MonthOfYear (valid values 1 - 12): ${month}`;
  if (day < 1 || day > 31) return `Invalid value for DayOfMonth (valid values 1 - 28/31): ${day}`;
  if (month === 2 && day === 29) return `Invalid date 'February 29' as '${year}' is not a leap year`;
  return `Invalid date '${MONTH_NAMES[month - 1]?.toUpperCase()} ${day}'`;
}

/** Java's sentence about parts that are no time of a day. */
function timeFault(year: number, month: number, day: number, hour: number, minute: number, second: number): string {
  if (hour < 0 || hour > 23) return `Invalid value for HourOfDay (valid values 0 - 23): ${hour}`;
  if (minute < 0 || minute > 59) return `Invalid value for MinuteOfHour (valid values 0 - 59): ${minute}`;
  if (second < 0 || second >= 60)
    return `Invalid value for SecondOfMinute (valid values 0 - 59): ${Math.trunc(second)}`;
  return dateFault(year, month, day);
}

/** Microseconds of a zone that is an offset; null for a region. */
function fixedOffset(zone: string): bigint | null {
  const seconds = offsetOf(zone);
  if (seconds !== undefined) return BigInt(seconds) * 1_000_000n;
  return isZone(zone) ? null : fail('INVALID_TIMEZONE', { timeZone: zone });
}

/** Dates by pattern. */
export const timePatternBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_date_format(BIGINT, INTEGER, VARCHAR, VARCHAR) VARCHAR', formatTime),
  builtin('mr_parse_pattern(VARCHAR, VARCHAR) BIGINT', parsePattern),
  builtin('mr_parse_local(VARCHAR, VARCHAR) BIGINT', parseLocal),
  builtin('mr_parse_fault(VARCHAR, VARCHAR) VARCHAR', parseFault),
  builtin('mr_date_fault(INTEGER, INTEGER, INTEGER) VARCHAR', dateFault),
  builtin('mr_time_fault(INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, DOUBLE) VARCHAR', timeFault),
  builtin('mr_months_between(BIGINT, BIGINT, BOOLEAN) DOUBLE', monthsBetween),
  builtin('mr_zone_offset(VARCHAR) BIGINT', fixedOffset),
  builtin('mr_offset_text(INTEGER) VARCHAR', (seconds: number) => offsetText(seconds)),
];
