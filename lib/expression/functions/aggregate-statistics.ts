import { DoubleType } from '../../types/data-type.ts';
import type { AggregateRecord } from '../function-record.ts';
import { DOUBLE } from '../type-rule.ts';
import { type AggregateSpec, aggregate, type Head } from './define.ts';
import { also } from './distinct.ts';

const MOMENTS = 'STRUCT(n BIGINT, mean DOUBLE, m2 DOUBLE)';
const field = (struct: string, name: string): string => `struct_extract(${struct}, '${name}')`;

/** DuckDB's variance refuses infinities, for which Spark gives NaN. */
function squares(x: string, filter: string): string {
  const finite = also(filter, `isfinite(${x})`);
  return `CASE WHEN count(*)${also(filter, `NOT isfinite(${x})`)} > 0 THEN CAST('nan' AS DOUBLE) ELSE var_pop(${x})${finite} * count(${x})${filter} END`;
}

/**
 * Count, mean and sum of squared distances of two parts together (Chan, Golub, LeVeque):
 * n = na + nb; mean = ma + d * nb / n; m2 = m2a + m2b + d² * na * nb / n, where d = mb - ma.
 */
function mergeMoments(buffer: string): string {
  const n = '(a.n + b.n)';
  const delta = '(b.mean - a.mean)';
  const merged = `struct_pack(n := ${n}, mean := a.mean + ${delta} * b.n / ${n}, m2 := a.m2 + b.m2 + ${delta} * ${delta} * a.n * b.n / ${n})`;
  return `list_reduce(list(${buffer})${also('', `${field(buffer, 'n')} > 0`)}, lambda a, b: ${merged})`;
}

/** A statistic of one column out of its moments; null over fewer than `least` values. */
const moment = (head: Head, least: number, value: (n: string, m2: string) => string): AggregateRecord =>
  aggregate(head, {
    params: [DOUBLE],
    returns: DoubleType,
    buffers: () => [MOMENTS],
    update: ([x], _, { filter }) => [
      `struct_pack(n := count(${x})${filter}, mean := avg(${x})${filter}, m2 := ${squares(x, filter)})`,
    ],
    merge: ([b]) => [mergeMoments(b)],
    finalize: ([b]) => `CASE WHEN ${field(b, 'n')} >= ${least} THEN ${value(field(b, 'n'), field(b, 'm2'))} END`,
  });

const CO_MOMENTS = 'STRUCT(n BIGINT, mx DOUBLE, my DOUBLE, c DOUBLE, x2 DOUBLE, y2 DOUBLE)';

function mergeCoMoments(buffer: string): string {
  const n = '(a.n + b.n)';
  const [dx, dy] = ['(b.mx - a.mx)', '(b.my - a.my)'];
  const weight = `a.n * b.n / ${n}`;
  const merged = `struct_pack(n := ${n}, mx := a.mx + ${dx} * b.n / ${n}, my := a.my + ${dy} * b.n / ${n}, c := a.c + b.c + ${dx} * ${dy} * ${weight}, x2 := a.x2 + b.x2 + ${dx} * ${dx} * ${weight}, y2 := a.y2 + b.y2 + ${dy} * ${dy} * ${weight})`;
  return `list_reduce(list(${buffer})${also('', `${field(buffer, 'n')} > 0`)}, lambda a, b: ${merged})`;
}

/** A statistic of the pairs in which both are present. */
const coMoment = (head: Head, least: number, value: (part: (name: string) => string) => string): AggregateRecord =>
  aggregate(head, {
    params: [DOUBLE, DOUBLE],
    returns: DoubleType,
    buffers: () => [CO_MOMENTS],
    update: ([x, y], _, { filter }) => {
      const rows = also(filter, `${x} IS NOT NULL AND ${y} IS NOT NULL`);
      const n = `count(*)${rows}`;
      return [
        `struct_pack(n := ${n}, mx := avg(${x})${rows}, my := avg(${y})${rows}, c := covar_pop(${y}, ${x})${rows} * ${n}, x2 := var_pop(${x})${rows} * ${n}, y2 := var_pop(${y})${rows} * ${n})`,
      ];
    },
    merge: ([b]) => [mergeCoMoments(b)],
    finalize: ([b]) => `CASE WHEN ${field(b, 'n')} >= ${least} THEN ${value((name) => field(b, name))} END`,
  });

