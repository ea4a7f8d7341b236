import { AnalysisError } from '../../../errors/index.ts';
import {
  type ArrayType,
  arrayType,
  type DataType,
  DateType,
  isIntegral,
  isInterval,
  NullType,
} from '../../../types/data-type.ts';
import { castTo, commonType } from '../../coercion.ts';
import { duckDbType, faultSql } from '../../duckdb-sql.ts';
import { plusMonths } from '../../duckdb-time.ts';
import { type Call, call, type Expr } from '../../expr.ts';
import type { EvaluationContext, FunctionRecord, PrintContext, Signature } from '../../function-record.ts';
import { nameOf } from '../../name-of.ts';
import { isNullable, typeOf } from '../../type-of.ts';
import { ANY } from '../../type-rule.ts';
import { typeAt } from '../arguments.ts';
import { type Args, checkArguments, scalarBy } from '../define.ts';

/** Steps of `sequence`: numbers by numbers, dates and timestamps by intervals. */
function resolveSequence(args: readonly Expr[], context: EvaluationContext): Signature {
  const [start, stop, step] = checkArguments('sequence', args, { params: [ANY, ANY, ANY], required: 2 }, context) as [
    Expr,
    Expr,
    Expr?,
  ];
  const type = commonType([typeOf(start), typeOf(stop)], context) ?? NullType;
  const isTime = type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
  const fits = step === undefined || (isTime ? isInterval(typeOf(step)) : isIntegral(typeOf(step)));
  if (!(isTime || isIntegral(type)) || !(fits || typeOf(step as Expr).kind === 'null'))
    throw new AnalysisError('DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES', {
      sqlExpr: nameOf(call('sequence', args)),
    });
  const ends = [castTo(start, type, context), castTo(stop, type, context)];
  const steps = step === undefined ? [] : [isIntegral(type) ? castTo(step, type, context) : step];
  return { args: [...ends, ...steps], dataType: arrayType(type), nullable: args.some(isNullable) };
}

function sequenceSql([start, stop, step]: Args, expr: Call, context: PrintContext): string {
  const result = expr.dataType as ArrayType;
  const type = result.elementType;
  if (isIntegral(type)) {
    const by = step ?? `CASE WHEN ${start} <= ${stop} THEN 1 ELSE -1 END`;
    const numbers = `generate_series(CAST(${start} AS BIGINT), CAST(${stop} AS BIGINT), CAST(${by} AS BIGINT))`;
    return checkedSequence([start, stop, step], `CAST(${numbers} AS ${duckDbType(result)})`, `[${start}]`);
  }
  const by =
    step === undefined
      ? `CASE WHEN ${start} <= ${stop} THEN to_days(1) ELSE to_days(-1) END`
      : intervalSql(step, typeAt(expr.args, 2));
  if (step !== undefined && typeAt(expr.args, 2).kind === 'yearMonthInterval')
    return monthlySql(start, stop, step, type, context);
  const series = `generate_series(${start}, ${stop}, ${by})`;
  const isDate = type.kind === DateType.kind;
  const values = isDate ? `list_transform(${series}, lambda e: CAST(e AS DATE))` : series;
  if (step === undefined || typeAt(expr.args, 2).kind !== 'dayTimeInterval') return values;
  const number = (x: string): string => (isDate ? `(${x} - DATE '1970-01-01')` : `epoch_us(${x})`);
  const units = isDate ? `(${step} // 86400000000)` : step;
  const checked = checkedSequence([number(start), number(stop), units], values, `[${start}]`);
  return isDate
    ? `CASE WHEN ${step} % 86400000000 <> 0 OR ${step} = 0 THEN ${faultSql('_LEGACY_ERROR_TEMP_3242', { intervalType: 'interval day to second' })} ELSE ${checked} END`
    : checked;
}

/** A step away from the end is a fault; so is none, but from a value to itself. */
function checkedSequence([start, stop, step]: readonly (string | undefined)[], values: string, single: string): string {
  if (step === undefined) return values;
  const texts = {
    start: `CAST(${start} AS VARCHAR)`,
    stop: `CAST(${stop} AS VARCHAR)`,
    step: `CAST(${step} AS VARCHAR)`,
  };
  const wrong = `(${step} >= 0 AND ${start} > ${stop}) OR (${step} <= 0 AND ${start} < ${stop})`;
  return `CASE WHEN ${wrong} THEN ${faultSql('_LEGACY_ERROR_TEMP_3243', {}, texts)} WHEN ${start} = ${stop} AND ${step} = 0 THEN ${single} ELSE ${values} END`;
}

/** Each value is so many months from the start, so that a month's last day does not wear off. */
function monthlySql(start: string, stop: string, step: string, type: DataType, context: PrintContext): string {
  const count = `abs(date_diff('month', ${start}, ${stop})) // abs(${step}) + 2`;
  const value = plusMonths(start, `CAST(k * ${step} AS INTEGER)`, type, context);
  const within = `CASE WHEN ${step} > 0 THEN e <= ${stop} ELSE e >= ${stop} END`;
  return `list_filter(list_transform(range(${count}), lambda k: ${value}), lambda e: ${within})`;
}

/** Whole days are those of the session's calendar, where clocks may change. */
const intervalSql = (sql: string, type: DataType): string => {
  if (type.kind === 'dayTimeInterval')
    return `(to_days(CAST(${sql} // 86400000000 AS INTEGER)) + to_microseconds(${sql} % 86400000000))`;
  return type.kind === 'yearMonthInterval' ? `to_months(${sql})` : sql;
};

/** Values at equal steps. */
export const sequenceFunctions: readonly FunctionRecord[] = [
  scalarBy(
    ['sequence', 'sequence(start, stop[, step])', 'The values from start to stop.'],
    resolveSequence,
    sequenceSql,
  ),
];
