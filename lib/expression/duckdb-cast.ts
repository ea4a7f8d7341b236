import {
  type DataType,
  type DayTimeIntervalType,
  type DecimalType,
  isFractional,
  isIntegral,
  isInterval,
  isNumeric,
  NullType,
  simpleString,
  sqlName,
  type YearMonthIntervalType,
} from '../types/data-type.ts';
import { isLegacyCast } from './coercion.ts';
import { decimalFor } from './decimal-types.ts';
import { duckDbType, faultSql, quoteString } from './duckdb-sql.ts';
import { isUtc, toInstant, toWallClock } from './duckdb-time.ts';
import type { CastMode } from './expr.ts';
import type { EvaluationContext } from './function-record.ts';
import { INTEGER_RANGES, wrapSql } from './integer-range.ts';

interface CastRequest {
  readonly sql: string;
  readonly from: DataType;
  readonly to: DataType;
  readonly mode: CastMode;
  readonly context: EvaluationContext;
}

/** SQL of a cast with Spark's meaning. Where DuckDB's own cast has it too, this is a plain CAST whose faults `faultOf` translates. */
export function castSql(sql: string, from: DataType, to: DataType, mode: CastMode, context: EvaluationContext): string {
  const request: CastRequest = { sql, from, to, mode: countsOf(from, to) ? strict(mode) : mode, context };
  if (simpleString(from) === simpleString(to)) return sql;
  if (from.kind === 'null') return `CAST(${sql} AS ${duckDbType(to)})`;
  if (to.kind === 'string') return toText(request);
  if (from.kind === 'date' && isLegacyCast(from, to)) return `CAST(NULL AS ${duckDbType(to)})`;
  const cast = CASTS_TO[to.kind] ?? plain;
  return cast(request);
}

/** Intervals as numbers and numbers as intervals: a value that does not fit is a fault with ANSI off too. */
const countsOf = (from: DataType, to: DataType): boolean =>
  (isInterval(from) && isNumeric(to)) || (isNumeric(from) && isInterval(to));

const strict = (mode: CastMode): CastMode => (mode === 'legacy' ? 'ansi' : mode);

const plain = ({ sql, to, mode }: CastRequest): string =>
  `${mode === 'ansi' ? 'CAST' : 'TRY_CAST'}(${sql} AS ${duckDbType(to)})`;

const CASTS_TO: Readonly<Partial<Record<DataType['kind'], (request: CastRequest) => string>>> = Object.freeze({
  byte: toIntegral,
  short: toIntegral,
  integer: toIntegral,
  long: toIntegral,
  float: toFloating,
  double: toFloating,
  decimal: toDecimal,
  boolean: toBoolean,
  binary: toBinary,
  date: toDate,
  timestamp: toTimestamp,
  timestamp_ntz: toTimestampNtz,
  dayTimeInterval: toDayTimeInterval,
  yearMonthInterval: toYearMonthInterval,
  array: toArray,
  map: toMap,
  struct: toStruct,
});

/** CAST_INVALID_INPUT for a text, or null where faults are tolerated. */
function malformed({ sql, to, mode }: CastRequest): string {
  if (mode !== 'ansi') return 'NULL';
  const texts = { sourceType: '"STRING"', targetType: `"${sqlName(to)}"` };
  return faultSql('CAST_INVALID_INPUT', texts, { expression: `concat('''', ${sql}, '''')` });
}

/** `CASE` that checks a value first; null passes. */
const guarded = (bad: string, fault: string, value: string): string =>
  `CASE WHEN ${bad} THEN ${fault} ELSE ${value} END`;

const WHOLE_NUMBER = String.raw`\s*[+-]?[0-9]+\s*`;
const EXPONENT = String.raw`\s*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]{1,4}\s*`;
const TRUNCATED_NUMBER = String.raw`\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*`;

function toIntegral(request: CastRequest): string {
  const { sql, from, to, mode } = request;
  switch (from.kind) {
    case 'string':
      return textToIntegral(request);
    case 'boolean':
      return `CAST(${sql} AS ${duckDbType(to)})`;
    case 'timestamp':
      return toIntegral({
        ...request,
        sql: `CAST(floor(epoch_us(${sql}) / 1000000) AS BIGINT)`,
        from: { kind: 'long' },
        mode: mode === 'legacy' ? 'try' : mode,
      });
    case 'dayTimeInterval':
    case 'yearMonthInterval':
      return plain({ ...request, sql: `(${sql} // ${unitOf(from)})` });
    case 'decimal':
      return mode === 'legacy'
        ? wrapSql(`CAST(trunc(${sql}) AS HUGEINT)`, to)
        : plain({ ...request, sql: `trunc(${sql})` });
    case 'float':
    case 'double':
      return mode === 'legacy' ? saturated(request) : plain({ ...request, sql: `trunc(${sql})` });
    default:
      if (mode === 'legacy' && isIntegral(from))
        return narrowing(from, to) ? wrapSql(sql, to) : plain({ ...request, mode: 'ansi' });
      return plain(narrowing(from, to) ? request : { ...request, mode: 'ansi' });
  }
}

