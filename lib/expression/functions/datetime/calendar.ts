import { DateType, DoubleType, IntegerType, LongType } from '../../../types/data-type.ts';
import { ANSI_CONFIG, faultSql, quoteString, valueOrFault } from '../../duckdb-sql.ts';
import { isUtc, toInstant, toWallClock, wallClockOf } from '../../duckdb-time.ts';
import type { Expr } from '../../expr.ts';
import type { FunctionRecord, PrintContext } from '../../function-record.ts';
import { typeOf } from '../../type-of.ts';
import {
  ANY_TIMESTAMP,
  BOOLEAN,
  DATE,
  INT,
  LONG,
  SMALL_INTEGRAL,
  STRING,
  TIMESTAMP,
  type TypeRule,
} from '../../type-rule.ts';
import { constantText, typeAt } from '../arguments.ts';
import { type Head, scalar } from '../define.ts';
import { TIME_UNITS, WITHIN_DAY } from './units.ts';

const dated = (head: Head, rule: TypeRule, sql: (d: string, n: string) => string): FunctionRecord =>
  scalar(head, { params: [DATE, rule], returns: DateType, sql: ([d, n]) => sql(d, n) });

const DAYS = (() => {
  const names = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
  const spellings = [names.map((n) => n.slice(0, 2)), names.map((n) => n.slice(0, 3)), names].flat();
  return `[${spellings.map(quoteString).join(', ')}]`;
})();

/** Microseconds of the wall clock, in which the time of the day is what has gone by since midnight. */
function sinceMidnight(instant: string, context: PrintContext): string {
  const clock = toWallClock(instant, context);
  if (isUtc(context)) return `epoch_us(${clock})`;
  const midnight = `date_trunc('day', ${clock})`;
  return `(epoch_us(${midnight}) + epoch_us(${instant}) - epoch_us(${toInstant(midnight, context)}))`;
}

/** Months from any date to the end of time. */
const MOST_MONTHS = 70_000_000;

const MONTHS: Readonly<Record<string, number>> = Object.freeze({ month: 1, quarter: 3, year: 12 });

/** Months that have gone by in full, as java.time counts them: a month is full on the same day of the month, at the same time. */
function wholeMonths(start: string, end: string): string {
  const time = (w: string): string => `CAST(${w} AS TIME)`;
  const day = (w: string): string => `CAST(${w} AS DATE)`;
  const packed = (d: string): string => `CAST((year(${d}) * 12 + month(${d})) * 32 + day(${d}) AS BIGINT)`;
  const short = `CASE WHEN ${day(end)} > ${day(start)} AND ${time(end)} < ${time(start)} THEN 1 WHEN ${day(end)} < ${day(start)} AND ${time(end)} > ${time(start)} THEN -1 ELSE 0 END`;
  return `((${packed(`(${day(end)} - CAST(${short} AS INTEGER))`)} - ${packed(day(start))}) // 32)`;
}

/** Dates and timestamps some time later, and the time between two. */
export const calendarFunctions: readonly FunctionRecord[] = [
  dated(
    ['date_add', 'date_add(date, days)', 'A date some days later.', 'dateadd'],
    SMALL_INTEGRAL,
    (d, n) => `(${d} + CAST(${n} AS INTEGER))`,
  ),
  dated(
    ['date_sub', 'date_sub(date, days)', 'A date some days earlier.'],
    SMALL_INTEGRAL,
    (d, n) => `(${d} - CAST(${n} AS INTEGER))`,
  ),
  dated(
    ['add_months', 'add_months(date, months)', "A date some months later, at most the month's last day."],
    INT,
    (d, n) =>
      `CASE WHEN abs(${n}) > ${MOST_MONTHS} THEN ${faultSql('ARITHMETIC_OVERFLOW', { message: 'overflow', alternative: '', config: ANSI_CONFIG })} ELSE CAST(${d} + to_months(CASE WHEN abs(${n}) > ${MOST_MONTHS} THEN 0 ELSE ${n} END) AS DATE) END`,
  ),
  scalar(['datediff', 'datediff(end, start)', 'The days from start to end.', 'date_diff'], {
    params: [DATE, DATE],
    returns: IntegerType,
    sql: ([end, start]) => `CAST(${end} - ${start} AS INTEGER)`,
  }),
  scalar(
    [
      'months_between',
      'months_between(timestamp1, timestamp2[, roundOff])',
      'The months between, with a fraction by 31 days.',
    ],
    {
      params: [TIMESTAMP, TIMESTAMP, BOOLEAN],
      required: 2,
      returns: DoubleType,
      sql: ([a, b, round = 'true'], _, context) =>
        `mr_months_between(${sinceMidnight(a, context)}, ${sinceMidnight(b, context)}, ${round})`,
    },
  ),
  scalar(['last_day', 'last_day(date)', 'The last day of the month.'], {
    params: [DATE],
    returns: DateType,
    sql: ([d]) => `last_day(${d})`,
  }),
  scalar(['next_day', 'next_day(date, dayOfWeek)', 'The first later date on a day of the week.'], {
    params: [DATE, STRING],
    returns: DateType,
    nullable: true,
    sql: ([d, name], _, { ansi }) => {
      const day = `(list_position(${DAYS}, upper(trim(${name}))) - 1) % 7`;
      const next = `(${d} + CAST((${day} - dayofweek(${d}) + 6) % 7 + 1 AS INTEGER))`;
      if (!ansi) return next;
      const fault = faultSql('ILLEGAL_DAY_OF_WEEK', {}, { string: name });
      return valueOrFault(next, fault, [d, name]);
    },
  }),
  scalar(['timestampadd', 'timestampadd(unit, quantity, timestamp)', 'A timestamp some units later.'], {
    params: [STRING, LONG, ANY_TIMESTAMP],
    returns: (args) => typeOf(args[2] as Expr),
    sql: ([, n, x], expr, context) => {
      const unit = TIME_UNITS[(constantText(expr.args[0]) ?? '').toLowerCase()] ?? 'day';
      if (typeAt(expr.args, 2).kind === 'timestamp' && WITHIN_DAY.includes(unit))
        return `(${x} + CAST(${n} AS INTEGER) * INTERVAL 1 ${unit})`;
      const clock = `(${wallClockOf(x, typeAt(expr.args, 2), context)} + CAST(${n} AS INTEGER) * INTERVAL 1 ${unit})`;
      return typeAt(expr.args, 2).kind === 'timestamp' ? toInstant(clock, context) : clock;
    },
  }),
  scalar(['timestampdiff', 'timestampdiff(unit, start, end)', 'The whole units between two timestamps.'], {
    params: [STRING, TIMESTAMP, TIMESTAMP],
    returns: LongType,
    sql: ([, start, end], expr, context) => {
      const written = constantText(expr.args[0]) ?? '';
      const unit = TIME_UNITS[written.toLowerCase()];
      if (unit === undefined) {
        const texts = { parameter: '`unit`', functionName: '`TIMESTAMPDIFF`', invalidValue: `'${written}'` };
        return `CASE WHEN ${start} IS NOT NULL AND ${end} IS NOT NULL THEN ${faultSql('INVALID_PARAMETER_VALUE.DATETIME_UNIT', texts)} END`;
      }
      const [a, b] = [toWallClock(start, context), toWallClock(end, context)];
      const months = MONTHS[unit];
      return months === undefined ? `date_sub('${unit}', ${a}, ${b})` : `(${wholeMonths(a, b)} // ${months})`;
    },
  }),
];
