import { dateText, wallClockText } from '../../types/time/calendar-text.ts';

/** Text that DuckDB reads back as a DATE. */
export const storedDate = (days: number): string => storedYear(dateText(days));

/** Text that DuckDB reads back as a TIMESTAMP of these microseconds. */
export function storedWallClock(micros: bigint): string {
  const text = wallClockText(micros);
  const middle = text.indexOf('T');
  return `${storedYear(text.slice(0, middle))} ${text.slice(middle + 1)}`;
}

/** Text that DuckDB reads back as a TIMESTAMPTZ of this instant. */
export const storedInstant = (micros: bigint): string => `${storedWallClock(micros)}+00`;

/** Hexadecimal text of bytes. */
export const storedBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Spark's year 0 is DuckDB's 1 BC, and years above 9999 have no sign. */
function storedYear(date: string): string {
  const match = /^([+-]?)(\d+)(-\d\d-\d\d)$/.exec(date);
  if (match === null) return date;
  const [, sign, year = '', rest = ''] = match;
  if (sign !== '-' && Number(year) > 0) return `${year}${rest}`;
  return `${String(Number(year) + 1).padStart(4, '0')}${rest} (BC)`;
}
