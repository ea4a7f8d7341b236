import { AnalysisError } from '../../errors/index.ts';
import {
  BooleanType,
  type DataType,
  type DecimalType,
  DoubleType,
  dayTimeIntervalType,
  isIntegral,
  LongType,
  yearMonthIntervalType,
} from '../../types/data-type.ts';
import { checkedDecimal } from '../decimal-sql.ts';
import { boundedDecimal } from '../decimal-types.ts';
import { ANSI_CONFIG, duckDbType, faultSql } from '../duckdb-sql.ts';
import type { Call, Expr } from '../expr.ts';
import type { AggregateRecord, EvaluationContext } from '../function-record.ts';
import { INTEGER_RANGES, wrapSql } from '../integer-range.ts';
import { checkOrder } from '../mismatch.ts';
import { isPlain, orderKey } from '../order-key.ts';
import { ANY, BOOLEAN, INTEGRAL, NUMERIC_OR_INTERVAL } from '../type-rule.ts';
import { firstType } from './arguments.ts';
import { type AggregateSpec, aggregate, type Head } from './define.ts';
import { also, withDistinct } from './distinct.ts';

const inputType = (expr: Call): DataType => firstType(expr.args);

function sumType(args: readonly Expr[]): DataType {
  const type = firstType(args);
  if (type.kind === 'decimal') return boundedDecimal(type.precision + 10, type.scale);
  if (isIntegral(type)) return LongType;
  return type.kind === 'float' ? DoubleType : type;
}

/** Sums of whole numbers are exact in HUGEINT, sums of decimals in 38 digits; so the order of the rows does not matter. */
function sumBuffer(type: DataType): string {
  if (type.kind === 'decimal') return `DECIMAL(38,${type.scale})`;
  return type.kind === 'float' || type.kind === 'double' ? 'DOUBLE' : 'HUGEINT';
}

type Faults = 'ansi' | 'legacy' | 'try';

const OVERFLOW = { message: 'overflow', config: ANSI_CONFIG };

/** DuckDB adds up to 1.7e38 without noticing that 38 digits are full. */
function fitDecimal(sum: string, type: DecimalType, faults: Faults, alternative: string): string {
  const most = `CAST('${'9'.repeat(type.precision - type.scale)}.${'9'.repeat(type.scale)}' AS ${duckDbType(type)})`;
  const texts = {
    message: 'Overflow in sum of decimals',
    alternative: alternativeText(alternative),
    config: ANSI_CONFIG,
  };
  const fault = faults === 'ansi' ? faultSql('ARITHMETIC_OVERFLOW', texts) : 'NULL';
  return `CASE WHEN abs(${sum}) > ${most} THEN ${fault} ELSE CAST(${sum} AS ${duckDbType(type)}) END`;
}

const alternativeText = (name: string): string => ` Use '${name}' to tolerate overflow and return NULL instead.`;

/** The sum as its result type; what does not fit is a fault, null, or wrapped around. */
function fitSum(sum: string, expr: Call, faults: Faults): string {
  const type = expr.dataType ?? LongType;
  if (type.kind === 'decimal') return fitDecimal(sum, type, faults, 'try_sum');
  const range =
    INTEGER_RANGES[
      type.kind === 'dayTimeInterval' ? 'long' : type.kind === 'yearMonthInterval' ? 'integer' : type.kind
    ];
  if (range === undefined) return sum;
  if (faults === 'try') return `TRY_CAST(${sum} AS ${duckDbType(type)})`;
  if (faults === 'legacy') return wrapSql(sum, type);
  const fault = faultSql('ARITHMETIC_OVERFLOW', {
    ...OVERFLOW,
    alternative: alternativeText('try_add'),
  });
  return `CASE WHEN ${sum} > ${range.max} OR ${sum} < ${range.min} THEN ${fault} ELSE CAST(${sum} AS ${duckDbType(type)}) END`;
}

const sumSpec = (faults: (context: EvaluationContext) => Faults): AggregateSpec => ({
  params: [NUMERIC_OR_INTERVAL],
  returns: sumType,
  buffers: (expr) => [sumBuffer(inputType(expr))],
  update: ([x], _, { filter }) => [`sum(${x})${filter}`],
  merge: ([b]) => [`sum(${b})`],
  finalize: ([b], expr, context) => fitSum(b, expr, faults(context)),
});

