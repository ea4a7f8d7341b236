import { DateType, TimestampType } from '../../../types/data-type.ts';
import { isUtc, toInstant, toWallClock } from '../../duckdb-time.ts';
import type { FunctionRecord, PrintContext } from '../../function-record.ts';
import { DATE, STRING, TIMESTAMP } from '../../type-rule.ts';
import { constantText } from '../arguments.ts';
import { scalar } from '../define.ts';
import { TIME_UNITS, WITHIN_DAY } from './units.ts';

const DATE_UNITS = ['year', 'quarter', 'month', 'week'];

/** Within a day the part cut off is elapsed time, as an hour of the wall clock may come twice. */
function truncated(unit: string, x: string, context: PrintContext): string {
  const clock = toWallClock(x, context);
  if (isUtc(context) || !WITHIN_DAY.includes(unit)) return toInstant(`date_trunc('${unit}', ${clock})`, context);
  return `make_timestamptz(epoch_us(${x}) - epoch_us(${clock}) + epoch_us(date_trunc('${unit}', ${clock})))`;
}

/** CASE over the units for a unit that is no constant. */
const byUnit = (unit: string, units: readonly string[], sql: (unit: string) => string): string => {
  const cases = Object.entries(TIME_UNITS).filter(([, u]) => units.includes(u));
  return `CASE lower(${unit}) ${cases.map(([name, u]) => `WHEN '${name}' THEN ${sql(u)}`).join(' ')} END`;
};

function truncSql(
  x: string,
  unitSql: string,
  unit: string | undefined,
  units: readonly string[],
  sql: (unit: string) => string,
  type: string,
): string {
  if (unit === undefined) return byUnit(unitSql, units, sql);
  const known = TIME_UNITS[unit.toLowerCase()];
  return known !== undefined && units.includes(known)
    ? sql(known)
    : `CASE WHEN ${x} IS NULL THEN NULL ELSE CAST(NULL AS ${type}) END`;
}

/** Dates and timestamps cut off to a unit. */
export const truncations: readonly FunctionRecord[] = [
  scalar(['trunc', 'trunc(date, unit)', 'The first day of the year, quarter, month or week.'], {
    params: [DATE, STRING],
    returns: DateType,
    nullable: true,
    sql: ([d, unit], expr) =>
      truncSql(
        d,
        unit,
        constantText(expr.args[1]),
        DATE_UNITS,
        (u) => `CAST(date_trunc('${u}', ${d}) AS DATE)`,
        'DATE',
      ),
  }),
  scalar(['date_trunc', 'date_trunc(unit, timestamp)', 'The start of the unit, in the zone of the session.'], {
    params: [STRING, TIMESTAMP],
    returns: TimestampType,
    nullable: true,
    sql: ([unit, x], expr, context) =>
      truncSql(
        x,
        unit,
        constantText(expr.args[0]),
        Object.values(TIME_UNITS),
        (u) => truncated(u, x, context),
        'TIMESTAMPTZ',
      ),
  }),
];
