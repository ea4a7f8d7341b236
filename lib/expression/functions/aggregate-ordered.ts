import { AnalysisError } from '../../errors/index.ts';
import {
  arrayType,
  type DataType,
  DoubleType,
  dayTimeIntervalType,
  LongType,
  yearMonthIntervalType,
} from '../../types/data-type.ts';
import { doubleText } from '../builtins/number-text.ts';
import { duckDbType, faultSql } from '../duckdb-sql.ts';
import { type Call, call, type Expr } from '../expr.ts';
import type { AggregateRecord } from '../function-record.ts';
import { hashSql } from '../hash-sql.ts';
import { checkOrder, notConstant } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { typeOf } from '../type-of.ts';
import { ANY, INTEGRAL, NUMERIC_OR_INTERVAL, ORDERABLE, STRING_OR_BINARY, type TypeRule } from '../type-rule.ts';
import { firstType } from './arguments.ts';
import { type AggregateSpec, aggregate, type Head } from './define.ts';
import { also } from './distinct.ts';
import { checkDelimiter, joinedValues } from './listagg.ts';

const valueType = (expr: Call): string => duckDbType(firstType(expr.args));

/** `first(x, true)` is `first(x) IGNORE NULLS`. */
const ignoresNulls = (expr: Call): boolean => {
  const flag = expr.args[1];
  return expr.ignoreNulls || (flag?.kind === 'Literal' && flag.value === true);
};

/** The value of the row that arrived first or last: kept with its ordinal, so that parts merge in any order. */
const byArrival = (head: Head, pick: 'arg_min' | 'arg_max'): AggregateRecord =>
  aggregate(head, {
    params: [ANY, ANY],
    required: 1,
    refine: (args) => {
      const flag = args[1];
      if (flag !== undefined && (flag.kind !== 'Literal' || typeof flag.value !== 'boolean'))
        throw new AnalysisError('_LEGACY_ERROR_TEMP_1210', { funcName: head[0] });
      return args;
    },
    returns: firstType,
    buffers: (expr) => [`STRUCT(o BIGINT, v ${valueType(expr)})`],
    update: ([x], expr, { filter, ordinal }) => {
      const rows = ignoresNulls(expr) ? also(filter, `${x} IS NOT NULL`) : filter;
      return [`${pick}(struct_pack(o := ${ordinal}, v := ${x}), ${ordinal})${rows}`];
    },
    merge: ([b], _, position = `struct_extract(${b}, 'o')`) => [
      `${pick}(${b}, ${position}) FILTER (WHERE ${b} IS NOT NULL)`,
    ],
    finalize: ([b]) => `struct_extract(${b}, 'v')`,
  });

/** The value beside the extreme of another column. Among equals Spark keeps the row it saw last. */
const beside = (head: Head, pick: 'arg_min' | 'arg_max'): AggregateRecord => {
  const tie = (ordinal: string): string => (pick === 'arg_max' ? ordinal : `(- ${ordinal})`);
  return aggregate(head, {
    params: [ANY, ANY],
    refine: (args) => {
      checkOrder(head[0], args, typeOf(args[1] as Expr));
      return args;
    },
    returns: firstType,
    buffers: (expr) => [`STRUCT(k ${duckDbType(typeOf(expr.args[1] as Expr))}, o BIGINT, v ${valueType(expr)})`],
    update: ([x, y], _, { filter, ordinal }) => [
      `${pick}(struct_pack(k := ${y}, o := ${tie(ordinal)}, v := ${x}), struct_pack(k := ${y}, o := ${tie(ordinal)}))${also(filter, `${y} IS NOT NULL`)}`,
    ],
    merge: ([b], _, position) => {
      const order = position === undefined ? `struct_extract(${b}, 'o')` : tie(position);
      const rank = `struct_pack(k := struct_extract(${b}, 'k'), o := ${order})`;
      return [`${pick}(${b}, ${rank}) FILTER (WHERE ${b} IS NOT NULL)`];
    },
    finalize: ([b]) => `struct_extract(${b}, 'v')`,
  });
};

