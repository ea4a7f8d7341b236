import { civilDays } from '../../types/time/calendar.ts';
import { type ZoneOffsets, zoneOffsets } from './zone-offset.ts';

const MS_PER_DAY = 86_400_000;

/** What a text says about a point in time, before any zone is applied. */
export interface WallClock {
  /** Milliseconds of the wall clock read as UTC. */
  readonly ms: number;
  /** 0 to 999. */
  readonly microsecond: number;
  /** The zone the text names, if it does. */
  readonly zone: string | undefined;
}

/** Session facts that parsing depends on. */
export interface TimeContext {
  readonly zone: ZoneOffsets;
  /** Looks up zones that texts name; remembers them. */
  readonly zoneNamed: (name: string) => ZoneOffsets | undefined;
  readonly nowMs: () => number;
}

/** The context of a session zone. */
export function timeContext(timeZone: string, nowMs: () => number): TimeContext {
  const known = new Map<string, ZoneOffsets | undefined>();
  const zoneNamed = (name: string): ZoneOffsets | undefined => {
    if (!known.has(name)) known.set(name, zoneOffsets(name));
    return known.get(name);
  };
  const zone = zoneNamed(timeZone);
  if (zone === undefined) throw new RangeError(`unknown time zone ${timeZone}`);
  return { zone, zoneNamed, nowMs };
}

const TIMESTAMP =
  /^([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](?:(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?)?(.*))?)?)?)?$/s;
const TIME = /^T?(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?)?(.*)$/s;
const DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?$/s;

const trimmed = (text: string): string => text.replace(/^[\s\0-\x20]+|[\s\0-\x20]+$/g, '');

/** Milliseconds of a time of day, undefined where there is no such time. */
export function timeOfDayMs(hour: number, minute: number, second: number, milli = 0): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + milli;
}

/** Reads a timestamp as Spark casts text to TIMESTAMP: parts may be missing from the right, a zone may follow, digits below microseconds are cut. */
export function parseWallClock(text: string, nowMs: number): WallClock | undefined {
  const value = trimmed(text);
  const match = TIMESTAMP.exec(value);
  if (match === null) return parseTimeToday(value, nowMs);
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = match;
  const days = civilDays(Number(year), Number(month), Number(day));
  return days === undefined ? undefined : wallClockOf(days, [hour, minute, second, fraction], zone);
}

function parseTimeToday(value: string, nowMs: number): WallClock | undefined {
  const match = TIME.exec(value);
  if (match === null) return undefined;
  const [, hour = '0', minute = '0', second = '0', fraction = '', zone = ''] = match;
  return wallClockOf(Math.floor(nowMs / MS_PER_DAY), [hour, minute, second, fraction], zone);
}

function wallClockOf(
  days: number,
  [hour, minute, second, fraction]: readonly [string, string, string, string],
  zoneText: string,
): WallClock | undefined {
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const time = timeOfDayMs(Number(hour), Number(minute), Number(second), Number(micros.slice(0, 3)));
  if (time === undefined) return undefined;
  const zone = zoneText.trim();
  return { ms: days * MS_PER_DAY + time, microsecond: Number(micros.slice(3)), zone: zone === '' ? undefined : zone };
}

/** Epoch microseconds of a text as TIMESTAMP; undefined: not a timestamp. */
export function parseTimestamp(text: string, context: TimeContext): bigint | undefined {
  const clock = parseWallClock(text, context.nowMs());
  return clock === undefined ? undefined : instantMicros(clock, context);
}

/** Epoch microseconds of a wall clock in the zone it names, or the session's. */
export function instantMicros(clock: WallClock, context: TimeContext): bigint | undefined {
  const zone = clock.zone === undefined ? context.zone : context.zoneNamed(clock.zone);
  if (zone === undefined) return undefined;
  return BigInt(zone.toInstantMs(clock.ms)) * 1000n + BigInt(clock.microsecond);
}

/** Microseconds of the wall clock of a text as TIMESTAMP_NTZ: a text with a zone, or without a date, is none. */
export function parseTimestampNtz(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(trimmed(text));
  if (match === null) return undefined;
  const clock = parseWallClock(text, 0);
  return clock === undefined || clock.zone !== undefined
    ? undefined
    : BigInt(clock.ms) * 1000n + BigInt(clock.microsecond);
}

const INT = /^[+-]?\d{1,10}$/;

/** Days since 1970-01-01 of a text as DATE; what follows `T` or a space is not looked at. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(trimmed(text));
  if (match === null) return undefined;
  const [, year, month = '1', day = '1'] = match;
  return civilDays(Number(year), Number(month), Number(day));
}

/** A bare number as days since 1970-01-01, which Spark's JSON reader takes for a date where it is no year. */
export function parseDays(text: string): number | undefined {
  const days = INT.test(text) ? Number(text) : undefined;
  return days !== undefined && days >= -(2 ** 31) && days < 2 ** 31 ? days : undefined;
}
