import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, type Call, call, caseWhen, cast, type Expr } from '../expression/expr.ts';
import { lookupFunction } from '../expression/function-registry.ts';
import { nameOf } from '../expression/name-of.ts';
import { exists, transformUp } from '../expression/traverse.ts';
import { aggregate, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { isNumeric } from '../types/data-type.ts';
import { literalOf } from './literal-value.ts';

/** A value of the pivot column, which becomes a column. */
export type PivotValue = string | number | bigint | boolean | null;

/** `pivot(column, values)`. */
export interface Pivot {
  readonly column: Expr;
  readonly values: readonly PivotValue[];
}

interface PivotRequest {
  readonly pivot: Pivot;
  readonly grouping: readonly Expr[];
  readonly aggregates: readonly Expr[];
  readonly child: LogicalPlan;
  readonly analyze: (plan: LogicalPlan) => LogicalPlan;
}

/**
 * The aggregates once for each value of the pivot column: `count` becomes `a`, `b`; of several aggregates `a_count`, `a_max(v)`. Numbers are aggregated by group and
 * value first, and then put side by side, with null for values a group does not have; others over the group's rows of the value. Streams show which, as in Spark.
 */
export function pivotPlan(request: PivotRequest): LogicalPlan {
  const { pivot, grouping, aggregates, child, analyze } = request;
  for (const expr of aggregates)
    if (!exists(expr, isAggregate))
      throw new AnalysisError('_LEGACY_ERROR_TEMP_1006', { sql: nameOf(expr.kind === 'Alias' ? expr.child : expr) });
  const inner = analyze(byGroups([...grouping, alias(pivot.column, PIVOT_NAME)], aggregates, child));
  const columns = outputOf(inner);
  const keys = columns.slice(0, grouping.length);
  const values = columns.slice(grouping.length + 1);
  const isOneByOne = values.every(({ dataType }) => isNumeric(dataType) || dataType.kind === 'boolean');
  const valueColumn = columns[grouping.length] as AttributeReference;
  const list = pivot.values.flatMap((value) => {
    const wanted = cast(literalOf(value), valueColumn.dataType);
    return aggregates.map((expr, i) => {
      const column = values[i] as AttributeReference;
      const text = value === null ? 'null' : String(value);
      const pivoted = isOneByOne
        ? call('max', [caseWhen([{ condition: call('<=>', [valueColumn, wanted]), value: column }])])
        : filtered(expr.kind === 'Alias' ? expr.child : expr, call('<=>', [pivot.column, wanted]));
      return alias(pivoted, aggregates.length === 1 ? text : `${text}_${column.name}`);
    });
  });
  return isOneByOne ? byGroups(keys, list, inner) : byGroups(grouping, list, child);
}

/** A name that no group key has. */
const PIVOT_NAME = '__pivot';

const byGroups = (grouping: readonly Expr[], aggregates: readonly Expr[], child: LogicalPlan): LogicalPlan =>
  aggregate({
    groupingExprs: grouping.map((expr) => (expr.kind === 'Alias' ? expr.child : expr)),
    aggregateExprs: [...grouping, ...aggregates],
    child,
  });

const isAggregate = (expr: Expr): boolean => expr.kind === 'Call' && lookupFunction(expr.name)?.kind === 'aggregate';

/** The aggregates of an expression over the rows of one value; those of one row skip nulls, as Spark's do here. */
const filtered = (expr: Expr, isOf: Expr): Expr =>
  transformUp(expr, (part) => {
    if (!isAggregate(part)) return part;
    const { name, args, filter, ignoreNulls, ...rest } = part as Call;
    const both = filter === undefined ? isOf : call('and', [filter, isOf]);
    return call(name, args, { ...rest, ignoreNulls: ignoreNulls || OF_ONE_ROW.has(name), filter: both });
  });

const OF_ONE_ROW: ReadonlySet<string> = new Set(['first', 'first_value', 'last', 'last_value']);
