import { civilDays, MS_PER_DAY } from './calendar.ts';
import type { ZoneOffsets } from './time-zone.ts';

/** What a text says about a point in time, before any zone is applied. */
export interface WallClock {
  /** Milliseconds of the wall clock read as UTC. */
  readonly ms: number;
  /** 0 to 999. */
  readonly microsecond: number;
  /** The zone the text names, if it does. */
  readonly zone: string | undefined;
}

/** A time of day as it is read; the digits of the fraction of a second stay text. */
export interface DayTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string;
}

/** From the hour on; a zone may follow the seconds only. */
const CLOCK = String.raw`(\d{1,2})(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d*))?(.*))?)?`;
const TIMESTAMP = new RegExp(String.raw`^([+-]?\d{4,6})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]${CLOCK})?)?)?$`, 's');
const TIME = new RegExp(String.raw`^(?:T|(?=\d{1,2}:))${CLOCK}$`, 's');
const DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?$/s;

/** Blanks and control characters go at both ends. */
const trimmed = (text: string): string => text.replace(/^[\0-\x20\x7f]+|[\0-\x20\x7f]+$/g, '');

/** Reads a timestamp as Spark casts text to TIMESTAMP: parts may be missing from the right, digits below microseconds are cut. */
export function parseWallClock(text: string): WallClock | undefined {
  const match = TIMESTAMP.exec(trimmed(text));
  if (match === null) return undefined;
  const [, year, month = '1', day = '1', ...clock] = match;
  return clockOf(civilDays(Number(year), Number(month), Number(day)), clock);
}

/** Reads a time of day without a date, `12:30` or `T12`, as one of the day given in days since 1970-01-01. */
export function parseTimeOfDay(text: string, days: number): WallClock | undefined {
  const match = TIME.exec(trimmed(text));
  return match === null ? undefined : clockOf(days, match.slice(1));
}

function clockOf(days: number | undefined, clock: readonly string[]): WallClock | undefined {
  const [hour = '0', minute = '0', second = '0', fraction = '', zoneText = ''] = clock;
  const zone = zoneText.trim();
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second), fraction };
  return wallClock(days, time, zone === '' ? undefined : zone);
}

/** The wall clock of a day and a time; undefined where there is no such day or time. */
export function wallClock(
  days: number | undefined,
  { hour, minute, second, fraction }: DayTime,
  zone: string | undefined,
): WallClock | undefined {
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  const timeMs = ((hour * 60 + minute) * 60 + second) * 1000 + Number(micros.slice(0, 3));
  return { ms: days * MS_PER_DAY + timeMs, microsecond: Number(micros.slice(3)), zone };
}

/** Microseconds of a wall clock, whatever its zone. */
export const wallMicros = ({ ms, microsecond }: WallClock): bigint => BigInt(ms) * 1000n + BigInt(microsecond);

/** Epoch microseconds of a wall clock in a zone. */
export const instantMicros = ({ ms, microsecond }: WallClock, zone: ZoneOffsets): bigint =>
  BigInt(zone.toInstantMs(ms)) * 1000n + BigInt(microsecond);

/** The calendar date of a text as Spark casts it to DATE, in days since 1970-01-01; what follows `T` or a space is not looked at. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(trimmed(text));
  if (match === null) return undefined;
  const [, year, month = '1', day = '1'] = match;
  return civilDays(Number(year), Number(month), Number(day));
}
