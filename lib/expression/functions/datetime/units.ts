/** Units of trunc and date_trunc. */
export const TIME_UNITS: Readonly<Record<string, string>> = Object.freeze({
  year: 'year',
  yyyy: 'year',
  yy: 'year',
  quarter: 'quarter',
  month: 'month',
  mon: 'month',
  mm: 'month',
  week: 'week',
  day: 'day',
  dd: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second',
  millisecond: 'millisecond',
  microsecond: 'microsecond',
});

/** Units that elapse alike on every day, whatever the zone does. */
export const WITHIN_DAY: readonly string[] = ['hour', 'minute', 'second', 'millisecond', 'microsecond'];
