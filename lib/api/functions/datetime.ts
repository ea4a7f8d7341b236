import type { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Returns } from '../typing/expression-type.ts';
import { binary, invoke, lit, nullary, unary, withLiterals } from './call-function.ts';

type Int = 'int' | null;
type Day = 'date' | null;
type Instant = 'timestamp' | null;

/** The time of the batch: the same in every row, and when the batch is run again. */
export const currentTimestamp = nullary<'timestamp'>('current_timestamp');
/** The day of the batch in the session's time zone. */
export const currentDate = nullary<'date'>('current_date');
export const year = unary<Int>('year');
export const quarter = unary<Int>('quarter');
export const month = unary<Int>('month');
export const weekofyear = unary<Int>('weekofyear');
export const day = unary<Int>('day');
export const dayofmonth = unary<Int>('dayofmonth');
/** 1 is Sunday. */
export const dayofweek = unary<Int>('dayofweek');
export const dayofyear = unary<Int>('dayofyear');
/** 0 is Monday. */
export const weekday = unary<Int>('weekday');
export const hour = unary<Int>('hour');
export const minute = unary<Int>('minute');
export const second = unary<Int>('second');
export const lastDay = unary<Day>('last_day');
/** Days from `start` to `end`. */
export const datediff = binary<Int>('datediff');
export const monthsBetween = binary<'double' | null>('months_between');
/** A timestamp by a pattern: `dateFormat('t', 'yyyy-MM-dd')`. */
export const dateFormat = withLiterals<'string' | null, [pattern: string]>('date_format');
/** The first day of the year, quarter, month or week. */
export const trunc = withLiterals<Day, [unit: string]>('trunc');
/** The first day after a date that is such a weekday. */
export const nextDay = withLiterals<Day, [dayOfWeek: string]>('next_day');
/** A day from text (by a pattern if given) or from a timestamp. */
export const toDate = withLiterals<Day, [pattern?: string]>('to_date');
/** An instant from text (by a pattern if given) or from a date. */
export const toTimestamp = withLiterals<Instant, [pattern?: string]>('to_timestamp');
/** Seconds since 1970 as text, by a pattern if given. */
export const fromUnixtime = withLiterals<'string' | null, [pattern?: string]>('from_unixtime');
export const timestampSeconds = unary<Instant>('timestamp_seconds');
export const timestampMillis = unary<Instant>('timestamp_millis');
export const timestampMicros = unary<Instant>('timestamp_micros');
export const unixSeconds = unary<'bigint' | null>('unix_seconds');
export const unixMillis = unary<'bigint' | null>('unix_millis');
export const unixMicros = unary<'bigint' | null>('unix_micros');
export const unixDate = unary<Int>('unix_date');
/** The wall clock of a zone for an instant of UTC. */
export const fromUtcTimestamp = withLiterals<Instant, [zone: string]>('from_utc_timestamp');
/** The instant of UTC for a wall clock of a zone. */
export const toUtcTimestamp = withLiterals<Instant, [zone: string]>('to_utc_timestamp');

/** Seconds since 1970 of a timestamp, a date, or text by a pattern; of the batch's time where no column is given. */
export function unixTimestamp(): Column<'bigint'>;
export function unixTimestamp<const A extends ColumnOrName>(
  column: A,
  pattern?: string,
): Column<Returns<'bigint' | null, [ExpressionOf<A>]>>;
export function unixTimestamp(column?: ColumnOrName, pattern?: string): Column<never, never> {
  return invoke('unix_timestamp', column === undefined ? [] : [column], pattern === undefined ? [] : [pattern]);
}

/** A timestamp cut down to a unit: year, quarter, month, week, day, hour, minute, second. */
export const dateTrunc = <const A extends ColumnOrName>(
  unit: string,
  column: A,
): Column<Returns<Instant, [ExpressionOf<A>]>> => invoke('date_trunc', [lit(unit), column]);

const dayShift =
  (name: string) =>
  <const A extends ColumnOrName>(column: A, amount: number | ColumnOrName): Column<Returns<Day, [ExpressionOf<A>]>> =>
    invoke(name, [column, typeof amount === 'number' ? lit(amount) : amount]);

/** The date so many days later. */
export const dateAdd = dayShift('date_add');
/** The date so many days earlier. */
export const dateSub = dayShift('date_sub');
/** The date so many months later. */
export const addMonths = dayShift('add_months');
/** {@link toDate} that gives null for what is no date. */
export const tryToDate = withLiterals<Day, [pattern?: string]>('try_to_date');
