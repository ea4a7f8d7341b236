import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, call, type Expr, literal, withoutAlias } from '../expression/expr.ts';
import { aggregate, type LogicalPlan, pivot } from '../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../plan/output.ts';
import { IntegerType, isNumeric } from '../types/data-type.ts';
import { Column } from './column.ts';
import type { ColumnContext } from './column-context.ts';
import type { DataFrame } from './data-frame.ts';
import { columnExpr } from './functions/call-function.ts';
import { literalOf } from './literal-value.ts';
import { refuseMembers } from './refused-members.ts';
import type { ColumnOrName } from './typing/argument.ts';
import type { AggregateArguments, CheckedAggregates } from './typing/checked-name.ts';
import type { Lookup } from './typing/expression-type.ts';
import type { Extended } from './typing/frame-type.ts';
import type { AggregatedAs, PivotedBy } from './typing/grouped-type.ts';
import type { NumericName } from './typing/numeric-column.ts';
import type { Rules } from './typing/rules.ts';

/** A value of the pivot column, which becomes a column. */
export type PivotValue = string | number | bigint | boolean | null;

export type GroupingKind = 'groupBy' | 'rollup' | 'cube';
/** How groups are made: by a kind, or by sets of indexes into the grouping expressions. */
export type Grouping = GroupingKind | readonly (readonly number[])[];

interface GroupedProps {
  readonly groupingExprs: readonly Expr[];
  readonly kind: Grouping;
  readonly pivoted?: { readonly column: Expr; readonly values: readonly PivotValue[] };
  readonly child: LogicalPlan;
  readonly columns: ColumnContext;
  readonly frame: <T>(plan: LogicalPlan) => DataFrame<T>;
}

/** The columns that `sum('a', 'b')` and its like add: `sum(a)`, `sum(b)`. */
type Aggregated<S, Fn extends string, Rule extends 'sum' | 'average' | 'orNull', Names extends string> = {
  readonly [N in Names as `${Fn}(${N})`]: Rules<readonly [Lookup<N, S>]>[Rule];
};

/**
 * Rows in groups, waiting for aggregates. `S` are the columns of the rows, `K` those of the groups, `P` the values of a pivot column; never: there is no pivot.
 */
export class GroupedData<S, K, P extends PivotValue = never> {
  readonly #props: GroupedProps;

  constructor(props: GroupedProps) {
    this.#props = props;
  }

  /**
   * One row per group: its columns, then the aggregates; or by column: `{ amount: 'max', '*': 'count' }` gives `max(amount)` and `count(1)`.
   *
   * @example
   * clicks.groupBy('user_id').agg(count('*').as('n'), sum('amount').as('total'))
   */
  agg<const C extends AggregateArguments>(
    ...columns: CheckedAggregates<C, S>
  ): DataFrame<Extended<K, PivotedBy<P, AggregatedAs<S, C>>>> {
    return this.#aggregate(aggregateList(columns, this.#props.columns));
  }

