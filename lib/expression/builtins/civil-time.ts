/** Days since 1970 of a date of the proleptic Gregorian calendar; undefined where there is no such date. */
export function daysOf(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.round(date.getTime() / 86_400_000);
}

/** The last day of a month. */
export function lastDay(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

/** A wall clock in its parts. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly micros: number;
  readonly dayOfYear: number;
  /** 1 for Monday to 7 for Sunday. */
  readonly dayOfWeek: number;
}

const MICROS_PER_DAY = 86_400_000_000n;

/** The parts of a wall clock given as microseconds. */
export function civilTime(wallMicros: bigint): CivilTime {
  const rest = Number(((wallMicros % MICROS_PER_DAY) + MICROS_PER_DAY) % MICROS_PER_DAY);
  const days = Number((wallMicros - BigInt(rest)) / MICROS_PER_DAY);
  const date = new Date(days * 86_400_000);
  const year = date.getUTCFullYear();
  const seconds = Math.floor(rest / 1_000_000);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    micros: rest % 1_000_000,
    dayOfYear: days - (daysOf(year, 1, 1) ?? 0) + 1,
    dayOfWeek: date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
  };
}

/** Microseconds of a wall clock; undefined where a part is out of range. */
export function wallMicros(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  micros = 0,
): bigint | undefined {
  const days = daysOf(year, month, day);
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
  return BigInt(seconds) * 1_000_000n + BigInt(micros);
}

/** Seconds of an offset: `+05:30`, `-8`, `+0530`, `Z`; undefined for anything else. */
export function offsetOf(text: string): number | undefined {
  if (/^(?:Z|UTC|GMT|UT)$/.test(text)) return 0;
  const found = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/.exec(text);
  if (found === null) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = found;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total > 18 * 3600 ? undefined : sign === '-' ? -total : total;
}

/** Whether Java knows the zone: an offset, or the name of a region. */
export function isZone(name: string): boolean {
  if (offsetOf(name) !== undefined) return true;
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en-US', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** The offset in seconds of a named zone at a wall clock; undefined for an unknown name. */
export function zoneOffset(zone: string, wall: bigint): number | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    const at = (millis: number): number => {
      const name = format.formatToParts(millis).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
      return offsetOf(name) ?? 0;
    };
    const guess = Number(wall / 1000n);
    return at(guess - at(guess) * 1000);
  } catch {
    return undefined;
  }
}
