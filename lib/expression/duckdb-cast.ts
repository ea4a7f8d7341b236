import { type DataType, isInterval, isNumeric, simpleString } from '../types/data-type.ts';
import { type CastRequest, malformed, plain } from './cast/cast-request.ts';
import { toDate, toTimestamp, toTimestampNtz } from './cast/to-datetime.ts';
import { toDayTimeInterval, toYearMonthInterval } from './cast/to-interval.ts';
import { toArray, toMap, toStruct } from './cast/to-nested.ts';
import { toDecimal, toFloating, toIntegral } from './cast/to-number.ts';
import { toText } from './cast/to-text.ts';
import { isLegacyCast } from './coercion.ts';
import { duckDbType } from './duckdb-sql.ts';
import type { CastMode } from './expr.ts';
import type { EvaluationContext } from './function-record.ts';
import { INTEGER_RANGES } from './integer-range.ts';

/** SQL of a cast with Spark's meaning. Where DuckDB's own cast has it too, this is a plain CAST whose faults `faultOf` translates. */
export function castSql(sql: string, from: DataType, to: DataType, mode: CastMode, context: EvaluationContext): string {
  const request: CastRequest = {
    sql,
    from,
    to,
    mode: countsOf(from, to) ? strict(mode) : mode,
    context,
    castPart: (part, partFrom, partTo) => castSql(part, partFrom, partTo, mode, context),
  };
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