  /**
   * Makes the aggregates once for each of these values of a column, each a column of its own.
   *
   * @example
   * clicks.groupBy('user_id').pivot('action', ['view', 'purchase']).count()
   */
  pivot<const V extends PivotValue>(column: ColumnOrName, values: readonly V[]): GroupedData<S, K, V> {
    const { kind, pivoted, columns, child } = this.#props;
    if (pivoted !== undefined) throw new AnalysisError('REPEATED_CLAUSE', { clause: 'PIVOT', operation: 'SUBQUERY' });
    if (values === undefined) {
      if (isStreaming(child)) throw new AnalysisError('_LEGACY_ERROR_TEMP_3063');
      throw new AnalysisError('NOT_IMPLEMENTED', { feature: 'pivot without values', remedy: PIVOT_REMEDY });
    }
    if (kind !== 'groupBy')
      throw new AnalysisError('_LEGACY_ERROR_TEMP_3064', {
        operation: typeof kind === 'string' ? kind : 'groupingSets',
      });
    return new GroupedData<S, K, V>({ ...this.#props, pivoted: { column: columnExpr(column, columns), values } });
  }

  /** The number of rows per group, as `count`. */
  count(): DataFrame<Extended<K, PivotedBy<P, { readonly count: 'bigint' }>>> {
    return this.#aggregate([alias(call('count', [literal(1, IntegerType)]), 'count')]);
  }
  /** The sums of these columns, or of all that hold numbers, as `sum(name)`. */
  sum<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, PivotedBy<P, Aggregated<S, 'sum', 'sum', N>>>> {
    return this.#aggregateNumbers('sum', names);
  }
  /** The averages of these columns, or of all that hold numbers, as `avg(name)`. */
  avg<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, PivotedBy<P, Aggregated<S, 'avg', 'average', N>>>> {
    return this.#aggregateNumbers('avg', names);
  }
  /** The same as {@link avg}. */
  mean<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, PivotedBy<P, Aggregated<S, 'avg', 'average', N>>>> {
    return this.avg(...names);
  }
  min<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, PivotedBy<P, Aggregated<S, 'min', 'orNull', N>>>> {
    return this.#aggregateNumbers('min', names);
  }
  max<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, PivotedBy<P, Aggregated<S, 'max', 'orNull', N>>>> {
    return this.#aggregateNumbers('max', names);
  }

  #aggregateNumbers<T>(name: string, given: readonly string[]): DataFrame<T> {
    const { child, columns, frame } = this.#props;
    const output = outputOf(child);
    const chosen = given.length === 0 ? numericColumns(output, this.#props.groupingExprs) : given;
    const exprs = chosen.map((column) => {
      const found = output.find((attribute) => attribute.name.toLowerCase() === column.toLowerCase());
      if (found !== undefined && !isNumeric(found.dataType)) throw new AnalysisError('NOT_NUMERIC_COLUMN', { column });
      return alias(call(name, [found ?? columnExpr(column, columns)]), `${name}(${column})`);
    });
    return exprs.length === 0 ? frame<T>(child) : this.#aggregate(exprs);
  }

  #aggregate<T>(aggregates: readonly Expr[]): DataFrame<T> {
    const { groupingExprs, kind, pivoted, child, frame } = this.#props;
    if (pivoted !== undefined) {
      const values = pivoted.values.map((value) => ({ values: [literalOf(value)], name: String(value) }));
      return frame<T>(pivot({ groupingExprs, aggregates, columns: [pivoted.column], values, child }));
    }
    return frame<T>(
      aggregate({
        groupingExprs: groupingExprs.map(withoutAlias),
        aggregateExprs: [...groupingExprs, ...aggregates],
        groupingSets: typeof kind === 'string' ? GROUPING_SETS[kind](groupingExprs.length) : kind,
        child,
      }),
    );
  }
}

const PIVOT_REMEDY =
  'Give the values that become columns: pivot(column, values); those of a table are found with select(column).distinct().collect().';

const IN_PANDAS = 'There is no pandas. Use SQL functions, or a function of your own: udf(…).';
refuseMembers(GroupedData, 'GroupedData', {
  methods: {
    apply: IN_PANDAS,
    applyInPandas: IN_PANDAS,
    applyInPandasWithState: IN_PANDAS,
    applyInArrow: IN_PANDAS,
    cogroup: IN_PANDAS,
    transformWithState:
      'There is no state of your own. Use windows, sessions, dropDuplicates, or keep state in a table from foreachBatch.',
    transformWithStateInPandas: IN_PANDAS,
  },
});

/** The aggregates that `agg` is given: columns, or functions by the name of their column. */
export function aggregateList(given: readonly unknown[], context: ColumnContext): readonly Expr[] {
  const [first] = given;
  if (given.length !== 1 || first instanceof Column || typeof first !== 'object' || first === null)
    return given.map((column) => columnExpr(column as ColumnOrName, context));
  return Object.entries(first).map(([name, fn]) => {
    if (typeof fn !== 'string') throw new AnalysisError('NOT_COLUMN_OR_STR', { argType: typeof fn, value: String(fn) });
    return call(aggregateName(fn), [name === '*' ? literal(1, IntegerType) : columnExpr(name, context)]);
  });
}

/** Spark's other words for aggregates by column. */
const aggregateName = (fn: string): string =>
  ({ avg: 'avg', average: 'avg', mean: 'avg', size: 'count' })[fn.toLowerCase()] ?? fn.toLowerCase();

type GroupingSets = readonly (readonly number[])[] | undefined;

const GROUPING_SETS: Readonly<Record<GroupingKind, (keys: number) => GroupingSets>> = {
  groupBy: () => undefined,
  rollup: (keys) => Array.from({ length: keys + 1 }, (_, dropped) => indexes(keys - dropped)),
  cube: (keys) => subsets(indexes(keys)),
};

const indexes = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

/** All subsets, the whole set first. */
function subsets(set: readonly number[]): readonly (readonly number[])[] {
  const [head, ...tail] = set;
  if (head === undefined) return [[]];
  const rest = subsets(tail);
  return [...rest.map((subset) => [head, ...subset]), ...rest];
}

function numericColumns(output: readonly AttributeReference[], grouping: readonly Expr[]): readonly string[] {
  const grouped = new Set(
    grouping.map((expr) => (expr.kind === 'UnresolvedAttribute' ? expr.nameParts.at(-1) : undefined)),
  );
  return output.filter(({ name, dataType }) => isNumeric(dataType) && !grouped.has(name)).map(({ name }) => name);
}