const narrowing = (from: DataType, to: DataType): boolean =>
  (INTEGER_RANGES[from.kind]?.bits ?? 64) > (INTEGER_RANGES[to.kind]?.bits ?? 0);

function textToIntegral(request: CastRequest): string {
  const { sql, to, mode } = request;
  if (mode === 'legacy') {
    const whole = `regexp_extract(${sql}, '^\\s*([+-]?[0-9]*)', 1)`;
    const digits = `CASE WHEN ${whole} IN ('', '+', '-') THEN '0' ELSE ${whole} END`;
    return `CASE WHEN regexp_full_match(${sql}, '${TRUNCATED_NUMBER}') THEN TRY_CAST(${digits} AS ${duckDbType(to)}) END`;
  }
  return guarded(`NOT regexp_full_match(${sql}, '${WHOLE_NUMBER}')`, malformed(request), plain(request));
}

/** Java's conversion of a floating number: NaN is 0, what is out of range becomes the nearest end. */
function saturated({ sql, to }: CastRequest): string {
  const wide = to.kind === 'long' ? INTEGER_RANGES.long : INTEGER_RANGES.integer;
  if (wide === undefined) return sql;
  const type = to.kind === 'long' ? 'BIGINT' : 'INTEGER';
  const value = `CASE WHEN isnan(${sql}) THEN 0 WHEN ${sql} >= ${wide.max} THEN CAST(${wide.max} AS ${type}) WHEN ${sql} <= ${wide.min} THEN CAST(${wide.min} AS ${type}) ELSE CAST(trunc(${sql}) AS ${type}) END`;
  return to.kind === 'byte' || to.kind === 'short' ? wrapSql(value, to) : value;
}

/** Doubles from here on round to an infinite FLOAT. */
const FLOAT_OVERFLOW = '3.4028235677973366e38';

function toFloating(request: CastRequest): string {
  const { sql, from, to } = request;
  const type = duckDbType(to);
  switch (from.kind) {
    case 'string': {
      const text = parsed(request, `coalesce(TRY_CAST(${sql} AS DOUBLE), mr_parse_double(${sql}))`);
      const number = to.kind === 'float' ? toFloating({ ...request, sql: text, from: { kind: 'double' } }) : text;
      return guarded(`contains(${sql}, '_')`, malformed(request), number);
    }
    case 'decimal':
      return from.precision > 15 ? `CAST(CAST(${sql} AS VARCHAR) AS ${type})` : `CAST(${sql} AS ${type})`;
    case 'timestamp':
      return `CAST(epoch_us(${sql}) / 1000000 AS ${type})`;
    case 'double':
      return `CASE WHEN isfinite(${sql}) AND abs(${sql}) >= ${FLOAT_OVERFLOW} THEN CAST(CASE WHEN ${sql} > 0 THEN 'inf' ELSE '-inf' END AS FLOAT) ELSE CAST(${sql} AS FLOAT) END`;
    default:
      return `CAST(${sql} AS ${type})`;
  }
}

function toDecimal(request: CastRequest): string {
  const { sql, from, to, mode } = request;
  if (from.kind === 'string')
    return guarded(`contains(${sql}, '_')`, malformed(request), decimalFromText(request, sql));
  if (from.kind === 'boolean') return plain({ ...request, sql: `CAST(${sql} AS INTEGER)` });
  if (from.kind === 'dayTimeInterval' || from.kind === 'yearMonthInterval') {
    const seconds = unitOf(from) === 1_000_000;
    return plain({
      ...request,
      sql: seconds ? `(CAST(${sql} AS DECIMAL(25,6)) * 0.000001)` : `(${sql} // ${unitOf(from)})`,
    });
  }
  if (from.kind === 'timestamp')
    return plain({ ...request, sql: `CAST(CAST(epoch_us(${sql}) AS DECIMAL(25,6)) * 0.000001 AS VARCHAR)` });
  if (isFractional(from)) {
    const text = `CAST(CAST(${sql} AS DOUBLE) AS VARCHAR)`;
    return `CASE WHEN isfinite(${sql}) THEN ${decimalFromText(request, text)} END`;
  }
  return fits(from, to as DecimalType)
    ? plain({ ...request, mode: 'ansi' })
    : `${mode === 'ansi' ? 'CAST' : 'TRY_CAST'}(${sql} AS ${duckDbType(to)})`;
}

