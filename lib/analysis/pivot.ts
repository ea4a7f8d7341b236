import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, call, caseWhen, cast, type Expr, withoutAlias } from '../expression/expr.ts';
import { childrenOf, exists, transformUp } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import { aggregate, type LogicalPlan, type Pivot } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { isNumeric } from '../types/data-type.ts';
import { resolveAggregate } from './aggregate.ts';
import type { Analyzer } from './analyzer.ts';
import { isAggregateCall } from './functions.ts';
import { qualifiedText, quoteExpr } from './quote.ts';
import { checkNames, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';

/**
 * The aggregates once for each value of the columns: `a`, `b`, or of several aggregates `a_count`, `a_max(v)`. Numbers are aggregated by group and value first and then put
 * side by side, with null for values a group does not have; others over the group's rows of the value. Streams show which, as in Spark.
 */
export function resolvePivot(plan: Pivot, analyzer: Analyzer): LogicalPlan {
  const attributes = outputOf(plan.child);
  const names = namesIn(scopeOf(attributes, analyzer.outer), analyzer);
  const named = (expr: Expr): Expr => {
    const found = resolveNames(expr, names, analyzer);
    checkNames(found, attributes);
    return found;
  };
  const aggregates = plan.aggregates.map(named);
  for (const expr of aggregates) checkAggregated(expr);
  const columns = plan.columns.map((column) => resolveTypes(named(column), analyzer));
  for (const { values } of plan.values) for (const value of values) checkLiteral(value);
  const grouping = plan.groupingExprs ?? unreadColumns(attributes, [...aggregates, ...columns]);
  const byValue = [...grouping, ...columns.map((column) => alias(column, PIVOT_COLUMN))];
  const inner = aggregateOver(byValue, aggregates, plan.child, analyzer);
  const made = outputOf(inner);
  const [keys, chosenBy, results] = [
    made.slice(0, grouping.length),
    made.slice(grouping.length, byValue.length),
    made.slice(byValue.length),
  ];
  const isTwoSteps = results.every(({ dataType }) => isNumeric(dataType) || dataType.kind === 'boolean');
  const pivoted = plan.values.flatMap(({ values, name }) =>
    results.map((result, i) =>
      alias(
        isTwoSteps
          ? valueWhere(matchOf(chosenBy, values), result)
          : aggregatedWhere(matchOf(columns, values), aggregates[i] as Expr),
        results.length > 1 ? `${name}_${result.name}` : name,
      ),
    ),
  );
  return isTwoSteps
    ? aggregateOver(keys, pivoted, inner, analyzer)
    : aggregateOver(grouping, pivoted, plan.child, analyzer);
}

/** A name that no group key has. */
const PIVOT_COLUMN = '__pivot';

const unreadColumns = (
  attributes: readonly AttributeReference[],
  readers: readonly Expr[],
): readonly AttributeReference[] =>
  attributes.filter(
    ({ exprId }) =>
      !readers.some((expr) => exists(expr, (part) => part.kind === 'AttributeReference' && part.exprId === exprId)),
  );

/** Groups by the keys, which come first. */
const aggregateOver = (
  keys: readonly Expr[],
  results: readonly Expr[],
  child: LogicalPlan,
  analyzer: Analyzer,
): LogicalPlan =>
  resolveAggregate(
    aggregate({ groupingExprs: keys.map(withoutAlias), aggregateExprs: [...keys, ...results], child }),
    analyzer,
  );

const matchOf = (columns: readonly Expr[], values: readonly Expr[]): Expr =>
  columns
    .map((column, i): Expr => call('<=>', [column, cast(values[i] ?? column, typeOf(column))]))
    .reduce((all, one) => call('and', [all, one]));

/** The value of the one row that matches. */
const valueWhere = (matches: Expr, result: AttributeReference): Expr =>
  call('max', [caseWhen([{ condition: matches, value: result }])]);

/** The aggregates of an expression over the rows that match; those that take one row skip nulls, as Spark's do here. */
const aggregatedWhere = (matches: Expr, expr: Expr): Expr =>
  transformUp(withoutAlias(expr), (part) => {
    if (!isAggregateCall(part)) return part;
    const { name, args, filter, ignoreNulls, ...rest } = part;
    const both = filter === undefined ? matches : call('and', [filter, matches]);
    return call(name, args, { ...rest, ignoreNulls: ignoreNulls || OF_ONE_ROW.has(name), filter: both });
  });

const OF_ONE_ROW: ReadonlySet<string> = new Set(['first', 'first_value', 'last', 'last_value']);

function checkAggregated(expr: Expr): void {
  if (isAggregateCall(expr)) return;
  if (expr.kind === 'AttributeReference')
    throw new AnalysisError('_LEGACY_ERROR_TEMP_1006', { sql: qualifiedText(expr) });
  for (const child of childrenOf(expr)) checkAggregated(child);
}

function checkLiteral(value: Expr): void {
  if (exists(value, (part) => part.kind === 'UnresolvedAttribute'))
    throw new AnalysisError('NON_LITERAL_PIVOT_VALUES', { expression: quoteExpr(value) });
}
