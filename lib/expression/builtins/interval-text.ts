import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';

const FIELDS = ['day', 'hour', 'minute', 'second'] as const;
const MICROS: Readonly<Record<(typeof FIELDS)[number], bigint>> = Object.freeze({
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
});

const range = (start: string, end: string): string => (start === end ? start : `${start} to ${end}`).toUpperCase();

/** Spark's text of a day-time interval: INTERVAL '1 02:03:04.5' DAY TO SECOND. */
export function dayTimeText(micros: bigint, start: string, end: string): string {
  const shown = FIELDS.slice(FIELDS.indexOf(start as 'day'), FIELDS.indexOf(end as 'day') + 1);
  let rest = micros < 0n ? -micros : micros;
  const parts = shown.map((field) => {
    const value = rest / MICROS[field];
    rest %= MICROS[field];
    const text = field === 'day' ? String(value) : String(value).padStart(2, '0');
    const fraction = field === 'second' ? String(rest).padStart(6, '0').replace(/0+$/, '') : '';
    return fraction === '' ? text : `${text}.${fraction}`;
  });
  const [first = '', ...others] = parts;
  const joined = shown[0] === 'day' && others.length > 0 ? `${first} ${others.join(':')}` : parts.join(':');
  return `INTERVAL '${micros < 0n ? '-' : ''}${joined}' ${range(start, end)}`;
}

/** Spark's text of a year-month interval: INTERVAL '1-2' YEAR TO MONTH. */
export function yearMonthText(months: number, start: string, end: string): string {
  const total = Math.abs(months);
  const [years, rest] = [Math.floor(total / 12), total % 12];
  const text = start !== end ? `${years}-${rest}` : start === 'year' ? String(years) : String(total);
  return `INTERVAL '${months < 0 ? '-' : ''}${text}' ${range(start, end)}`;
}

/** Intervals as text. */
export const intervalTextBuiltins: readonly BuiltinJsFunction[] = [
  builtin('mr_day_time_interval_text(BIGINT, VARCHAR, VARCHAR) VARCHAR', dayTimeText),
  builtin('mr_year_month_interval_text(INTEGER, VARCHAR, VARCHAR) VARCHAR', yearMonthText),
];
