import { AnalysisError, ExecutionError } from '../../errors/index.ts';
import { BooleanType, type DataType, DoubleType, IntegerType } from '../../types/data-type.ts';
import type { Expr } from '../expr.ts';
import type { EvaluationContext, FunctionRecord } from '../function-record.ts';
import { typeOf } from '../type-of.ts';
import { DOUBLE } from '../type-rule.ts';
import { basicAggregates } from './aggregate-basic.ts';
import { orderedAggregates } from './aggregate-ordered.ts';
import { statisticalAggregates } from './aggregate-statistics.ts';
import { scalar, scalarBy } from './define.ts';

/** The call behind OVER (…): its name and the number of its arguments, then the arguments, then the parts of the window. */
export const OVER = '__over';
/** TABLESAMPLE (n PERCENT) as a condition. */
export const SAMPLE = '__sample';

const firstType = ([first]: readonly Expr[]): DataType => (first === undefined ? IntegerType : typeOf(first));
const RANKING: Readonly<Record<string, (args: readonly Expr[]) => DataType>> = Object.freeze({
  cume_dist: () => DoubleType,
  dense_rank: () => IntegerType,
  lag: firstType,
  lead: firstType,
  nth_value: firstType,
  ntile: () => IntegerType,
  percent_rank: () => DoubleType,
  rank: () => IntegerType,
  row_number: () => IntegerType,
});

/** Whether the function is one that only stands before OVER. */
export const isWindowFunction = (name: string): boolean => Object.hasOwn(RANKING, name.toLowerCase());

const AGGREGATES = [...basicAggregates, ...statisticalAggregates, ...orderedAggregates];

function resultType(name: string, args: readonly Expr[], context: EvaluationContext): DataType {
  const ranking = RANKING[name];
  if (ranking !== undefined) return ranking(args);
  const aggregate = AGGREGATES.find((record) => record.name === name || record.aliases?.includes(name));
  if (aggregate?.kind !== 'aggregate')
    throw new AnalysisError('UNRESOLVED_ROUTINE', { routineName: `\`${name}\``, remedy: 'It is no window function.' });
  return aggregate.resolve(args, context).dataType;
}

/** Parts of queries that no stream can run; they have a type, so that the refusal comes where Spark gives it. */
export const refusedFunctions: readonly FunctionRecord[] = [
  scalarBy(
    [OVER, 'func(…) OVER (…)', 'A window function.'],
    (args, context) => {
      const [name, count, ...rest] = args;
      const text = name?.kind === 'Literal' ? String(name.value) : '';
      const own = rest.slice(0, count?.kind === 'Literal' ? Number(count.value) : 0);
      return { args, dataType: resultType(text, own, context), nullable: true };
    },
    () => {
      throw new ExecutionError('UNSUPPORTED_SQL', {
        feature: 'OVER',
        remedy: 'Aggregate with GROUP BY, and join the result.',
      });
    },
  ),
  scalar([SAMPLE, 'TABLESAMPLE (n PERCENT)', 'A sample of the rows.'], {
    params: [DOUBLE],
    returns: BooleanType,
    nullable: false,
    sql: () => {
      throw new ExecutionError('UNSUPPORTED_SQL', {
        feature: 'TABLESAMPLE',
        remedy: 'Select rows by a hash of their key.',
      });
    },
  }),
];
