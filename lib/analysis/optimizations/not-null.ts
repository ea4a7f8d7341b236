import { type AttributeReference, call, type Expr, type SubqueryExpr } from '../../expression/expr.ts';
import type { Filter, LogicalPlan } from '../../plan/logical-plan.ts';
import { collect, planOfSubquery } from '../../plan/traverse.ts';
import { BooleanType } from '../../types/data-type.ts';
import { splitComparisons } from '../conjuncts.ts';
import { outerReferences } from '../decorrelate.ts';
import { hasAggregate } from '../functions.ts';

/** Calls that are null, and as a predicate not true, where one argument is null. */
const NULL_IN_NULL_OUT: ReadonlySet<string> = new Set(
  '= != < <= > >= + - * / % div negative positive not like ilike rlike between abs lower upper length trim ltrim rtrim substring date_add date_sub date_trunc to_date hour minute second day month year make_timestamp timestamp_seconds __window __window_time __add_micros'.split(
    ' ',
  ),
);

/** Columns that cannot be null in a row for which the predicate is true. */
export function notNullColumns(predicate: Expr): readonly AttributeReference[] {
  switch (predicate.kind) {
    case 'AttributeReference':
      return [predicate];
    case 'Cast':
      return predicate.mode === 'try' ? [] : notNullColumns(predicate.child);
    case 'GetStructField':
      return notNullColumns(predicate.child);
    case 'Call':
      if (predicate.name === 'isnotnull') return predicate.args.flatMap(notNullColumns);
      return NULL_IN_NULL_OUT.has(predicate.name) ? predicate.args.flatMap(notNullColumns) : [];
    case 'SubqueryExpr':
      return isNullWithoutRows(predicate) ? outerColumnsThatMatch(predicate) : [];
    default:
      return [];
  }
}

const COUNTS: ReadonlySet<string> = new Set(['count', 'count_if', 'approx_count_distinct', 'regr_count']);

/** Whether a scalar subquery is an aggregate over all its rows that is null where there are none. */
function isNullWithoutRows({ form, plan }: SubqueryExpr): boolean {
  const source = planWithoutAliases(plan as LogicalPlan);
  if (form !== 'scalar' || source.kind !== 'Aggregate' || source.groupingExprs.length > 0) return false;
  return source.aggregateExprs.every((result) => result.kind === 'Alias' && isNullOfNone(result.child));
}

const planWithoutAliases = (plan: LogicalPlan): LogicalPlan =>
  plan.kind === 'SubqueryAlias' ? planWithoutAliases(plan.child) : plan;

function isNullOfNone(expr: Expr): boolean {
  if (expr.kind !== 'Call') return expr.kind === 'Cast' && isNullOfNone(expr.child);
  if (hasAggregate(expr) && !expr.args.some(hasAggregate)) return !COUNTS.has(expr.name);
  return NULL_IN_NULL_OUT.has(expr.name) && expr.args.some(isNullOfNone);
}

/** The columns of the query around that must not be null for the subquery to have rows. */
function outerColumnsThatMatch(subquery: SubqueryExpr): readonly AttributeReference[] {
  const plan = planOfSubquery(subquery);
  const outer = new Set(outerReferences(plan).map(({ exprId }) => exprId));
  const filters = collect(plan, (node): node is Filter => node.kind === 'Filter');
  return filters
    .flatMap(({ condition }) => splitComparisons(condition).flatMap(notNullColumns))
    .filter(({ exprId }) => outer.has(exprId));
}

/** `column IS NOT NULL` for each nullable column that the predicates need, once. */
export function notNullPredicates(
  predicates: readonly Expr[],
  among: (column: AttributeReference) => boolean,
): readonly Expr[] {
  const columns = predicates.flatMap(notNullColumns).filter((column) => column.nullable && among(column));
  const distinct = columns.filter((column, i) => columns.findIndex((other) => other.exprId === column.exprId) === i);
  return distinct.map(isNotNull);
}

const isNotNull = (column: AttributeReference): Expr =>
  call('isnotnull', [column], { dataType: BooleanType, nullable: false });