/** Once a sum has left its type, `try_sum` stays null, whatever comes after: the second buffer remembers it. */
const trySumSpec: AggregateSpec = {
  ...sumSpec(() => 'try'),
  buffers: (expr) => [sumBuffer(inputType(expr)), 'BOOLEAN'],
  update: ([x], expr, { filter }) => [`sum(${x})${filter}`, overflows(`sum(${x})${filter}`, expr)],
  merge: ([sum, over], expr) => [`sum(${sum})`, `(bool_or(${over}) OR ${overflows(`sum(${sum})`, expr)})`],
  finalize: ([sum, over], expr) => `CASE WHEN NOT ${over} THEN ${fitSum(sum, expr, 'try')} END`,
};

/** Whether a sum of at least one value does not fit its type. */
function overflows(sum: string, expr: Call): string {
  const fitted = fitSum(sum, expr, 'try');
  return fitted === sum ? 'false' : `(${sum} IS NOT NULL AND ${fitted} IS NULL)`;
}

function avgType(args: readonly Expr[]): DataType {
  const type = firstType(args);
  if (type.kind === 'decimal') return boundedDecimal(type.precision + 4, Math.min(type.scale + 4, 38));
  if (type.kind === 'dayTimeInterval') return dayTimeIntervalType();
  return type.kind === 'yearMonthInterval' ? yearMonthIntervalType() : DoubleType;
}

function average(sum: string, count: string, expr: Call, faults: Faults): string {
  const type = expr.dataType ?? DoubleType;
  if (type.kind === 'decimal') {
    const whole = fitDecimal(sum, sumType(expr.args) as DecimalType, faults, 'try_avg');
    const text = `mr_decimal_divide(CAST(${whole} AS VARCHAR), CAST(${count} AS VARCHAR), ${type.scale})`;
    const value = faults === 'ansi' ? checkedDecimal(text, type) : `TRY_CAST(${text} AS ${duckDbType(type)})`;
    return `CASE WHEN ${count} > 0 THEN ${value} END`;
  }
  const quotient = `CAST(${sum} AS DOUBLE) / ${count}`;
  const value = type.kind === 'double' ? quotient : `CAST(round(${quotient}) AS ${duckDbType(type)})`;
  return `CASE WHEN ${count} > 0 THEN ${value} END`;
}

const avgSpec = (faults: (context: EvaluationContext) => Faults): AggregateSpec => ({
  params: [NUMERIC_OR_INTERVAL],
  returns: avgType,
  buffers: (expr) => [sumBuffer(inputType(expr)), 'BIGINT'],
  update: ([x], _, { filter }) => [`sum(${x})${filter}`, `count(${x})${filter}`],
  merge: ([sum, count]) => [`sum(${sum})`, `CAST(sum(${count}) AS BIGINT)`],
  finalize: ([sum, count], expr, context) => average(sum, count, expr, faults(context)),
});

/** An aggregate that is its own merge, in the type of its argument: min, max, bit_and, bool_or. */
const idempotent = (
  head: Head,
  rule: AggregateSpec['params'][number],
  sql: string,
  returns: AggregateSpec['returns'] = firstType,
): AggregateRecord =>
  aggregate(head, {
    params: [rule],
    returns,
    buffers: (expr) => [duckDbType(inputType(expr))],
    update: ([x], _, { filter }) => [`${sql}(${x})${filter}`],
    merge: ([b]) => [`${sql}(${b})`],
    finalize: ([b]) => b,
  });

const extremeSql = (fn: 'min' | 'max', value: string, expr: Call, filter: string): string => {
  const type = inputType(expr);
  if (isPlain(type)) return `${fn}(${value})${filter}`;
  return `arg_${fn}(${value}, ${orderKey(value, type)})${also(filter, `${value} IS NOT NULL`)}`;
};

const extreme = (head: Head, fn: 'min' | 'max'): AggregateRecord =>
  aggregate(head, {
    params: [ANY],
    refine: (args) => {
      checkOrder(head[0], args, firstType(args));
      return args;
    },
    returns: firstType,
    buffers: (expr) => [duckDbType(inputType(expr))],
    update: ([x], expr, { filter }) => [extremeSql(fn, x, expr, filter)],
    merge: ([b], expr) => [extremeSql(fn, b, expr, '')],
    finalize: ([b]) => b,
  });

const session = (context: EvaluationContext): 'ansi' | 'legacy' => (context.ansi ? 'ansi' : 'legacy');
const tolerant = (): 'try' => 'try';

