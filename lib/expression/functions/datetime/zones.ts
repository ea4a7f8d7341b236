import { StringType, TimestampNtzType, TimestampType } from '../../../types/data-type.ts';
import { isZone, offsetOf } from '../../../types/time/time-zone.ts';
import { castTo } from '../../coercion.ts';
import { faultSql, quoteString } from '../../duckdb-sql.ts';
import { instantIn } from '../../duckdb-time.ts';
import { type Expr, literal } from '../../expr.ts';
import type { FunctionRecord } from '../../function-record.ts';
import { ANY, STRING, TIMESTAMP } from '../../type-rule.ts';
import { constantText } from '../arguments.ts';
import { scalar } from '../define.ts';

/** By whether the zone is an offset like `+03:00`, which DuckDB does not take for a zone, or a region. */
export function byZone(
  zone: string,
  arg: Expr | undefined,
  byOffset: (micros: string) => string,
  byRegion: (zone: string) => string,
  unknown = '0',
): string {
  const name = constantText(arg);
  if (name === undefined) {
    const micros = `mr_zone_offset(${zone})`;
    return `CASE WHEN ${micros} IS NOT NULL THEN ${byOffset(micros)} ELSE ${byRegion(zone)} END`;
  }
  if (!isZone(name))
    return `CASE WHEN ${zone} <> '' THEN ${faultSql('INVALID_TIMEZONE', { timeZone: name })} ELSE ${unknown} END`;
  const seconds = offsetOf(name);
  return seconds === undefined ? byRegion(zone) : byOffset(`(${seconds * 1_000_000})`);
}

/** A UTC wall clock moved to a zone. */
function fromUtc(x: string, zone: string, arg: Expr | undefined): string {
  const micros = byZone(
    zone,
    arg,
    (offset) => `epoch_us(${x}) + ${offset}`,
    (region) => `epoch_us(timezone(${region}, ${x}))`,
  );
  return `make_timestamptz(${micros})`;
}

/** A wall clock of a zone moved to UTC. */
function toUtc(x: string, zone: string, arg: Expr | undefined): string {
  const micros = byZone(
    zone,
    arg,
    (offset) => `epoch_us(${x}) - ${offset}`,
    (region) => `epoch_us(${instantIn(region, `make_timestamp(epoch_us(${x}))`)})`,
  );
  return `make_timestamptz(${micros})`;
}

/** Wall clocks of one zone in another. */
export const zoneConversions: readonly FunctionRecord[] = [
  scalar(['from_utc_timestamp', 'from_utc_timestamp(timestamp, timezone)', 'A UTC wall clock moved to a zone.'], {
    params: [TIMESTAMP, STRING],
    returns: TimestampType,
    sql: ([x, zone], expr) => fromUtc(x, zone, expr.args[1]),
  }),
  scalar(['to_utc_timestamp', 'to_utc_timestamp(timestamp, timezone)', 'A wall clock of a zone moved to UTC.'], {
    params: [TIMESTAMP, STRING],
    returns: TimestampType,
    sql: ([x, zone], expr) => toUtc(x, zone, expr.args[1]),
  }),
  scalar(
    ['convert_timezone', 'convert_timezone([source, ]target, timestamp_ntz)', 'A wall clock of one zone in another.'],
    {
      params: [ANY, ANY, ANY],
      required: 2,
      refine: (args, context) => [...args.slice(0, -1), castTo(args.at(-1) as Expr, TimestampNtzType, context)],
      returns: TimestampNtzType,
      sql: (args, expr, context) => {
        const [source, target, x] = args.length === 2 ? [quoteString(context.timeZone), args[0], args[1]] : args;
        const [sourceArg, targetArg] =
          args.length === 2 ? [literal(context.timeZone, StringType), expr.args[0]] : expr.args;
        const instant = byZone(
          source ?? '',
          sourceArg,
          (offset) => `epoch_us(${x}) - ${offset}`,
          (region) => `epoch_us(${instantIn(region, x ?? '')})`,
        );
        return byZone(
          target ?? '',
          targetArg,
          (offset) => `make_timestamp(${instant} + ${offset})`,
          (region) => `timezone(${region}, make_timestamptz(${instant}))`,
          'CAST(NULL AS TIMESTAMP)',
        );
      },
    },
  ),
];
