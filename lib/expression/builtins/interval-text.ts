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
  builtin('mr_date_text(INTEGER) VARCHAR', (days: number) => dateText(days)),
  builtin('mr_wall_clock_text(BIGINT) VARCHAR', (micros: bigint) =>
    wallClockText(micros)
      .replace('T', ' ')
      .replace(/(\.\d*?)0+$/, '$1'),
  ),
];
