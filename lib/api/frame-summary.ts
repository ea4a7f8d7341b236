import { AnalysisError } from '../errors/index.ts';
import {
  type AttributeReference,
  alias,
  attributeReference,
  call,
  cast,
  type Expr,
  literal,
} from '../expression/expr.ts';
import { aggregate, expand, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { DoubleType, isNumeric, StringType } from '../types/data-type.ts';

/** What `describe` computes. */
export const DESCRIBED: readonly string[] = ['count', 'mean', 'stddev', 'min', 'max'];
/** What `summary` computes where it is told nothing. */
export const SUMMARISED: readonly string[] = ['count', 'mean', 'stddev', 'min', '25%', '50%', '75%', 'max'];

type Statistic = (column: AttributeReference) => Expr;

/** Statistics by name; of texts those of numbers are taken as far as they are numbers. */
const STATISTICS: Readonly<Record<string, Statistic>> = {
  count: (column) => call('count', [column]),
  count_distinct: (column) => call('count', [column], { distinct: true }),
  approx_count_distinct: (column) => call('approx_count_distinct', [column]),
  mean: (column) => call('avg', [asNumber(column)]),
  stddev: (column) => call('stddev_samp', [asNumber(column)]),
  min: (column) => call('min', [column]),
  max: (column) => call('max', [column]),
};

const asNumber = (column: AttributeReference): Expr =>
  column.dataType.kind === 'string' ? cast(column, DoubleType, 'try') : column;

function statisticOf(name: string): Statistic {
  const known = STATISTICS[name.toLowerCase()];
  if (known !== undefined) return known;
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(name)?.[1];
  if (percent === undefined || Number(percent) > 100)
    throw new AnalysisError('UNRECOGNIZED_STATISTIC', { stats: name });
  return (column) => call('percentile_approx', [asNumber(column), literal(Number(percent) / 100, DoubleType)]);
}

/** Numbers and texts: the columns that statistics are about. */
export const summarised = (output: readonly AttributeReference[]): readonly AttributeReference[] =>
  output.filter(({ dataType }) => isNumeric(dataType) || dataType.kind === 'string');

interface SummaryRequest {
  readonly child: LogicalPlan;
  readonly columns: readonly AttributeReference[];
  readonly statistics: readonly string[];
  readonly nextId: () => number;
  readonly analyze: (plan: LogicalPlan) => LogicalPlan;
}

/** One row per statistic, under `summary` its name, then the columns as text. */
export function summaryPlan({ child, columns, statistics, nextId, analyze }: SummaryRequest): LogicalPlan {
  const makers = statistics.map(statisticOf);
  const aggregates = makers.flatMap((statistic, row) =>
    columns.map((column, i) => alias(cast(statistic(column), StringType), `${row} ${i}`)),
  );
  const computed = analyze(aggregate({ groupingExprs: [], aggregateExprs: aggregates, child }));
  const cells = outputOf(computed);
  const projections = statistics.map((name, row): Expr[] => [
    literal(name, StringType),
    ...cells.slice(row * columns.length, (row + 1) * columns.length),
  ]);
  const output = ['summary', ...columns.map((column) => column.name)].map((name) =>
    attributeReference({ name, exprId: nextId(), dataType: StringType }),
  );
  return expand({ projections, output, child: computed });
}
