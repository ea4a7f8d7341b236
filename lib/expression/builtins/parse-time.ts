import type { BuiltinJsFunction } from '../function-record.ts';
import { daysOf, offsetOf, wallMicros, zoneOffset } from './civil-time.ts';
import { builtin } from './define-builtin.ts';

const DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[ T].*)?$/s;
const BARE_DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const TIME =
  /^(?:([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2}))?)?[ T])?T?(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?\s*([A-Za-z+-][\w:+\-/]*)?$/;

/** Blanks and control characters go at both ends. */
const trimmed = (text: string): string => text.replace(/^[\0-\x20\x7f]+|[\0-\x20\x7f]+$/g, '');

interface ParsedTime {
  readonly wall: bigint;
  readonly zone: string | undefined;
}

/** CAST of text to DATE: year, year-month or year-month-day; a blank or T may be followed by anything. */
function parseDate(text: string): bigint | null {
  const [whole, year, month, day] = DATE.exec(trimmed(text)) ?? [];
  if (whole === undefined || (day === undefined && /[ T]/.test(whole))) return null;
  const days = daysOf(Number(year), Number(month ?? 1), Number(day ?? 1));
  return days === undefined ? null : BigInt(days);
}

/** CAST of text to TIMESTAMP: a date, perhaps with a time and a zone. */
function parseTime(text: string): ParsedTime | undefined {
  const value = trimmed(text);
  const [isDate, y, mo, d] = BARE_DATE.exec(value) ?? [];
  if (isDate !== undefined) return parsed(wallMicros(Number(y), Number(mo ?? 1), Number(d ?? 1)), undefined);
  const found = TIME.exec(value);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  if (year === undefined || day === undefined) return undefined;
  const micros = Number((fraction ?? '').slice(0, 6).padEnd(6, '0'));
  return parsed(
    wallMicros(
      Number(year),
      Number(month),
      Number(day),
      Number(hour),
      Number(minute ?? 0),
      Number(second ?? 0),
      micros,
    ),
    zone,
  );
}

const parsed = (wall: bigint | undefined, zone: string | undefined): ParsedTime | undefined =>
  wall === undefined ? undefined : { wall, zone };

/** A time without a zone, as a wall clock. */
function parseWallClock(text: string): bigint | null {
  const time = parseTime(text);
  return time === undefined || time.zone !== undefined ? null : time.wall;
}

/** A time with a zone, as an instant. */
function parseInstant(text: string): bigint | null {
  const time = parseTime(text);
  if (time?.zone === undefined) return null;
  const offset = offsetOf(time.zone) ?? zoneOffset(time.zone, time.wall);
  return offset === undefined ? null : time.wall - BigInt(offset) * 1_000_000n;
}

/** The wall clock whether or not a zone follows it. */
const parseAnyWallClock = (text: string): bigint | null => parseTime(text)?.wall ?? null;

/** Text as dates and times in the spellings CAST takes. */
export const parseTimeBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_parse_date(VARCHAR) BIGINT', parseDate),
  builtin('mr_parse_wall_clock(VARCHAR) BIGINT', parseWallClock),
  builtin('mr_parse_instant(VARCHAR) BIGINT', parseInstant),
  builtin('mr_parse_any_wall_clock(VARCHAR) BIGINT', parseAnyWallClock),
];
