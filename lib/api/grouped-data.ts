import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, call, type Expr, literal } from '../expression/expr.ts';
import { aggregate, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { IntegerType, isNumeric } from '../types/data-type.ts';
import type { ColumnContext } from './column-context.ts';
import type { DataFrame } from './data-frame.ts';
import { columnExpr } from './functions/call-function.ts';
import type { AnyColumn, ColumnOrName } from './typing/argument.ts';
import type { Lookup } from './typing/expression-type.ts';
import type { AllChecked, Extended, Selected } from './typing/frame-type.ts';
import type { NumericName } from './typing/numeric-column.ts';
import type { Rules } from './typing/rules.ts';

export type GroupingKind = 'groupBy' | 'rollup' | 'cube';

interface GroupedProps {
  readonly groupingExprs: readonly Expr[];
  readonly kind: GroupingKind;
  readonly child: LogicalPlan;
  readonly columns: ColumnContext;
  readonly frame: <T>(plan: LogicalPlan) => DataFrame<T>;
}

/** The columns that `sum('a', 'b')` and its like add: `sum(a)`, `sum(b)`. */
type Aggregated<S, Fn extends string, Rule extends 'sum' | 'average' | 'orNull', Names extends string> = {
  readonly [N in Names as `${Fn}(${N})`]: Rules<readonly [Lookup<N, S>]>[Rule];
};

/** Rows in groups, waiting for aggregates. `S` are the columns of the rows, `K` those of the groups. */
export class GroupedData<S, K> {
  readonly #props: GroupedProps;

  constructor(props: GroupedProps) {
    this.#props = props;
  }

  /**
   * One row per group: its columns, then the aggregates.
   *
   * @example
   * clicks.groupBy('user_id').agg(count('*').as('n'), sum('amount').as('total'))
   */
  agg<const C extends readonly AnyColumn[]>(...columns: AllChecked<C, S>): DataFrame<Extended<K, Selected<C, S>>> {
    const { columns: context } = this.#props;
    return this.#aggregate(
      (columns as readonly unknown[]).map((column) => columnExpr(column as ColumnOrName, context)),
    );
  }

  /** The number of rows per group, as `count`. */
  count(): DataFrame<Extended<K, { readonly count: 'bigint' }>> {
    return this.#aggregate([alias(call('count', [literal(1, IntegerType)]), 'count')]);
  }
  /** The sums of these columns, or of all that hold numbers, as `sum(name)`. */
  sum<const N extends NumericName<S>>(...names: readonly N[]): DataFrame<Extended<K, Aggregated<S, 'sum', 'sum', N>>> {
    return this.#aggregateNumbers('sum', names);
  }
  /** The averages of these columns, or of all that hold numbers, as `avg(name)`. */
  avg<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, Aggregated<S, 'avg', 'average', N>>> {
    return this.#aggregateNumbers('avg', names);
  }
  /** The same as {@link avg}. */
  mean<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, Aggregated<S, 'avg', 'average', N>>> {
    return this.avg(...names);
  }
  min<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, Aggregated<S, 'min', 'orNull', N>>> {
    return this.#aggregateNumbers('min', names);
  }
  max<const N extends NumericName<S>>(
    ...names: readonly N[]
  ): DataFrame<Extended<K, Aggregated<S, 'max', 'orNull', N>>> {
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
    const { groupingExprs, kind, child, frame } = this.#props;
    return frame<T>(
      aggregate({
        groupingExprs: groupingExprs.map((expr) => (expr.kind === 'Alias' ? expr.child : expr)),
        aggregateExprs: [...groupingExprs, ...aggregates],
        groupingSets: GROUPING_SETS[kind](groupingExprs.length),
        child,
      }),
    );
  }
}

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
