import type { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf, ExpressionsOf } from '../typing/argument.ts';
import type { Apply, Returns } from '../typing/expression-type.ts';
import { binary, binaryBy, invoke, unary, unaryBy, variadic, withLiterals } from './call-function.ts';

/** The number of rows (`'*'`), or of rows in which the column is not null. */
export const count = <const A extends ColumnOrName>(
  column: A,
): Column<A extends '*' ? 'bigint' : Returns<'bigint', [ExpressionOf<A>]>> =>
  column === '*' ? invoke('count', [], [1]) : invoke('count', [column]);

/** The number of different values; streams refuse it: use {@link approxCountDistinct}. */
export const countDistinct = <const A extends readonly ColumnOrName[]>(
  ...columns: A
): Column<Returns<'bigint', ExpressionsOf<A>>> => invoke('count', columns, [], { distinct: true });

/** The sum of the different values; streams refuse it. */
export const sumDistinct = <const A extends ColumnOrName>(column: A): Column<Apply<'sum', [ExpressionOf<A>]>> =>
  invoke('sum', [column], [], { distinct: true });

export const sum = unaryBy('sum', 'sum');
/** {@link sum} that gives null instead of an overflow. */
export const trySum = unaryBy('sum', 'try_sum');
export const avg = unaryBy('average', 'avg');
export const mean = unaryBy('average', 'mean');
export const min = unaryBy('orNull', 'min');
export const max = unaryBy('orNull', 'max');
export const anyValue = unaryBy('orNull', 'any_value');
export const mode = unaryBy('orNull', 'mode');
export const median = unaryBy('statistic', 'median');
export const stddev = unaryBy('statistic', 'stddev');
export const stddevSamp = unaryBy('statistic', 'stddev_samp');
export const stddevPop = unaryBy('statistic', 'stddev_pop');
export const variance = unaryBy('statistic', 'variance');
export const varSamp = unaryBy('statistic', 'var_samp');
export const varPop = unaryBy('statistic', 'var_pop');
export const skewness = unaryBy('statistic', 'skewness');
export const kurtosis = unaryBy('statistic', 'kurtosis');
export const corr = binaryBy('statistic', 'corr');
export const covarSamp = binaryBy('statistic', 'covar_samp');
export const covarPop = binaryBy('statistic', 'covar_pop');
/** {@link avg} that gives null instead of an overflow. */
export const tryAvg = unaryBy('average', 'try_avg');
export const regrAvgx = binaryBy('statistic', 'regr_avgx');
export const regrAvgy = binaryBy('statistic', 'regr_avgy');
export const regrIntercept = binaryBy('statistic', 'regr_intercept');
export const regrR2 = binaryBy('statistic', 'regr_r2');
export const regrSlope = binaryBy('statistic', 'regr_slope');
export const regrSxx = binaryBy('statistic', 'regr_sxx');
export const regrSxy = binaryBy('statistic', 'regr_sxy');
export const regrSyy = binaryBy('statistic', 'regr_syy');
/** The values that are not null, one after another with a delimiter between. */
export const listagg = withLiterals<'string' | null, [delimiter?: string]>('listagg');
/** The interpolated value at a share of the sorted values, or an array of them for several shares. */
export const percentile = withLiterals<'any' | null, [share: number | readonly number[]]>('percentile');
/** 1 where the row sums the column up (rollup, cube, grouping sets), else 0. */
export const grouping = unary<'int'>('grouping');
/** The number of rows in which the condition holds. */
export const countIf = unary<'bigint'>('count_if');
export const boolAnd = unary<'boolean' | null>('bool_and');
export const boolOr = unary<'boolean' | null>('bool_or');
/** All values that are not null, in order of arrival. */
export const collectList = unaryBy('list', 'collect_list');
/** The different values that are not null, in no order. */
export const collectSet = unaryBy('list', 'collect_set');
/** The value of the first column in the row with the greatest second. */
export const maxBy = binaryBy('orNull', 'max_by');
/** The value of the first column in the row with the smallest second. */
export const minBy = binaryBy('orNull', 'min_by');
/** The number of different values, to within `relativeError` (0.05 if not given). */
export const approxCountDistinct = withLiterals<'bigint', [relativeError?: number]>('approx_count_distinct');

/** The value that arrived first; `ignoreNulls` passes over nulls. */
export const first = <const A extends ColumnOrName>(
  column: A,
  ignoreNulls = false,
): Column<Apply<'orNull', [ExpressionOf<A>]>> => invoke('first', [column], [], { ignoreNulls });

/** The value that arrived last; `ignoreNulls` passes over nulls. */
export const last = <const A extends ColumnOrName>(
  column: A,
  ignoreNulls = false,
): Column<Apply<'orNull', [ExpressionOf<A>]>> => invoke('last', [column], [], { ignoreNulls });

/** A value at (about) the given share of the sorted values; a greater `accuracy` is more exact and takes more state. */
export const percentileApprox = <const A extends ColumnOrName>(
  column: A,
  share: number,
  accuracy = 10_000,
): Column<Apply<'orNull', [ExpressionOf<A>]>> => invoke('percentile_approx', [column], [share, accuracy]);
export const regrCount = binary<'bigint'>('regr_count');
/** The bits of {@link grouping} of all grouping columns, or of these. */
export const groupingId = variadic<'bigint'>('grouping_id');
