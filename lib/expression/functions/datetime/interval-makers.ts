import {
  CalendarIntervalType,
  dayTimeIntervalType,
  decimalType,
  yearMonthIntervalType,
} from '../../../types/data-type.ts';
import { ANSI_CONFIG, faultSql, valueOrFault } from '../../duckdb-sql.ts';
import type { FunctionRecord, PrintContext } from '../../function-record.ts';
import { INT, type TypeRule } from '../../type-rule.ts';
import { type Args, type Head, scalar } from '../define.ts';

/** Seconds with their fraction. */
const SECONDS: TypeRule = {
  words: '"DECIMAL(18,6)"',
  accepts: (t) => t.kind === 'decimal' && t.precision === 18 && t.scale === 6,
  target: decimalType(18, 6),
};

const wide = (sql: string): string => `CAST(${sql} AS HUGEINT)`;

/** Microseconds of hours, minutes and seconds, in a type that they fit. */
const timeMicros = (h: string, mi: string, s: string): string =>
  `(${wide(h)} * 3600000000 + ${wide(mi)} * 60000000 + CAST(CAST(${s} AS DECIMAL(18,6)) * 1000000 AS HUGEINT))`;

function calendarInterval(args: Args, tolerant: boolean, { ansi }: PrintContext): string {
  const [y = '0', mo = '0', w = '0', d = '0', h = '0', mi = '0', s = '0'] = args;
  const months = `TRY_CAST(${wide(y)} * 12 + ${wide(mo)} AS INTEGER)`;
  const days = `TRY_CAST(${wide(w)} * 7 + ${wide(d)} AS INTEGER)`;
  const micros = `TRY_CAST(${timeMicros(h, mi, s)} AS BIGINT)`;
  const value = `(to_months(${months}) + to_days(${days}) + to_microseconds(${micros}))`;
  const overflow = faultSql('ARITHMETIC_OVERFLOW', { message: 'overflow', alternative: '', config: ANSI_CONFIG });
  return tolerant || !ansi ? value : valueOrFault(value, overflow, args);
}

const PARTS = '([years[, months[, weeks[, days[, hours[, mins[, secs]]]]]]])';

const calendarMaker = (head: Head, tolerant: boolean): FunctionRecord =>
  scalar(head, {
    params: [INT, INT, INT, INT, INT, INT, SECONDS],
    required: tolerant ? 1 : 0,
    returns: CalendarIntervalType,
    nullable: true,
    sql: (args, _, context) => calendarInterval(args, tolerant, context),
  });

const overflow = (): string => faultSql('INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION');

/** Intervals out of their parts. */
export const intervalMakers: readonly FunctionRecord[] = [
  calendarMaker(['make_interval', `make_interval${PARTS}`, 'A calendar interval out of its parts.'], false),
  calendarMaker(
    ['try_make_interval', `try_make_interval${PARTS}`, 'A calendar interval out of its parts, null on overflow.'],
    true,
  ),
  scalar(
    ['make_dt_interval', 'make_dt_interval([days[, hours[, mins[, secs]]]])', 'A day-time interval out of its parts.'],
    {
      params: [INT, INT, INT, SECONDS],
      required: 0,
      returns: dayTimeIntervalType(),
      sql: (args) => {
        const [d = '0', h = '0', mi = '0', s = '0'] = args;
        const value = `TRY_CAST(${wide(d)} * 86400000000 + ${timeMicros(h, mi, s)} AS BIGINT)`;
        return valueOrFault(value, overflow(), args);
      },
    },
  ),
  scalar(['make_ym_interval', 'make_ym_interval([years[, months]])', 'A year-month interval out of its parts.'], {
    params: [INT, INT],
    required: 0,
    returns: yearMonthIntervalType(),
    sql: (args) => {
      const [y = '0', m = '0'] = args;
      return valueOrFault(`TRY_CAST(${wide(y)} * 12 + ${wide(m)} AS INTEGER)`, overflow(), args);
    },
  }),
];
