import type { DataType } from '../types/data-type.ts';
import type { EvaluationContext } from './function-record.ts';

const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'GMT', 'Z', '+00:00', 'Zulu', 'UCT']);

/** Whether wall clocks of the session show UTC, so that no time zone rules are needed. */
export const isUtc = (context: EvaluationContext): boolean => UTC_NAMES.has(context.timeZone);

/** An instant as the wall clock of the session: TIMESTAMPTZ to TIMESTAMP. In UTC that is plain arithmetic, without ICU. */
export function toWallClock(instant: string, context: EvaluationContext): string {
  return isUtc(context) ? `make_timestamp(epoch_us(${instant}))` : `CAST(${instant} AS TIMESTAMP)`;
}

/** The wall clock of a date, an instant or a wall clock. */
export const wallClockOf = (value: string, type: DataType, context: EvaluationContext): string =>
  type.kind === 'timestamp' ? toWallClock(value, context) : value;

/** The earlier of two instants that show the wall clock `w`, where DuckDB takes the later: when clocks are put back, an hour comes twice. */
const EARLIER =
  'CASE WHEN CAST(CAST(w AS TIMESTAMPTZ) - INTERVAL 1 HOUR AS TIMESTAMP) = w THEN CAST(w AS TIMESTAMPTZ) - INTERVAL 1 HOUR ELSE CAST(w AS TIMESTAMPTZ) END';

/** A wall clock of the session as an instant: TIMESTAMP to TIMESTAMPTZ. */
export function toInstant(wallClock: string, context: EvaluationContext): string {
  if (isUtc(context)) return `make_timestamptz(epoch_us(${wallClock}))`;
  return `list_extract(list_transform([${wallClock}], lambda w: ${EARLIER}), 1)`;
}

/** A wall clock of a named zone (SQL of its name) as an instant, the earlier of two. */
export function instantIn(zone: string, wallClock: string): string {
  const at = `timezone(${zone}, w)`;
  const earlier = `timezone(${zone}, ${at} - INTERVAL 1 HOUR) = w`;
  return `list_extract(list_transform([${wallClock}], lambda w: CASE WHEN ${earlier} THEN ${at} - INTERVAL 1 HOUR ELSE ${at} END), 1)`;
}

/** A date or timestamp some months later on the session's wall clock, at most the month's last day. */
export function plusMonths(value: string, months: string, type: DataType, context: EvaluationContext): string {
  if (type.kind === 'date') return `CAST(${value} + to_months(${months}) AS DATE)`;
  if (type.kind === 'timestamp_ntz') return `(${value} + to_months(${months}))`;
  return toInstant(`(${toWallClock(value, context)} + to_months(${months}))`, context);
}
