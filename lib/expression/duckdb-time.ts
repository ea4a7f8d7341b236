import type { DataType } from '../types/data-type.ts';
import { offsetOf } from '../types/time/time-zone.ts';
import type { EvaluationContext } from './function-record.ts';

const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'GMT', 'Z', '+00:00', 'Zulu', 'UCT']);

/** Whether wall clocks of the session show UTC, so that no time zone rules are needed. */
export const isUtc = (context: EvaluationContext): boolean => UTC_NAMES.has(context.timeZone);

/** Microseconds that a zone like `+05:30` is ahead of UTC; undefined for a region. */
function fixedMicros({ timeZone }: EvaluationContext): number | undefined {
  const seconds = offsetOf(timeZone);
  return seconds === undefined ? undefined : seconds * 1_000_000;
}

/** An instant as the wall clock of the session: TIMESTAMPTZ to TIMESTAMP. Without a region that is plain arithmetic, without ICU. */
export function toWallClock(instant: string, context: EvaluationContext): string {
  if (isUtc(context)) return `make_timestamp(epoch_us(${instant}))`;
  const fixed = fixedMicros(context);
  return fixed === undefined ? `CAST(${instant} AS TIMESTAMP)` : `make_timestamp(epoch_us(${instant}) + (${fixed}))`;
}

/** The wall clock of a date, an instant or a wall clock. */
export const wallClockOf = (value: string, type: DataType, context: EvaluationContext): string =>
  type.kind === 'timestamp' ? toWallClock(value, context) : value;

/**
 * The earlier of two instants that show the wall clock `w`, where DuckDB takes the later: when clocks are put back, an hour comes twice (half
 * an hour on Lord Howe Island).
 */
function earlierOf(instant: string, clock: (instant: string) => string): string {
  const before = ['1 HOUR', '30 MINUTE'].map((by) => `${instant} - INTERVAL ${by}`);
  const branches = before.map((earlier) => `WHEN ${clock(earlier)} = w THEN ${earlier}`);
  return `CASE ${branches.join(' ')} ELSE ${instant} END`;
}

/** A wall clock of the session as an instant: TIMESTAMP to TIMESTAMPTZ. */
export function toInstant(wallClock: string, context: EvaluationContext): string {
  if (isUtc(context)) return `make_timestamptz(epoch_us(${wallClock}))`;
  const fixed = fixedMicros(context);
  if (fixed !== undefined) return `make_timestamptz(epoch_us(${wallClock}) - (${fixed}))`;
  const earlier = earlierOf('CAST(w AS TIMESTAMPTZ)', (instant) => `CAST(${instant} AS TIMESTAMP)`);
  return `list_extract(list_transform([${wallClock}], lambda w: ${earlier}), 1)`;
}

/** A wall clock of a named zone (SQL of its name) as an instant, the earlier of two. */
export function instantIn(zone: string, wallClock: string): string {
  const earlier = earlierOf(`timezone(${zone}, w)`, (instant) => `timezone(${zone}, ${instant})`);
  return `list_extract(list_transform([${wallClock}], lambda w: ${earlier}), 1)`;
}

/** A date or timestamp some months later on the session's wall clock, at most the month's last day. */
export function plusMonths(value: string, months: string, type: DataType, context: EvaluationContext): string {
  if (type.kind === 'date') return `CAST(${value} + to_months(${months}) AS DATE)`;
  if (type.kind === 'timestamp_ntz') return `(${value} + to_months(${months}))`;
  return toInstant(`(${toWallClock(value, context)} + to_months(${months}))`, context);
}
