const MICROS_PER_DAY = 86_400_000_000n;
const DAYS_PER_ERA = 146_097;
/** Days from 0000-03-01 to 1970-01-01. */
const EPOCH_FROM_MARCH = 719_468;

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The calendar date of a number of days since 1970-01-01; years are counted from March, so that leap days come last. */
function civilDate(days: number): CivilDate {
  const shifted = days + EPOCH_FROM_MARCH;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar; undefined where there is no such date. */
export function civilDays(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const fromMarch = month > 2 ? year : year - 1;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * DAYS_PER_ERA + dayOfEra - EPOCH_FROM_MARCH;
  return civilDate(days).day === day ? days : undefined;
}

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
  const days = micros / MICROS_PER_DAY - (micros % MICROS_PER_DAY < 0n ? 1n : 0n);
  const rest = Number(micros - days * MICROS_PER_DAY);
  const time = new Date(Math.trunc(rest / 1000)).toISOString().slice(11, 19);
  const fraction = String(rest % 1_000_000).padStart(6, '0');
  const digits = fraction === '000000' ? '' : `.${fraction.endsWith('000') ? fraction.slice(0, 3) : fraction}`;
  return `${dateText(Number(days))}T${time}${digits}`;
}

/** The inverse of {@link wallClockText}. */
export function wallClockMicros(text: string): bigint {
  const match = /^([^T ]+)[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not a wall clock of the form YYYY-MM-DDTHH:MM:SS`);
  const [, date = '', hours, minutes, seconds = '0', fraction = ''] = match;
  const time = BigInt(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1_000_000n;
  return BigInt(dateDays(date)) * MICROS_PER_DAY + time + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}
