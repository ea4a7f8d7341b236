import {
  type DayTimeField,
  dayTimeIntervalType,
  type YearMonthField,
  yearMonthIntervalType,
} from '../../types/data-type.ts';
import { dateText, wallClockText } from '../../types/time/calendar-text.ts';
import {
  dayTimeIntervalMicros,
  dayTimeIntervalText,
  yearMonthIntervalMonths,
  yearMonthIntervalText,
} from '../../types/time/interval-text.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';

/** The value, or null where the text is none of the type, or too large. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const within = (value: bigint, bits: number): bigint | null => (BigInt.asIntN(bits, value) === value ? value : null);

/** Spark's text of a calendar interval: `1 years 2 months 3 days 4 hours 5.6 seconds`. */
function calendarIntervalText(months: number, days: number, micros: bigint): string {
  const minutes = micros / 60_000_000n;
  const seconds = micros % 60_000_000n;
  const size = seconds < 0n ? -seconds : seconds;
  const fraction = String(size % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  const secondsText = `${seconds < 0n ? '-' : ''}${size / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
  const parts = [
    [Math.trunc(months / 12), 'years'],
    [months % 12, 'months'],
    [days, 'days'],
    [minutes / 60n, 'hours'],
    [minutes % 60n, 'minutes'],
    [seconds === 0n ? 0 : secondsText, 'seconds'],
  ] as const;
  const shown = parts.filter(([amount]) => amount !== 0 && amount !== 0n);
  return shown.length === 0 ? '0 seconds' : shown.map(([amount, unit]) => `${amount} ${unit}`).join(' ');
}

/** Intervals as text and out of it. */
export const intervalTextBuiltins: readonly BuiltinJsFunction[] = [
  builtin(
    'mr_day_time_interval_text(BIGINT, VARCHAR, VARCHAR) VARCHAR',
    (micros: bigint, start: DayTimeField, end: DayTimeField) => dayTimeIntervalText(micros, { start, end }),
  ),
  builtin(
    'mr_year_month_interval_text(INTEGER, VARCHAR, VARCHAR) VARCHAR',
    (months: number, start: YearMonthField, end: YearMonthField) => yearMonthIntervalText(months, { start, end }),
  ),
  builtin(
    'mr_parse_day_time_interval(VARCHAR, VARCHAR, VARCHAR) BIGINT',
    (text: string, start: DayTimeField, end: DayTimeField) =>
      orNull(() => within(dayTimeIntervalMicros(text, dayTimeIntervalType(start, end)), 64)),
  ),
  builtin(
    'mr_parse_year_month_interval(VARCHAR, VARCHAR, VARCHAR) BIGINT',
    (text: string, start: YearMonthField, end: YearMonthField) =>
      orNull(() => within(BigInt(yearMonthIntervalMonths(text, yearMonthIntervalType(start, end))), 32)),
  ),
  builtin('mr_calendar_interval_text(INTEGER, INTEGER, BIGINT) VARCHAR', calendarIntervalText),
  builtin('mr_date_text(INTEGER) VARCHAR', (days: number) => dateText(days)),
  builtin('mr_wall_clock_text(BIGINT) VARCHAR', (micros: bigint) =>
    wallClockText(micros)
      .replace('T', ' ')
      .replace(/(\.\d*?)0+$/, '$1'),
  ),
];