/** Lists of values with their ordinals, as one: part after part where the parts have positions. */
const inOrder = (lists: string, position: string | undefined): string =>
  position === undefined ? `list_sort(flatten(list(${lists})))` : `flatten(list(${lists} ORDER BY ${position}))`;

/** All values, as a buffer for aggregates that need to see them together. */
const VALUES = {
  buffers: (expr: Call) => [`${valueType(expr)}[]`],
  merge: ([b]: readonly string[]) => [`flatten(list(${b}))`],
};

/** The values that are not null with their places in the order of arrival. */
const IN_ORDER: Pick<AggregateSpec, 'buffers' | 'update' | 'merge'> = {
  buffers: (expr) => [`STRUCT(o BIGINT, v ${valueType(expr)})[]`],
  update: ([x], _, { filter, ordinal }) => [
    `list(struct_pack(o := ${ordinal}, v := ${x}) ORDER BY ${ordinal})${also(filter, `${x} IS NOT NULL`)}`,
  ],
  merge: ([b], _, position) => [inOrder(b, position)],
};

/** The values alone, each once if the call is DISTINCT. */
function valuesInOrder(buffer: string, expr: Call): string {
  const values = `list_transform(${buffer}, lambda e: struct_extract(e, 'v'))`;
  return expr.distinct ? `list_distinct(${values})` : values;
}

const nonNull = (x: string, filter: string): string => `list(${x})${also(filter, `${x} IS NOT NULL`)}`;

/** Literal fractions of `percentile`: one number, or an array of them. */
function fractions(name: string, args: readonly Expr[]): readonly number[] {
  const arg = args[1];
  const numbers = arg?.kind === 'Call' && arg.name === 'array' ? arg.args : [arg];
  return numbers.map((n) => {
    const value = n?.kind === 'Cast' ? n.child : n;
    if (value?.kind !== 'Literal') return notConstant(name, args, 1, 'percentage', DoubleType);
    if (value.value === null)
      throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_NULL', {
        sqlExpr: nameOf(call(name, args)),
        exprName: 'percentage',
      });
    return Number(value.value);
  });
}

/** Fractions are constants from 0 to 1. */
function checkFractions(name: string, args: readonly Expr[]): void {
  const odd = fractions(name, args).find((fraction) => !(fraction >= 0 && fraction <= 1));
  if (odd !== undefined) outOfRange(name, args, 'percentage', '[0.0, 1.0]', `${doubleText(odd)}D`);
}

function outOfRange(
  name: string,
  args: readonly Expr[],
  exprName: string,
  valueRange: string,
  currentValue: string,
): never {
  const params = { sqlExpr: nameOf(call(name, args)), exprName, valueRange, currentValue };
  throw new AnalysisError('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', params);
}

/** The accuracy changes nothing here, but has to be one. */
function checkAccuracy(name: string, args: readonly Expr[]): void {
  const accuracy = args[2]?.kind === 'Literal' ? Number(args[2].value) : 1;
  if (accuracy < 1 || accuracy > 2 ** 31 - 1) outOfRange(name, args, 'accuracy', '(0, 2147483647]', `${accuracy}L`);
}

/** All values, each as often as its frequency says. */
function repeated(x: string, frequency: string, expr: Call, filter: string): string {
  const given = expr.args[2];
  const texts = { frequencyExpression: given === undefined ? '' : nameOf(given) };
  const fault = faultSql('NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION', texts, {
    negativeValue: `concat(CAST(${frequency} AS VARCHAR), 'L')`,
  });
  const times = `CASE WHEN ${frequency} < 0 THEN ${fault} ELSE CAST(${frequency} AS BIGINT) END`;
  const copies = `list_transform(range(${times}), lambda k: ${x})`;
  return `flatten(list(${copies})${also(filter, `${x} IS NOT NULL AND ${frequency} IS NOT NULL`)})`;
}

