const MS_PER_DAY = 86_400_000;
const MICROS_PER_DAY = 86_400_000_000n;

/** Days since 1970-01-01 as 'YYYY-MM-DD'; years of more than four digits carry a sign, as in Spark. */
export function dateText(days: number): string {
  const iso = new Date(days * MS_PER_DAY).toISOString();
  const text = iso.slice(0, iso.indexOf('T'));
  return text.length === 10 ? text : text.replace(/^([+-])0*(\d{4,})/, '$1$2').replace(/^-(\d{4}-)/, '-$1');
}

/** The inverse of {@link dateText}. */
export function dateDays(text: string): number {
  const match = /^([+-]?)(\d{4,6})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) throw new RangeError(`"${text}" is not a date of the form YYYY-MM-DD`);
  const [, sign, year = '', month = '', day = ''] = match;
  const iso = sign === '' && year.length === 4 ? text : `${sign || '+'}${year.padStart(6, '0')}-${month}-${day}`;
  return Date.parse(`${iso}T00:00:00Z`) / MS_PER_DAY;
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
