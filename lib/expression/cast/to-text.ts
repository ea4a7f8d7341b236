import type { DataType, DecimalType } from '../../types/data-type.ts';
import { quoteString } from '../duckdb-sql.ts';
import { toWallClock } from '../duckdb-time.ts';
import type { CastRequest } from './cast-request.ts';

/** A cast to STRING, as Spark prints the value. */
export function toText(request: CastRequest): string {
  const { sql, from, context, castPart } = request;
  switch (from.kind) {
    case 'timestamp':
      return wallClockSql(toWallClock(sql, context));
    case 'timestamp_ntz':
      return wallClockSql(sql);
    case 'date':
      return `CASE WHEN ${sql} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN CAST(${sql} AS VARCHAR) ELSE mr_date_text(CAST(${sql} - DATE '1970-01-01' AS INTEGER)) END`;
    case 'float':
    case 'double':
      return floatingText(sql, from);
    case 'decimal':
      return request.mode === 'legacy' && from.scale > 6
        ? `mr_big_decimal_text(${decimalText(sql, from)})`
        : decimalText(sql, from);
    case 'binary':
      return `mr_decode_utf8(hex(${sql}))`;
    case 'calendarInterval':
      return `mr_calendar_interval_text(CAST(datepart('year', ${sql}) * 12 + datepart('month', ${sql}) AS INTEGER), CAST(datepart('day', ${sql}) AS INTEGER), CAST(datepart('hour', ${sql}) * 3600000000 + datepart('minute', ${sql}) * 60000000 + datepart('microsecond', ${sql}) AS BIGINT))`;
    case 'dayTimeInterval':
      return `mr_day_time_interval_text(${sql}, '${from.start}', '${from.end}')`;
    case 'yearMonthInterval':
      return `mr_year_month_interval_text(${sql}, '${from.start}', '${from.end}')`;
    case 'array':
      return concatUnlessNull(
        sql,
        `'['`,
        textList(sql, (e) => castPart(e, from.elementType, request.to)),
        `']'`,
      );
    case 'map': {
      const entry = (e: string): string => {
        const key = castPart(`struct_extract(${e}, 'key')`, from.keyType, request.to);
        const value = castPart(`struct_extract(${e}, 'value')`, from.valueType, request.to);
        return `concat(${key}, ' -> ', coalesce(${value}, 'null'))`;
      };
      return concatUnlessNull(sql, `'{'`, textList(`map_entries(${sql})`, entry), `'}'`);
    }
    case 'struct': {
      const fields = from.fields.map(
        (f) =>
          `coalesce(${castPart(`struct_extract(${sql}, ${quoteString(f.name)})`, f.dataType, request.to)}, 'null')`,
      );
      return concatUnlessNull(sql, `'{'`, fields.length === 0 ? `''` : fields.join(`, ', ', `), `'}'`);
    }
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}

/** Years outside of four digits carry a sign. */
const wallClockSql = (clock: string): string =>
  `CASE WHEN ${clock} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31 23:59:59.999999' THEN CAST(${clock} AS VARCHAR) ELSE mr_wall_clock_text(epoch_us(${clock})) END`;

/** DuckDB leaves out the zero before the point where all digits are behind it. */
const decimalText = (sql: string, { precision, scale }: DecimalType): string =>
  precision === scale ? `regexp_replace(CAST(${sql} AS VARCHAR), '^(-?)[.]', '\\10.')` : `CAST(${sql} AS VARCHAR)`;

const textList = (list: string, element: (e: string) => string): string =>
  `coalesce(array_to_string(list_transform(${list}, lambda e: coalesce(${element('e')}, 'null')), ', '), '')`;

const concatUnlessNull = (sql: string, open: string, middle: string, close: string): string =>
  `CASE WHEN ${sql} IS NOT NULL THEN concat(${open}, ${middle}, ${close}) END`;

/** Java prints numbers from 1E-3 to below 1E7 as DuckDB does; the others in its own way. */
function floatingText(sql: string, from: DataType): string {
  const fn = from.kind === 'float' ? 'mr_float_text' : 'mr_double_text';
  return `CASE WHEN abs(${sql}) >= 0.001 AND abs(${sql}) < 10000000 THEN CAST(${sql} AS VARCHAR) ELSE ${fn}(CAST(${sql} AS DOUBLE)) END`;
}