/** Third and fourth moments are worked out of the values themselves. */
const shape = (
  head: Head,
  value: (n: string, m2: string, higher: (power: number) => string) => string,
): AggregateRecord => {
  const spec: AggregateSpec = {
    params: [DOUBLE],
    returns: DoubleType,
    buffers: () => ['DOUBLE[]'],
    update: ([x], _, { filter }) => [`list(${x})${also(filter, `${x} IS NOT NULL`)}`],
    merge: ([b]) => [`flatten(list(${b}))`],
    finalize: ([b]) => {
      const power = (p: number): string => `list_sum(list_transform(${b}, lambda e: pow(e - list_avg(${b}), ${p})))`;
      const m2 = power(2);
      return `CASE WHEN len(${b}) > 0 THEN CASE WHEN ${m2} <> 0 THEN ${value(`len(${b})`, m2, power)} END END`;
    },
  };
  return aggregate(head, spec);
};

type Part = (name: string) => string;

/** Linear regression of the first argument (y, kept as the first co-moment) on the second (x). */
const REGRESSIONS: readonly (readonly [name: string, description: string, value: (p: Part) => string])[] = [
  ['avgx', 'The mean of x in pairs without nulls.', (p) => p('my')],
  ['avgy', 'The mean of y in pairs without nulls.', (p) => p('mx')],
  ['sxx', 'The sum of squares of x.', (p) => p('y2')],
  ['syy', 'The sum of squares of y.', (p) => p('x2')],
  ['sxy', 'The sum of products.', (p) => p('c')],
  ['slope', 'The slope of the regression line.', (p) => `CASE WHEN ${p('y2')} > 0 THEN ${p('c')} / ${p('y2')} END`],
  [
    'intercept',
    'The intercept of the regression line.',
    (p) => `CASE WHEN ${p('y2')} > 0 THEN ${p('mx')} - ${p('c')} / ${p('y2')} * ${p('my')} END`,
  ],
  [
    'r2',
    'The coefficient of determination.',
    (p) =>
      `CASE WHEN ${p('y2')} > 0 THEN CASE WHEN ${p('x2')} > 0 THEN ${p('c')} * ${p('c')} / (${p('x2')} * ${p('y2')}) ELSE 1.0 END END`,
  ],
];

/** Variance, correlation and their kin. */
export const statisticalAggregates: readonly AggregateRecord[] = [
  moment(
    ['stddev_samp', 'stddev_samp(expr)', 'Sample standard deviation.', 'stddev', 'std'],
    2,
    (n, m2) => `sqrt(${m2} / (${n} - 1))`,
  ),
  moment(['stddev_pop', 'stddev_pop(expr)', 'Population standard deviation.'], 1, (n, m2) => `sqrt(${m2} / ${n})`),
  moment(['var_samp', 'var_samp(expr)', 'Sample variance.', 'variance'], 2, (n, m2) => `${m2} / (${n} - 1)`),
  moment(['var_pop', 'var_pop(expr)', 'Population variance.'], 1, (n, m2) => `${m2} / ${n}`),
  coMoment(['covar_pop', 'covar_pop(expr1, expr2)', 'Population covariance.'], 1, (p) => `${p('c')} / ${p('n')}`),
  coMoment(['covar_samp', 'covar_samp(expr1, expr2)', 'Sample covariance.'], 2, (p) => `${p('c')} / (${p('n')} - 1)`),
  coMoment(
    ['corr', 'corr(expr1, expr2)', "Pearson's correlation."],
    2,
    (p) => `CASE WHEN ${p('x2')} > 0 AND ${p('y2')} > 0 THEN ${p('c')} / sqrt(${p('x2')} * ${p('y2')}) END`,
  ),
  ...REGRESSIONS.map(([name, description, value]) =>
    coMoment([`regr_${name}`, `regr_${name}(y, x)`, description], 1, value),
  ),
  shape(
    ['skewness', 'skewness(expr)', 'Skewness of the values.'],
    (n, m2, power) => `sqrt(${n}) * ${power(3)} / sqrt(${m2} * ${m2} * ${m2})`,
  ),
  shape(
    ['kurtosis', 'kurtosis(expr)', 'Excess kurtosis of the values.'],
    (n, m2, power) => `${n} * ${power(4)} / (${m2} * ${m2}) - 3.0`,
  ),
];