const isList = (expr: Call): boolean => expr.args[1] !== undefined && typeOf(expr.args[1]).kind === 'array';

/** One value per fraction, as Spark shapes it: a value, or an array for an array of fractions. */
function perFraction(expr: Call, values: string, value: (fraction: number) => string): string {
  const found = fractions(expr.name, expr.args).map(value);
  const result = isList(expr) ? `[${found.join(', ')}]` : (found[0] ?? 'NULL');
  return `CASE WHEN len(${values}) > 0 THEN ${result} END`;
}

/** Linear interpolation between the neighbours of position fraction * (n - 1). */
function interpolated(values: string, fraction: number): string {
  const sorted = `list_sort(${values})`;
  const position = `(${fraction} * (len(${values}) - 1))`;
  const low = `CAST(list_extract(${sorted}, CAST(floor(${position}) AS BIGINT) + 1) AS DOUBLE)`;
  const high = `CAST(list_extract(${sorted}, CAST(ceil(${position}) AS BIGINT) + 1) AS DOUBLE)`;
  return `CASE WHEN ${low} = ${high} THEN ${low} ELSE ${low} + (${high} - ${low}) * (${position} - floor(${position})) END`;
}

/** What interpolates: numbers, and intervals, which give one of all their fields. */
const INTERPOLATED: TypeRule = Object.freeze({
  ...NUMERIC_OR_INTERVAL,
  words: '(("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH") or "TIME")',
});

function interpolatedType(args: readonly Expr[]): DataType {
  const { kind } = firstType(args);
  if (kind === 'dayTimeInterval') return dayTimeIntervalType();
  return kind === 'yearMonthInterval' ? yearMonthIntervalType() : DoubleType;
}

/** An interpolated value in its type: intervals drop what is below their unit. */
const interpolatedAs = (args: readonly Expr[], value: string): string => {
  const type = interpolatedType(args);
  return type.kind === 'double' ? value : `CAST(trunc(${value}) AS ${duckDbType(type)})`;
};

/** The smallest value that covers the fraction of the rows. */
const ranked = (values: string, fraction: number): string =>
  `list_extract(list_sort(${values}), greatest(CAST(ceil(CAST('${fraction}' AS DOUBLE) * len(${values})) AS BIGINT), 1))`;

const arrayIfList = (args: readonly Expr[], element: DataType): DataType =>
  args[1] !== undefined && typeOf(args[1]).kind === 'array' ? arrayType(element) : element;

const percentileParams = { params: [{ ...ORDERABLE, words: '"NUMERIC"' }, ANY, ANY], required: 2 };

function withinGroupMissing(name: string): never {
  throw new AnalysisError('INVALID_WITHIN_GROUP_EXPRESSION.WITHIN_GROUP_MISSING', { funcName: `\`${name}\`` });
}

/** `percentile_…(fraction) WITHIN GROUP (ORDER BY x)`, which the parser writes as a call with x, the fraction, and whether the order is upside down. */
const withinGroup = (
  name: string,
  value: (values: string, fraction: number, descending: boolean) => string,
): AggregateSpec => ({
  params: [{ ...ORDERABLE, words: '"NUMERIC"' }, ANY, ANY],
  required: 1,
  refine: (args) => {
    if (args.length === 3) {
      checkFractions(name, args);
      return args;
    }
    return withinGroupMissing(name);
  },
  returns: (args) => arrayIfList(args, DoubleType),
  buffers: VALUES.buffers,
  update: ([x], _, { filter }) => [nonNull(x, filter)],
  merge: VALUES.merge,
  finalize: ([b], expr) => {
    const flag = expr.args[2];
    const descending = flag?.kind === 'Literal' && flag.value === true;
    return perFraction(expr, b, (fraction) => value(b, fraction, descending));
  },
});

