import type { DataType } from '../types/data-type.ts';
import type { EvaluationContext } from './function-record.ts';

const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'GMT', 'Z', '+00:00', 'Zulu', 'UCT']);

/** Whether wall clocks of the session show UTC, so that no time zone rules are needed. */
export const isUtc = (context: EvaluationContext): boolean => UTC_NAMES.has(context.timeZone);

/** An instant as the wall clock of the session: TIMESTAMPTZ to TIMESTAMP. In UTC that is plain arithmetic, without ICU. */
export function toWallClock(instant: string, context: EvaluationContext): string {
  return isUtc(context) ? `make_timestamp(epoch_us(${instant}))` : `CAST(${instant} AS TIMESTAMP)`;
}

/** A wall clock of the session as an instant: TIMESTAMP to TIMESTAMPTZ. */
export function toInstant(wallClock: string, context: EvaluationContext): string {
  return isUtc(context) ? `make_timestamptz(epoch_us(${wallClock}))` : `CAST(${wallClock} AS TIMESTAMPTZ)`;
}

/** A date or timestamp some months later on the session's wall clock, at most the month's last day. */
export function plusMonths(value: string, months: string, type: DataType, context: EvaluationContext): string {
  if (type.kind === 'date') return `CAST(${value} + to_months(${months}) AS DATE)`;
  if (type.kind === 'timestamp_ntz') return `(${value} + to_months(${months}))`;
  return toInstant(`(${toWallClock(value, context)} + to_months(${months}))`, context);
}
