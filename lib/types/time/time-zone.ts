import { MS_PER_DAY } from './calendar.ts';

const MS_PER_HOUR = 3_600_000;
/** Keeps the memory of a lookup bounded when the data is spread over centuries. */
const REMEMBERED_HOURS = 50_000;

/** Offsets of one time zone from UTC, in milliseconds. */
export interface ZoneOffsets {
  /** The instant of a wall clock, both in milliseconds. As in Java, a clock time that occurs twice is the earlier one, and one that is skipped moves ahead. */
  toInstantMs(wallClockMs: number): number;
  /** How far the zone is ahead of UTC at an instant. */
  offsetMs(instantMs: number): number;
}

const OFFSET_PARTS = /^(UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/;

/** Seconds of an offset: `+05:30`, `-8`, `+0530`, `Z`; undefined for anything else. */
export function offsetOf(text: string): number | undefined {
  if (/^(?:Z|UTC|GMT|UT)$/.test(text)) return 0;
  const match = OFFSET_PARTS.exec(text);
  if (match === null) return undefined;
  const [, , sign, hours, minutes = '0', seconds = '0'] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (total > 18 * 3600) return undefined;
  return sign === '-' ? -total : total;
}

/** An offset as java.time writes it, with two digits each: `GMT+5:30` is `GMT+05:30`; other names as they are. */
export function offsetId(name: string): string {
  const [, prefix = '', sign, hours = '', minutes = '00', seconds] = OFFSET_PARTS.exec(name) ?? [];
  if (sign === undefined) return name;
  const last = seconds === undefined || seconds === '00' ? '' : `:${seconds}`;
  return `${prefix}${sign}${hours.padStart(2, '0')}:${minutes}${last}`;
}

/** Whether Java knows the zone: an offset, or the name of a region. */
export const isZone = (name: string): boolean => offsetOf(name) !== undefined || regionClock(name) !== undefined;

/** What the clocks of a region show; undefined for an unknown name. */
function regionClock(name: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/** The offsets of an IANA zone or a fixed offset; undefined for an unknown name. */
export function zoneOffsets(zone: string): ZoneOffsets | undefined {
  const seconds = zone === 'Etc/UTC' ? 0 : offsetOf(zone);
  if (seconds !== undefined) {
    const fixedMs = seconds * 1000;
    return { toInstantMs: (wallClockMs) => wallClockMs - fixedMs, offsetMs: () => fixedMs };
  }
  const format = regionClock(zone);
  if (format === undefined) return undefined;
  const remembered = new Map<number, number>();
  const offsetAt = (instantMs: number): number => {
    const hour = Math.floor(instantMs / MS_PER_HOUR);
    const known = remembered.get(hour);
    if (known !== undefined) return known;
    const atHour = computeOffsetMs(format, hour * MS_PER_HOUR);
    const atNext = computeOffsetMs(format, (hour + 1) * MS_PER_HOUR);
    if (atHour !== atNext) return computeOffsetMs(format, Math.floor(instantMs / 1000) * 1000);
    if (remembered.size >= REMEMBERED_HOURS) remembered.clear();
    remembered.set(hour, atHour);
    return atHour;
  };
  return { toInstantMs: (wallClockMs) => toInstantMs(wallClockMs, offsetAt), offsetMs: offsetAt };
}

function toInstantMs(wallClockMs: number, offsetAt: (instantMs: number) => number): number {
  const before = offsetAt(wallClockMs - MS_PER_DAY);
  const after = offsetAt(wallClockMs + MS_PER_DAY);
  const early = wallClockMs - before;
  if (before === after || offsetAt(early) === before) return early;
  const late = wallClockMs - after;
  return offsetAt(late) === after ? late : early;
}

function computeOffsetMs(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts = Object.fromEntries(format.formatToParts(instantMs).map((part) => [part.type, part.value]));
  const number = (name: string): number => Number(parts[name]);
  const year = parts['era'] === 'BC' ? 1 - number('year') : number('year');
  const wallClock = new Date(0);
  wallClock.setUTCFullYear(year, number('month') - 1, number('day'));
  wallClock.setUTCHours(number('hour'), number('minute'), number('second'));
  return wallClock.getTime() - instantMs;
}