/** Rows in which all counted expressions have a value; `count(*)` counts a constant. */
function countSql(args: readonly string[], expr: Call, filter: string): string {
  const literals = expr.args.filter((arg) => arg.kind === 'Literal');
  if (literals.some((arg) => arg.value === null)) return `count(NULL)${filter}`;
  const nullable = args.filter((_, i) => expr.args[i]?.kind !== 'Literal');
  if (nullable.length === 0) return `count(*)${filter}`;
  if (nullable.length === 1) return `count(${nullable[0]})${filter}`;
  return `count(CASE WHEN ${nullable.map((a) => `${a} IS NOT NULL`).join(' AND ')} THEN 1 END)${filter}`;
}

const countSpec: AggregateSpec = {
  params: [ANY],
  rest: ANY,
  required: 1,
  returns: LongType,
  nullable: false,
  buffers: () => ['BIGINT'],
  update: (args, expr, { filter }) => [countSql(args, expr, filter)],
  merge: ([b]) => [`CAST(sum(${b}) AS BIGINT)`],
  finalize: ([b]) => `coalesce(${b}, 0)`,
};

/** An aggregate whose name without arguments meant something once. */
function counting(head: Head, spec: AggregateSpec): AggregateRecord {
  const record = aggregate(head, spec);
  const resolve: AggregateRecord['resolve'] = (args, context) => {
    if (args.length > 0) return record.resolve(args, context);
    throw new AnalysisError('WRONG_NUM_ARGS.WITH_SUGGESTION', {
      functionName: `\`${head[0]}\``,
      expectedNum: ' >= 1',
      actualNum: 0,
      legacyNum: 0,
      legacyConfKey: '"spark.sql.legacy.allowParameterlessCount"',
      legacyConfValue: '"true"',
    });
  };
  return Object.freeze({ ...record, resolve });
}

/** Counts, sums, averages, extremes and logic over groups. */
export const basicAggregates: readonly AggregateRecord[] = [
  withDistinct(
    counting(['count', 'count(*) | count(expr, …)', 'The number of rows in which no expression is null.'], countSpec),
    'count',
  ),
  withDistinct(aggregate(['sum', 'sum(expr)', 'The sum; null over no values.'], sumSpec(session)), 'sum'),
  withDistinct(aggregate(['try_sum', 'try_sum(expr)', 'The sum; null on overflow.'], trySumSpec), 'sum'),
  withDistinct(aggregate(['avg', 'avg(expr)', 'The mean; null over no values.', 'mean'], avgSpec(session)), 'avg'),
  withDistinct(aggregate(['try_avg', 'try_avg(expr)', 'The mean; null on overflow.'], avgSpec(tolerant)), 'avg'),
  extreme(['min', 'min(expr)', 'The smallest value.'], 'min'),
  extreme(['max', 'max(expr)', 'The largest value; NaN is larger than any number.'], 'max'),
  idempotent(['bit_and', 'bit_and(expr)', 'Bitwise AND of all values.'], INTEGRAL, 'bit_and'),
  idempotent(['bit_or', 'bit_or(expr)', 'Bitwise OR of all values.'], INTEGRAL, 'bit_or'),
  idempotent(['bit_xor', 'bit_xor(expr)', 'Bitwise exclusive OR of all values.'], INTEGRAL, 'bit_xor'),
  idempotent(['bool_and', 'bool_and(expr)', 'Whether all values are true.', 'every'], BOOLEAN, 'bool_and', BooleanType),
  idempotent(
    ['bool_or', 'bool_or(expr)', 'Whether some value is true.', 'any', 'some'],
    BOOLEAN,
    'bool_or',
    BooleanType,
  ),
  aggregate(['count_if', 'count_if(expr)', 'The number of rows in which the condition is true.'], {
    params: [BOOLEAN],
    returns: LongType,
    nullable: false,
    buffers: () => ['BIGINT'],
    update: ([x], _, { filter }) => [`count(CASE WHEN ${x} THEN 1 END)${filter}`],
    merge: ([b]) => [`CAST(sum(${b}) AS BIGINT)`],
    finalize: ([b]) => `coalesce(${b}, 0)`,
  }),
  aggregate(['regr_count', 'regr_count(y, x)', 'The number of pairs without nulls.'], {
    params: [ANY, ANY],
    returns: LongType,
    nullable: false,
    buffers: () => ['BIGINT'],
    update: ([y, x], _, { filter }) => [`count(*)${also(filter, `${y} IS NOT NULL AND ${x} IS NOT NULL`)}`],
    merge: ([b]) => [`CAST(sum(${b}) AS BIGINT)`],
    finalize: ([b]) => `coalesce(${b}, 0)`,
  }),
];
