import { type DataType, type DayTimeIntervalType, sqlName, type YearMonthIntervalType } from '../../types/data-type.ts';
import { duckDbType, faultSql, valueOrFault } from '../duckdb-sql.ts';
import type { CastRequest } from './cast-request.ts';

const UNITS: Readonly<Record<string, number>> = Object.freeze({
  year: 12,
  month: 1,
  day: 86_400_000_000,
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
});

/** The last field of an interval type, in what values of it are stored as: microseconds or months. */
export const unitOf = (type: DataType): number => ('end' in type ? (UNITS[type.end] ?? 1) : 1);

/** Numbers count the last field; an interval of finer fields loses what is below it. */
export function toDayTimeInterval(request: CastRequest): string {
  const { sql, from, to, mode } = request;
  if (from.kind === 'string') return intervalFromText('mr_parse_day_time_interval', request);
  const unit = unitOf(to);
  if (from.kind === 'dayTimeInterval') {
    return unit <= unitOf(from) || unit === 1_000_000 ? sql : `(${sql} // ${unit} * ${unit})`;
  }
  const scaled =
    from.kind === 'decimal' ? `round(CAST(${sql} AS DECIMAL(38,6)) * ${unit})` : `CAST(${sql} AS HUGEINT) * ${unit}`;
  return `${mode === 'ansi' ? 'CAST' : 'TRY_CAST'}(${scaled} AS BIGINT)`;
}

/** Numbers count the last field; an interval of months loses what is below a year. */
export function toYearMonthInterval(request: CastRequest): string {
  const { sql, from, to, mode } = request;
  if (from.kind === 'string') return intervalFromText('mr_parse_year_month_interval', request);
  const unit = unitOf(to);
  if (from.kind === 'yearMonthInterval') return unit === 1 ? sql : `(${sql} // ${unit} * ${unit})`;
  const scaled = from.kind === 'decimal' ? `round(${sql} * ${unit})` : `CAST(${sql} AS HUGEINT) * ${unit}`;
  return `${mode === 'ansi' ? 'CAST' : 'TRY_CAST'}(${scaled} AS INTEGER)`;
}

const FIELD_LETTERS: Readonly<Record<string, string>> = Object.freeze({
  year: 'y',
  day: 'd',
  hour: 'h',
  minute: 'm',
  second: 's.n',
});

const DAY_TIME_FIELDS = ['day', 'hour', 'minute', 'second'];

/** Spark's words for the texts of an interval type. */
function intervalFormats({ start, end, kind }: DayTimeIntervalType | YearMonthIntervalType): string {
  const fields = kind === 'dayTimeInterval' ? DAY_TIME_FIELDS : ['year', 'month'];
  const letters = fields
    .slice(fields.indexOf(start), fields.indexOf(end) + 1)
    .map((field) => (field === 'month' ? 'm' : (FIELD_LETTERS[field] ?? '')));
  const [first = '', ...rest] = letters;
  const joint = kind === 'yearMonthInterval' ? '-' : start === 'day' ? ' ' : ':';
  const format = rest.length === 0 ? first : `${first}${joint}${rest.join(':')}`;
  const units = start === end ? start : `${start} to ${end}`;
  return `\`[+|-]${format}\`, \`INTERVAL [+|-]'[+|-]${format}' ${units.toUpperCase()}\``;
}

function intervalFromText(builtin: string, request: CastRequest): string {
  const { to } = request;
  if (to.kind !== 'dayTimeInterval' && to.kind !== 'yearMonthInterval') return request.sql;
  const value = `CAST(${builtin}(${request.sql}, '${to.start}', '${to.end}') AS ${duckDbType(to)})`;
  if (request.mode === 'try') return value;
  const isDayTime = to.kind === 'dayTimeInterval';
  const texts = {
    typeName: sqlName(to).toLowerCase(),
    intervalStr: isDayTime ? 'day-time' : 'year-month',
    supportedFormat: intervalFormats(to),
  };
  const condition = isDayTime
    ? 'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING_WITH_NOTICE'
    : 'INVALID_INTERVAL_FORMAT.UNMATCHED_FORMAT_STRING';
  const fault = faultSql(condition, texts, { input: request.sql });
  return valueOrFault(value, fault, [request.sql]);
}
