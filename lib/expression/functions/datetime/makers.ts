import { type DataType, DateType, TimestampNtzType, TimestampType } from '../../../types/data-type.ts';
import { faultSql, valueOrFault } from '../../duckdb-sql.ts';
import { instantIn, toInstant } from '../../duckdb-time.ts';
import type { FunctionRecord } from '../../function-record.ts';
import { DOUBLE, INT, STRING } from '../../type-rule.ts';
import { type Head, scalar } from '../define.ts';
import { byZone } from './zones.ts';

const makeTimestamp = (head: Head, type: DataType, tolerant: boolean): FunctionRecord =>
  scalar(head, {
    params: [
      INT,
      INT,
      INT,
      INT,
      INT,
      { ...DOUBLE, words: '"DECIMAL(16,6)"' },
      ...(type.kind === 'timestamp' ? [STRING] : []),
    ],
    required: 6,
    returns: type,
    nullable: true,
    sql: (args, call, context) => {
      const [y, mo, d, h, mi, s, zone] = args;
      const minute = `TRY_CAST(printf('%04d-%02d-%02d %02d:%02d:00', ${y}, ${mo}, ${d}, ${h}, ${mi}) AS TIMESTAMP)`;
      const clock = `CASE WHEN ${h} BETWEEN 0 AND 23 AND ${mi} BETWEEN 0 AND 59 AND ${s} >= 0 AND ${s} <= 60 THEN make_timestamp(epoch_us(${minute}) + CAST(round(${s} * 1000000) AS BIGINT)) END`;
      const local = type.kind === 'timestamp' ? toInstant(clock, context) : clock;
      const value =
        zone === undefined
          ? local
          : byZone(
              zone,
              call.args[6],
              (offset) => `make_timestamptz(epoch_us(${clock}) - ${offset})`,
              (region) => instantIn(region, clock),
              'CAST(NULL AS TIMESTAMPTZ)',
            );
      const message = { rangeMessage: `mr_time_fault(${y}, ${mo}, ${d}, ${h}, ${mi}, ${s})` };
      const outOfBounds = faultSql('DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION', {}, message);
      const seconds = { secAndMicros: `CAST(CAST(${s} AS DECIMAL(16,6)) AS VARCHAR)` };
      const fault = `CASE WHEN ${s} > 60 AND ${s} < 61 THEN ${faultSql('INVALID_FRACTION_OF_SECOND', {}, seconds)} ELSE ${outOfBounds} END`;
      return tolerant || !context.ansi ? value : valueOrFault(value, fault, [y, mo, d, h, mi, s]);
    },
  });

/** Dates and timestamps out of their parts. */
export const datetimeMakers: readonly FunctionRecord[] = [
  scalar(['make_date', 'make_date(year, month, day)', 'A date out of its parts.'], {
    params: [INT, INT, INT],
    returns: DateType,
    nullable: true,
    sql: (args, _, context) => {
      const [y, m, d] = args;
      const value = `TRY_CAST(printf('%04d-%02d-%02d', ${y}, ${m}, ${d}) AS DATE)`;
      const fault = faultSql(
        'DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION',
        {},
        { rangeMessage: `mr_date_fault(${y}, ${m}, ${d})` },
      );
      return context.ansi ? valueOrFault(value, fault, [y, m, d]) : value;
    },
  }),
  makeTimestamp(
    [
      'make_timestamp',
      'make_timestamp(year, month, day, hour, min, sec[, timezone])',
      'A timestamp out of its parts.',
      'make_timestamp_ltz',
    ],
    TimestampType,
    false,
  ),
  makeTimestamp(
    [
      'try_make_timestamp',
      'try_make_timestamp(year, month, day, hour, min, sec[, timezone])',
      'A timestamp out of its parts, or null.',
      'try_make_timestamp_ltz',
    ],
    TimestampType,
    true,
  ),
  makeTimestamp(
    [
      'make_timestamp_ntz',
      'make_timestamp_ntz(year, month, day, hour, min, sec)',
      'A timestamp without time zone out of its parts.',
    ],
    TimestampNtzType,
    false,
  ),
  makeTimestamp(
    [
      'try_make_timestamp_ntz',
      'try_make_timestamp_ntz(year, month, day, hour, min, sec)',
      'A timestamp without time zone out of its parts, or null.',
    ],
    TimestampNtzType,
    true,
  ),
];
