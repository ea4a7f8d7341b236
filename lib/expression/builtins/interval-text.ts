import type { DayTimeField, YearMonthField } from '../../types/data-type.ts';
import { dayTimeIntervalText, yearMonthIntervalText } from '../../types/time/interval-text.ts';
import type { BuiltinJsFunction } from '../function-record.ts';
import { builtin } from './define-builtin.ts';

/** Intervals as text. */
export const intervalTextBuiltins: readonly BuiltinJsFunction[] = [
  builtin(
    'mr_day_time_interval_text(BIGINT, VARCHAR, VARCHAR) VARCHAR',
    (micros: bigint, start: DayTimeField, end: DayTimeField) => dayTimeIntervalText(micros, { start, end }),
  ),
  builtin(
    'mr_year_month_interval_text(INTEGER, VARCHAR, VARCHAR) VARCHAR',
    (months: number, start: YearMonthField, end: YearMonthField) => yearMonthIntervalText(months, { start, end }),
  ),
];
