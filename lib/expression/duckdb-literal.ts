import { duckDbType, quoteString } from './duckdb-sql.ts';
import type { CalendarIntervalValue, Literal } from './expr.ts';

/** A constant in DuckDB's dialect, typed so that no operator reads it as another type. */
export function literalSql(expr: Literal): string {
  const { value, dataType } = expr;
  if (value === null) return dataType.kind === 'null' ? 'NULL' : `CAST(NULL AS ${duckDbType(dataType)})`;
  switch (dataType.kind) {
    case 'boolean':
      return value === true ? 'true' : 'false';
    case 'integer':
      return integerSql(Number(value));
    case 'string':
      return quoteString(String(value));
    case 'byte':
    case 'short':
    case 'long':
    case 'dayTimeInterval':
    case 'yearMonthInterval':
      return `CAST(${value} AS ${duckDbType(dataType)})`;
    case 'float':
    case 'double':
    case 'decimal':
      return `CAST('${Object.is(value, -0) ? '-0' : value}' AS ${duckDbType(dataType)})`;
    case 'binary':
      return `unhex('${Buffer.from(String(value), 'base64').toString('hex')}')`;
    case 'date':
      return `DATE '${String(value).replace(/^[+]/, '')}'`;
    case 'timestamp':
      return `make_timestamptz(${value})`;
    case 'timestamp_ntz':
      return `make_timestamp(${value})`;
    default:
      return calendarSql(value as CalendarIntervalValue);
  }
}

/** -2147483648 is no INTEGER to DuckDB: it is the negation of a BIGINT. */
function integerSql(value: number): string {
  if (value >= 0) return String(value);
  return value === -2147483648 ? 'CAST(-2147483648 AS INTEGER)' : `(${value})`;
}

const calendarSql = ({ months, days, microseconds }: CalendarIntervalValue): string =>
  `(to_months(${months}) + to_days(${days}) + to_microseconds(${microseconds}))`;
