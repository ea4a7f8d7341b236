import { DateType, IntegerType, LongType, TimestampType } from '../../../types/data-type.ts';
import { faultSql, valueOrFault } from '../../duckdb-sql.ts';
import type { FunctionRecord } from '../../function-record.ts';
import { ANY_TIMESTAMP, DATE, INT, INTEGRAL, NUMERIC, uncast } from '../../type-rule.ts';
import { typeAt } from '../arguments.ts';
import { type Head, scalar } from '../define.ts';

const UNIT_WORDS: Readonly<Record<number, string>> = Object.freeze({ 1000: 'milliseconds', 1000000: 'seconds' });

const microsOf = (head: Head, factor: number): FunctionRecord =>
  scalar(head, {
    params: [uncast(factor === 1_000_000 ? NUMERIC : INTEGRAL)],
    returns: TimestampType,
    sql: ([x], expr) => {
      const type = typeAt(expr.args, 0);
      if (type.kind === 'decimal') return `make_timestamptz(CAST(CAST(${x} AS DECIMAL(38,6)) * ${factor} AS BIGINT))`;
      if (type.kind === 'double' || type.kind === 'float')
        return `make_timestamptz(CAST(trunc(${x} * ${factor}) AS BIGINT))`;
      const micros = `TRY_CAST(CAST(${x} AS HUGEINT) * ${factor} AS BIGINT)`;
      const suffix = type.kind === 'long' ? 'L' : '';
      const operation = `concat('create a TIMESTAMP from ', ${x}, '${suffix} ${UNIT_WORDS[factor]} since the epoch')`;
      const fault = faultSql('DATETIME_OVERFLOW', {}, { operation });
      return factor === 1
        ? `make_timestamptz(CAST(${x} AS BIGINT))`
        : `make_timestamptz(${valueOrFault(micros, fault, [x])})`;
    },
  });

const unixUnit = (head: Head, divisor: number): FunctionRecord =>
  scalar(head, {
    params: [uncast({ ...ANY_TIMESTAMP, words: ANY_TIMES })],
    returns: LongType,
    sql: ([x]) => {
      const micros = `epoch_us(${x})`;
      if (divisor === 1) return micros;
      return `((${micros} - ((${micros} % ${divisor}) + ${divisor}) % ${divisor}) // ${divisor})`;
    },
  });

/** Spark's words for a time of either kind. */
const ANY_TIMES = `(${ANY_TIMESTAMP.words} or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`;

/** Times as numbers since 1970, and out of them. */
export const epochFunctions: readonly FunctionRecord[] = [
  microsOf(['timestamp_seconds', 'timestamp_seconds(expr)', 'The instant some seconds after 1970.'], 1_000_000),
  microsOf(['timestamp_millis', 'timestamp_millis(expr)', 'The instant some milliseconds after 1970.'], 1000),
  microsOf(['timestamp_micros', 'timestamp_micros(expr)', 'The instant some microseconds after 1970.'], 1),
  unixUnit(['unix_seconds', 'unix_seconds(timestamp)', 'Seconds since 1970.'], 1_000_000),
  unixUnit(['unix_millis', 'unix_millis(timestamp)', 'Milliseconds since 1970.'], 1000),
  unixUnit(['unix_micros', 'unix_micros(timestamp)', 'Microseconds since 1970.'], 1),
  scalar(['unix_date', 'unix_date(date)', 'Days since 1970.'], {
    params: [uncast(DATE)],
    returns: IntegerType,
    sql: ([d]) => `CAST(${d} - DATE '1970-01-01' AS INTEGER)`,
  }),
  scalar(['date_from_unix_date', 'date_from_unix_date(days)', 'The date some days after 1970.'], {
    params: [INT],
    returns: DateType,
    sql: ([n]) => `(DATE '1970-01-01' + ${n})`,
  }),
];
