import { type DataType, type DecimalType, isFractional, isIntegral } from '../../types/data-type.ts';
import { decimalFor } from '../decimal-types.ts';
import { duckDbType } from '../duckdb-sql.ts';
import { INTEGER_RANGES, wrapSql } from '../integer-range.ts';
import { type CastRequest, guarded, malformed, parsed, plain } from './cast-request.ts';
import { unitOf } from './to-interval.ts';

const WHOLE_NUMBER = String.raw`\s*[+-]?[0-9]+\s*`;

const EXPONENT = String.raw`\s*[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?[0-9]{1,4}\s*`;

const TRUNCATED_NUMBER = String.raw`\s*[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*`;

/** A cast to a whole number. */
export function toIntegral(request: CastRequest): string {
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

/** A cast to FLOAT or DOUBLE. */
export function toFloating(request: CastRequest): string {
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

/** A cast to a decimal. */
export function toDecimal(request: CastRequest): string {
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
