import { MICROS_PER_DAY } from '../../util/interval.ts';
import { civilDate, civilDays, splitDay } from './calendar.ts';

const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** Days since 1970-01-01 as 'YYYY-MM-DD'; years of more than four digits carry a sign, as in Spark. */
export function dateText(days: number): string {
  const { year, month, day } = civilDate(days);
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${padded(Math.abs(year), 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** The inverse of {@link dateText}. */
export function dateDays(text: string): number {
  const match = /^([+-]?\d{4,7})-(\d{2})-(\d{2})$/.exec(text);
  const days = match === null ? undefined : civilDays(Number(match[1]), Number(match[2]), Number(match[3]));
  if (days === undefined) throw new RangeError(`"${text}" is not a date of the form YYYY-MM-DD`);
  return days;
}

/** Microseconds of a wall clock as 'YYYY-MM-DDTHH:MM:SS[.ffffff]', without trailing zeros of the fraction below milliseconds. */
export function wallClockText(micros: bigint): string {
  const { days, micros: rest } = splitDay(micros);
  const time = new Date(Math.trunc(rest / 1000)).toISOString().slice(11, 19);
  const fraction = String(rest % 1_000_000).padStart(6, '0');
  const digits = fraction === '000000' ? '' : `.${fraction.endsWith('000') ? fraction.slice(0, 3) : fraction}`;
  return `${dateText(days)}T${time}${digits}`;
}

/** The inverse of {@link wallClockText}. */
export function wallClockMicros(text: string): bigint {
  const match = /^([^T ]+)[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not a wall clock of the form YYYY-MM-DDTHH:MM:SS`);
  const [, date = '', hours, minutes, seconds = '0', fraction = ''] = match;
  const time = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000n;
  return BigInt(dateDays(date)) * MICROS_PER_DAY + time + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}