/** DuckDB rounds texts with an exponent wrongly. */
function decimalFromText(request: CastRequest, text: string): string {
  const scale = 'scale' in request.to ? request.to.scale : 0;
  const exact = plain({ ...request, sql: `mr_round_text(${text}, ${scale}, 'half_up')` });
  const cast = plain({ ...request, sql: text });
  return `CASE WHEN regexp_full_match(${text}, '${EXPONENT}') THEN ${exact} ELSE ${cast} END`;
}

function fits(from: DataType, to: DecimalType): boolean {
  const source = decimalFor(from);
  return source !== undefined && to.precision - to.scale >= source.precision - source.scale && to.scale >= source.scale;
}

function toBoolean(request: CastRequest): string {
  const { sql, from } = request;
  if (from.kind === 'timestamp') return `(epoch_us(${sql}) <> 0)`;
  if (from.kind !== 'string') return `(${sql} <> 0)`;
  const word = `lower(regexp_replace(${sql}, '^\\s+|\\s+$', '', 'g'))`;
  return `CASE WHEN ${word} IN ('t', 'true', 'y', 'yes', '1') THEN true WHEN ${word} IN ('f', 'false', 'n', 'no', '0') THEN false WHEN ${sql} IS NOT NULL THEN ${malformed(request)} END`;
}

function toBinary({ sql, from }: CastRequest): string {
  if (from.kind === 'string') return `encode(${sql})`;
  const bytes = (INTEGER_RANGES[from.kind]?.bits ?? 64) / 4;
  return `unhex(right(lpad(to_hex(CAST(${sql} AS BIGINT)), 16, '0'), ${bytes}))`;
}

const ISO_DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const ISO_TIMESTAMP = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?`;

function toDate(request: CastRequest): string {
  const { sql, from, context } = request;
  if (from.kind === 'timestamp') return `CAST(${toWallClock(sql, context)} AS DATE)`;
  if (from.kind !== 'string') return plain({ ...request, mode: 'ansi' });
  return parsed(
    request,
    `CASE WHEN regexp_full_match(${sql}, '${ISO_DATE}') THEN TRY_CAST(${sql} AS DATE) ELSE CAST(make_timestamp(mr_parse_date(${sql}) * 86400000000) AS DATE) END`,
  );
}

/** The ends of DuckDB's timestamps. */
const LAST_MICROS = '9223372036854775806';
const FIRST_MICROS = '(-9223372022400000000)';

function toTimestamp(request: CastRequest): string {
  const { sql, from, context } = request;
  switch (from.kind) {
    case 'string': {
      const wallClock = toInstant(`make_timestamp(mr_parse_wall_clock(${sql}))`, context);
      const unusual = `coalesce(make_timestamptz(mr_parse_instant(${sql})), ${wallClock})`;
      return parsed(
        request,
        isUtc(context)
          ? `CASE WHEN regexp_full_match(${sql}, '${ISO_TIMESTAMP}Z?') THEN TRY_CAST(${sql} AS TIMESTAMPTZ) ELSE ${unusual} END`
          : unusual,
      );
    }
    case 'date':
      return toInstant(`CAST(${sql} AS TIMESTAMP)`, context);
    case 'timestamp_ntz':
      return toInstant(sql, context);
    case 'boolean':
      return `make_timestamptz(CAST(${sql} AS BIGINT))`;
    case 'decimal':
      return `make_timestamptz(CAST(trunc(CAST(${sql} AS DECIMAL(38,6)) * 1000000) AS BIGINT))`;
    case 'float':
    case 'double':
      return fromFloating(request);
    case 'long':
      return `make_timestamptz(CASE WHEN ${sql} > 9223372036854 THEN ${LAST_MICROS} WHEN ${sql} < -9223372022400 THEN ${FIRST_MICROS} ELSE ${sql} * 1000000 END)`;
    default:
      return `make_timestamptz(CAST(${sql} AS BIGINT) * 1000000)`;
  }
}

/** Seconds since 1970; only infinities and NaN are no time at all. */
function fromFloating({ sql, mode }: CastRequest): string {
  const seconds = `CAST(${sql} AS DOUBLE)`;
  const micros = `trunc(${seconds} * 1000000)`;
  if (mode !== 'ansi') return `make_timestamptz(TRY_CAST(${micros} AS BIGINT))`;
  const value = `CASE WHEN isnan(${seconds}) THEN 'NaN' WHEN ${seconds} > 0 THEN 'Infinity' ELSE '-Infinity' END`;
  const texts = { sourceType: '"DOUBLE"', targetType: '"TIMESTAMP"' };
  const fault = faultSql('CAST_INVALID_INPUT', texts, { expression: value });
  return guarded(`NOT isfinite(${seconds})`, fault, `make_timestamptz(CAST(${micros} AS BIGINT))`);
}

function toTimestampNtz(request: CastRequest): string {
  const { sql, from, context } = request;
  if (from.kind === 'timestamp') return toWallClock(sql, context);
  if (from.kind === 'date') return `CAST(${sql} AS TIMESTAMP)`;
  return parsed(
    request,
    `CASE WHEN regexp_full_match(${sql}, '${ISO_TIMESTAMP}') THEN TRY_CAST(${sql} AS TIMESTAMP) ELSE make_timestamp(mr_parse_any_wall_clock(${sql})) END`,
  );
}

const UNITS: Readonly<Record<string, number>> = Object.freeze({
  year: 12,
  month: 1,
  day: 86_400_000_000,
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
});

/** The last field of an interval type, in what values of it are stored as: microseconds or months. */
const unitOf = (type: DataType): number => ('end' in type ? (UNITS[type.end] ?? 1) : 1);

/** Numbers count the last field; an interval of finer fields loses what is below it. */
function toDayTimeInterval({ sql, from, to, mode, context }: CastRequest): string {
  if (from.kind === 'string') return intervalFromText('mr_parse_day_time_interval', { sql, from, to, mode, context });
  const unit = unitOf(to);
  if (from.kind === 'dayTimeInterval') {
    return unit <= unitOf(from) || unit === 1_000_000 ? sql : `(${sql} // ${unit} * ${unit})`;
  }
  const scaled =
    from.kind === 'decimal' ? `round(CAST(${sql} AS DECIMAL(38,6)) * ${unit})` : `CAST(${sql} AS HUGEINT) * ${unit}`;
  return `${mode === 'ansi' ? 'CAST' : 'TRY_CAST'}(${scaled} AS BIGINT)`;
}

