import { patternFault } from '../../../types/time/check-pattern.ts';
import { hasZone } from '../../../types/time/pattern-parts.ts';
import { strftimeFormat, strptimeFormat } from '../../datetime-pattern.ts';
import { quoteString } from '../../duckdb-sql.ts';
import { isUtc, toWallClock } from '../../duckdb-time.ts';
import type { PrintContext } from '../../function-record.ts';

/** Offset of the session's zone at an instant, in seconds. */
const offsetSeconds = (instant: string, context: PrintContext): string =>
  isUtc(context)
    ? '0'
    : `CAST((epoch_us(${toWallClock(instant, context)}) - epoch_us(${instant})) // 1000000 AS INTEGER)`;

/** An instant printed by a pattern. */
export function formatSql(
  instant: string,
  patternSql: string,
  pattern: string | undefined,
  context: PrintContext,
): string {
  const format = pattern === undefined ? undefined : strftimeFormat(pattern);
  const clock = toWallClock(instant, context);
  const printed = `mr_date_format(epoch_us(${clock}), ${offsetSeconds(instant, context)}, ${quoteString(context.timeZone)}, ${patternSql})`;
  if (format === undefined || (pattern !== undefined && patternFault(pattern, false) !== undefined)) return printed;
  return `CASE WHEN year(${clock}) BETWEEN 1 AND 9999 THEN strftime(${clock}, ${quoteString(format)}) ELSE ${printed} END`;
}

/** Text read by a pattern, as a wall clock (TIMESTAMP), null where it does not fit. */
export function parseSql(x: string, patternSql: string, pattern: string | undefined, context: PrintContext): string {
  const faulty = pattern !== undefined && patternFault(pattern, true) !== undefined;
  const known = pattern === undefined || faulty ? undefined : strptimeFormat(pattern);
  const parsed = `mr_parse_pattern(${x}, ${patternSql})`;
  if (pattern !== undefined && hasZone(pattern)) return toWallClock(`make_timestamptz(${parsed})`, context);
  if (known === undefined) return `make_timestamp(${parsed})`;
  return `CASE WHEN regexp_full_match(${x}, ${quoteString(known.check)}) THEN try_strptime(${x}, ${quoteString(known.format)}) END`;
}