/** Aggregates that depend on the order of arrival, or need all values at once. */
export const orderedAggregates: readonly AggregateRecord[] = [
  byArrival(
    ['first', 'first(expr[, ignoreNulls])', 'The value of the row that arrived first.', 'first_value', 'any_value'],
    'arg_min',
  ),
  byArrival(['last', 'last(expr[, ignoreNulls])', 'The value of the row that arrived last.', 'last_value'], 'arg_max'),
  beside(['max_by', 'max_by(x, y)', 'The value of x where y is largest.'], 'arg_max'),
  beside(['min_by', 'min_by(x, y)', 'The value of x where y is smallest.'], 'arg_min'),
  aggregate(['collect_list', 'collect_list(expr)', 'The values that are not null, in order of arrival.', 'array_agg'], {
    params: [ANY],
    returns: (args) => arrayType(firstType(args)),
    nullable: false,
    ...IN_ORDER,
    finalize: ([b], expr) => `coalesce(${valuesInOrder(b, expr)}, CAST([] AS ${valueType(expr)}[]))`,
  }),
  aggregate(['collect_set', 'collect_set(expr)', 'The distinct values that are not null, in no order.'], {
    params: [ANY],
    refine: (args) => {
      if (firstType(args).kind !== 'map') return args;
      throw new AnalysisError('DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE', {
        sqlExpr: nameOf(call('collect_set', args)),
        functionName: '`collect_set`',
        dataType: '"MAP" or "COLLATED STRING"',
      });
    },
    returns: (args) => arrayType(firstType(args)),
    nullable: false,
    buffers: VALUES.buffers,
    update: ([x], _, { filter }) => [`list(DISTINCT ${x})${also(filter, `${x} IS NOT NULL`)}`],
    merge: ([b]) => [`list_distinct(flatten(list(${b})))`],
    finalize: ([b], expr) => `coalesce(${b}, CAST([] AS ${valueType(expr)}[]))`,
  }),
  aggregate(
    [
      'listagg',
      'listagg([DISTINCT] expr[, delimiter]) [WITHIN GROUP (ORDER BY …)]',
      'The values that are not null, one after another in the order given, or of arrival.',
      'string_agg',
    ],
    {
      params: [STRING_OR_BINARY, STRING_OR_BINARY],
      required: 1,
      refine: checkDelimiter,
      returns: firstType,
      ...IN_ORDER,
      finalize: ([b], expr) => joinedValues(valuesInOrder(b, expr), b, expr),
    },
  ),
  aggregate(
    [
      'percentile_approx',
      'percentile_approx(expr, percentage[, accuracy])',
      'The smallest value that covers the fraction of the rows. Exact here at any accuracy.',
      'approx_percentile',
    ],
    {
      ...percentileParams,
      refine: (args) => {
        checkFractions('percentile_approx', args);
        checkAccuracy('percentile_approx', args);
        return args;
      },
      returns: (args) => arrayIfList(args, firstType(args)),
      buffers: VALUES.buffers,
      update: ([x], _, { filter }) => [nonNull(x, filter)],
      merge: VALUES.merge,
      finalize: ([b], expr) => perFraction(expr, b, (fraction) => ranked(b, fraction)),
    },
  ),
  aggregate(
    [
      'percentile',
      'percentile(expr, percentage[, frequency])',
      'The interpolated value at a fraction of the sorted rows, each as often as its frequency says.',
    ],
    {
      params: [INTERPOLATED, ANY, INTEGRAL],
      required: 2,
      refine: (args) => {
        checkFractions('percentile', args);
        return args;
      },
      returns: (args) => arrayIfList(args, interpolatedType(args)),
      buffers: VALUES.buffers,
      update: ([x, , frequency], expr, { filter }) => [
        expr.args[2] === undefined ? nonNull(x, filter) : repeated(x, frequency, expr, filter),
      ],
      merge: VALUES.merge,
      finalize: ([b], expr) => perFraction(expr, b, (fraction) => interpolatedAs(expr.args, interpolated(b, fraction))),
    },
  ),
  aggregate(
    [
      'percentile_cont',
      'percentile_cont(percentage) WITHIN GROUP (ORDER BY expr)',
      'The interpolated value at a fraction of the ordered rows.',
    ],
    withinGroup('percentile_cont', (b, fraction, descending) => interpolated(b, descending ? 1 - fraction : fraction)),
  ),
  aggregate(
    [
      'percentile_disc',
      'percentile_disc(percentage) WITHIN GROUP (ORDER BY expr)',
      'The first value that covers the fraction of the ordered rows.',
    ],
    withinGroup('percentile_disc', (b, fraction, descending) => {
      const values = descending ? `list_reverse_sort(${b})` : `list_sort(${b})`;
      const index = `greatest(CAST(ceil(CAST('${fraction}' AS DOUBLE) * len(${b})) AS BIGINT), 1)`;
      return `CAST(list_extract(${values}, ${index}) AS DOUBLE)`;
    }),
  ),
  aggregate(['median', 'median(expr)', 'The interpolated middle of the sorted values.'], {
    params: [INTERPOLATED],
    returns: interpolatedType,
    buffers: VALUES.buffers,
    update: ([x], _, { filter }) => [nonNull(x, filter)],
    merge: VALUES.merge,
    finalize: ([b], expr) => `CASE WHEN len(${b}) > 0 THEN ${interpolatedAs(expr.args, interpolated(b, 0.5))} END`,
  }),
  aggregate(['mode', 'mode(expr[, deterministic])', 'A most frequent value; the smallest of them if deterministic.'], {
    params: [ANY],
    required: 0,
    refine: (args) => (args.length > 0 ? args : withinGroupMissing('mode')),
    returns: firstType,
    buffers: VALUES.buffers,
    update: ([x], _, { filter }) => [nonNull(x, filter)],
    merge: VALUES.merge,
    finalize: ([b]) => `list_mode(${b})`,
  }),
  aggregate(
    [
      'approx_count_distinct',
      'approx_count_distinct(expr[, relativeSD])',
      'The estimated number of distinct values, by HyperLogLog++ over xxHash64.',
    ],
    {
      params: [ANY, ANY],
      required: 1,
      refine: (args) => {
        const deviation = args[1];
        const isFraction = deviation?.kind === 'Literal' && ['decimal', 'double'].includes(deviation.dataType.kind);
        if (deviation !== undefined && !isFraction) throw new AnalysisError('_LEGACY_ERROR_TEMP_1104');
        return args;
      },
      returns: LongType,
      nullable: false,
      buffers: () => ['INTEGER[]'],
      update: ([x], expr, { filter }) => {
        const hash = hashSql('mr_xxhash64', x, firstType(expr.args), 'CAST(42 AS BIGINT)');
        return [`list(DISTINCT mr_hll_code(${hash}, ${hllPrecision(expr)}))${also(filter, `${x} IS NOT NULL`)}`];
      },
      merge: ([b]) => [`mr_hll_compact(flatten(list(${b})))`],
      finalize: ([b], expr) => `coalesce(mr_hll_estimate(${b}, ${hllPrecision(expr)}), 0)`,
    },
  ),
];

/** Spark's rule from the relative standard deviation to the number of index bits. */
function hllPrecision(expr: Call): number {
  const [, deviation] = expr.args;
  const value = deviation?.kind === 'Cast' ? deviation.child : deviation;
  if (value !== undefined && value.kind !== 'Literal') notConstant(expr.name, expr.args, 1, 'relativeSD', DoubleType);
  return Math.ceil((2 * Math.log(1.106 / Number(value?.value ?? 0.05))) / Math.log(2));
}