function toYearMonthInterval({ sql, from, to, mode, context }: CastRequest): string {
  if (from.kind === 'string') return intervalFromText('mr_parse_year_month_interval', { sql, from, to, mode, context });
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
  return `CASE WHEN ${request.sql} IS NOT NULL THEN coalesce(${value}, ${fault}) END`;
}

/** A value parsed from text: null out of a text is a fault under ANSI. */
function parsed(request: CastRequest, value: string): string {
  if (request.mode !== 'ansi') return value;
  return `CASE WHEN ${request.sql} IS NOT NULL THEN coalesce(${value}, ${malformed(request)}) END`;
}

function toArray({ sql, from, to, mode, context }: CastRequest): string {
  if (from.kind !== 'array' || to.kind !== 'array') return sql;
  return `list_transform(${sql}, lambda e: ${castSql('e', from.elementType, to.elementType, mode, context)})`;
}

function toMap({ sql, from, to, mode, context }: CastRequest): string {
  if (from.kind !== 'map' || to.kind !== 'map') return sql;
  const key = castSql(`struct_extract(e, 'key')`, from.keyType, to.keyType, mode, context);
  const value = castSql(`struct_extract(e, 'value')`, from.valueType, to.valueType, mode, context);
  return `map_from_entries(list_transform(map_entries(${sql}), lambda e: struct_pack(k := ${key}, v := ${value})))`;
}

function toStruct({ sql, from, to, mode, context }: CastRequest): string {
  if (from.kind !== 'struct' || to.kind !== 'struct') return sql;
  const fields = to.fields.map((field, i) => {
    const source = from.fields[i];
    const value = `struct_extract(${sql}, ${quoteString(source?.name ?? field.name)})`;
    return `"${field.name.replaceAll('"', '""')}" := ${castSql(value, source?.dataType ?? NullType, field.dataType, mode, context)}`;
  });
  return `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
}

function toText(request: CastRequest): string {
  const { sql, from, context } = request;
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
        textList(sql, (e) => castSql(e, from.elementType, request.to, request.mode, context)),
        `']'`,
      );
    case 'map': {
      const entry = (e: string): string => {
        const key = castSql(`struct_extract(${e}, 'key')`, from.keyType, request.to, request.mode, context);
        const value = castSql(`struct_extract(${e}, 'value')`, from.valueType, request.to, request.mode, context);
        return `concat(${key}, ' -> ', coalesce(${value}, 'null'))`;
      };
      return concatUnlessNull(sql, `'{'`, textList(`map_entries(${sql})`, entry), `'}'`);
    }
    case 'struct': {
      const fields = from.fields.map(
        (f) =>
          `coalesce(${castSql(`struct_extract(${sql}, ${quoteString(f.name)})`, f.dataType, request.to, request.mode, context)}, 'null')`,
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
