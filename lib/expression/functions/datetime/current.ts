import { type DataType, DateType, StringType, TimestampNtzType, TimestampType } from '../../../types/data-type.ts';
import { quoteString } from '../../duckdb-sql.ts';
import { toWallClock } from '../../duckdb-time.ts';
import type { FunctionRecord, PrintContext } from '../../function-record.ts';
import { type Head, scalar } from '../define.ts';

const now = (context: PrintContext): string => `make_timestamptz(${context.batchTimestampMicros})`;

const constantTime = (head: Head, type: DataType, sql: (context: PrintContext) => string): FunctionRecord =>
  scalar(head, { params: [], returns: type, nullable: false, sql: (_, __, context) => sql(context) });

/** The time of the batch, and the zone of the session. */
export const currentTimes: readonly FunctionRecord[] = [
  constantTime(['current_timestamp', 'current_timestamp()', 'The time of the batch.', 'now'], TimestampType, now),
  constantTime(
    ['current_date', 'current_date()', 'The date of the batch in the zone of the session.', 'curdate'],
    DateType,
    (context) => `CAST(${toWallClock(now(context), context)} AS DATE)`,
  ),
  constantTime(
    ['localtimestamp', 'localtimestamp()', 'The wall clock of the batch in the zone of the session.'],
    TimestampNtzType,
    (context) => toWallClock(now(context), context),
  ),
  constantTime(['current_timezone', 'current_timezone()', 'The zone of the session.'], StringType, (context) =>
    quoteString(context.timeZone),
  ),
];
