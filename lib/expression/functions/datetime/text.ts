import {
  type DataType,
  DateType,
  isNumeric,
  LongType,
  StringType,
  TimestampNtzType,
  TimestampType,
} from '../../../types/data-type.ts';
import { castSql } from '../../duckdb-cast.ts';
import { faultSql, quoteString, valueOrFault } from '../../duckdb-sql.ts';
import { toInstant } from '../../duckdb-time.ts';
import type { FunctionRecord, PrintContext } from '../../function-record.ts';
import { LONG, STRING, TIMESTAMP } from '../../type-rule.ts';
import { constantText, typeAt } from '../arguments.ts';
import { type Head, scalar } from '../define.ts';
import { formatSql, parseSql } from './pattern-sql.ts';

const unparsable = (x: string, pattern: string, func: string): string =>
  faultSql('CANNOT_PARSE_TIMESTAMP', { func: `\`${func}\`` }, { message: `mr_parse_fault(${x}, ${pattern})` });

interface ParseTarget {
  readonly type: DataType;
  readonly tryName: string;
  /** The wall clock out of text. */
  readonly parse: typeof parseSql;
  /** The value out of a wall clock. */
  readonly value: (wallClock: string, context: PrintContext) => string;
}

const TO_DATE: ParseTarget = {
  type: DateType,
  tryName: 'try_to_date',
  parse: parseSql,
  value: (w) => `CAST(${w} AS DATE)`,
};

const TO_TIMESTAMP: ParseTarget = {
  type: TimestampType,
  tryName: 'try_to_timestamp',
  parse: parseSql,
  value: toInstant,
};

const TO_NTZ: ParseTarget = {
  type: TimestampNtzType,
  tryName: 'try_to_timestamp_ntz',
  parse: (x, pattern) => `make_timestamp(mr_parse_local(${x}, ${pattern}))`,
  value: (w) => w,
};

/** `to_date` and its kin: without a pattern a cast, with one strict parsing. `tolerant` gives null in place of faults. */
const parser = (head: Head, target: ParseTarget, tolerant: boolean): FunctionRecord =>
  scalar(head, {
    params: [
      {
        words: '"STRING"',
        accepts: (t) =>
          ['string', 'date', 'timestamp', 'timestamp_ntz'].includes(t.kind) ||
          (target === TO_TIMESTAMP && isNumeric(t)),
        target: StringType,
      },
      STRING,
    ],
    required: 1,
    returns: target.type,
    nullable: true,
    sql: ([x, pattern], expr, context) => {
      const from = typeAt(expr.args, 0);
      const strict = context.ansi && !tolerant;
      if (pattern === undefined || from.kind !== 'string')
        return castSql(x, from, target.type, strict ? 'ansi' : 'try', context);
      const value = target.value(target.parse(x, pattern, constantText(expr.args[1]), context), context);
      if (!strict) return value;
      return valueOrFault(value, unparsable(x, pattern, target.tryName), [x, pattern]);
    },
  });

const DEFAULT_PATTERN = 'yyyy-MM-dd HH:mm:ss';

const unixTime = (head: Head, required: number): FunctionRecord =>
  scalar(head, {
    params: [
      {
        words: '("STRING" or "DATE" or "TIMESTAMP")',
        accepts: (t) => ['string', 'date', 'timestamp', 'timestamp_ntz'].includes(t.kind),
        target: StringType,
      },
      STRING,
    ],
    required,
    returns: LongType,
    sql: ([x, pattern], expr, context) => {
      if (x === undefined) return `CAST(${context.batchTimestampMicros} // 1000000 AS BIGINT)`;
      const from = typeAt(expr.args, 0);
      const seconds = (instant: string): string => `(epoch_us(${instant}) // 1000000)`;
      if (from.kind === 'timestamp_ntz') return seconds(x);
      if (from.kind !== 'string') return seconds(castSql(x, from, TimestampType, 'ansi', context));
      const text = pattern ?? quoteString(DEFAULT_PATTERN);
      const value = seconds(
        toInstant(
          parseSql(x, text, pattern === undefined ? DEFAULT_PATTERN : constantText(expr.args[1]), context),
          context,
        ),
      );
      return context.ansi ? valueOrFault(value, unparsable(x, text, 'try_to_timestamp'), [x]) : value;
    },
  });

/** Dates and timestamps out of text, and as text. */
export const datetimeTexts: readonly FunctionRecord[] = [
  parser(['to_date', 'to_date(expr[, pattern])', 'A date out of text.'], TO_DATE, false),
  parser(['try_to_date', 'try_to_date(expr[, pattern])', 'A date out of text, or null.'], TO_DATE, true),
  parser(
    ['to_timestamp', 'to_timestamp(expr[, pattern])', 'A timestamp out of text.', 'to_timestamp_ltz'],
    TO_TIMESTAMP,
    false,
  ),
  parser(
    ['try_to_timestamp', 'try_to_timestamp(expr[, pattern])', 'A timestamp out of text, or null.'],
    TO_TIMESTAMP,
    true,
  ),
  parser(
    ['to_timestamp_ntz', 'to_timestamp_ntz(expr[, pattern])', 'A timestamp without time zone out of text.'],
    TO_NTZ,
    false,
  ),
  scalar(['date_format', 'date_format(timestamp, pattern)', 'A timestamp as text.'], {
    params: [TIMESTAMP, STRING],
    returns: StringType,
    sql: ([x, pattern], expr, context) => formatSql(x, pattern, constantText(expr.args[1]), context),
  }),
  unixTime(['unix_timestamp', 'unix_timestamp([expr[, pattern]])', 'Seconds since 1970.'], 0),
  unixTime(['to_unix_timestamp', 'to_unix_timestamp(expr[, pattern])', 'Seconds since 1970.'], 1),
  scalar(['from_unixtime', 'from_unixtime(seconds[, pattern])', 'Seconds since 1970 as text.'], {
    params: [LONG, STRING],
    required: 1,
    returns: StringType,
    sql: ([x, pattern], expr, context) => {
      const known = pattern === undefined ? DEFAULT_PATTERN : constantText(expr.args[1]);
      return formatSql(`make_timestamptz(${x} * 1000000)`, pattern ?? quoteString(DEFAULT_PATTERN), known, context);
    },
  }),
];
