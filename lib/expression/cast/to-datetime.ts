import { faultSql } from '../duckdb-sql.ts';
import { isUtc, toInstant, toWallClock } from '../duckdb-time.ts';
import { type CastRequest, guarded, parsed, plain } from './cast-request.ts';

const ISO_DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}';

const ISO_TIMESTAMP = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?`;

/** A cast to DATE. */
export function toDate(request: CastRequest): string {
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

/** A cast to TIMESTAMP. */
export function toTimestamp(request: CastRequest): string {
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

/** A cast to TIMESTAMP_NTZ. */
export function toTimestampNtz(request: CastRequest): string {
  const { sql, from, context } = request;
  if (from.kind === 'timestamp') return toWallClock(sql, context);
  if (from.kind === 'date') return `CAST(${sql} AS TIMESTAMP)`;
  return parsed(
    request,
    `CASE WHEN regexp_full_match(${sql}, '${ISO_TIMESTAMP}') THEN TRY_CAST(${sql} AS TIMESTAMP) ELSE make_timestamp(mr_parse_any_wall_clock(${sql})) END`,
  );
}
