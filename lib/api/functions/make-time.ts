import type { ColumnOrName } from '../typing/argument.ts';
import { nullary, ofColumns, unary, withDefaults } from './call-function.ts';

type C = ColumnOrName;
type Instant = 'timestamp' | null;
type WallClock = 'timestamp_ntz' | null;
type Formatted = [column: C, pattern?: C];
type Parts = [year: C, month: C, day: C, hour: C, minute: C, second: C];
type IntervalParts = [years?: C, months?: C, weeks?: C, days?: C, hours?: C, minutes?: C, seconds?: C];

/** The wall clock of the batch in the session's time zone. */
export const localtimestamp = nullary<'timestamp_ntz'>('localtimestamp');
/** The short name of the day of the week. */
export const dayname = unary<'string' | null>('dayname');
/** The short name of the month. */
export const monthname = unary<'string' | null>('monthname');
/** A field of a date, a timestamp or an interval: `datePart(lit('year'), 't')`. */
export const datePart = ofColumns<'any' | null, [field: C, source: C]>('date_part');
export const makeDate = ofColumns<'date' | null, [year: C, month: C, day: C]>('make_date');
/** A timestamp out of its parts, in the zone of the session or of a column. */
export const makeTimestamp = ofColumns<Instant, [...Parts, zone?: C]>('make_timestamp');
/** {@link makeTimestamp} that gives null for what is no time. */
export const tryMakeTimestamp = ofColumns<Instant, [...Parts, zone?: C]>('try_make_timestamp');
export const makeTimestampNtz = ofColumns<WallClock, Parts>('make_timestamp_ntz');
/** {@link makeTimestampNtz} that gives null for what is no time. */
export const tryMakeTimestampNtz = ofColumns<WallClock, Parts>('try_make_timestamp_ntz');
/** An interval out of its parts; those left out are 0. */
export const makeInterval = withDefaults<'any' | null, IntervalParts>('make_interval', 0, 0, 0, 0, 0, 0, 0);
/** {@link makeInterval} that gives null on overflow. */
export const tryMakeInterval = withDefaults<'any' | null, IntervalParts>('try_make_interval', 0, 0, 0, 0, 0, 0, 0);
export const makeDtInterval = withDefaults<'day-time interval' | null, [days?: C, hours?: C, minutes?: C, seconds?: C]>(
  'make_dt_interval',
  0,
  0,
  0,
  0,
);
export const makeYmInterval = withDefaults<'any' | null, [years?: C, months?: C]>('make_ym_interval', 0, 0);
/** A timestamp without time zone out of text, by a pattern in a column: `toTimestampNtz('s', lit('yyyy-MM-dd'))`. */
export const toTimestampNtz = ofColumns<WallClock, Formatted>('to_timestamp_ntz');
/** A timestamp out of text, or null. */
export const tryToTimestamp = ofColumns<Instant, Formatted>('try_to_timestamp');
/** Seconds since 1970 of text or a time. */
export const toUnixTimestamp = ofColumns<'bigint' | null, Formatted>('to_unix_timestamp');
