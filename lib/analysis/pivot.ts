import { AnalysisError } from '../errors/index.ts';
import { type Alias, type AttributeReference, alias, call, cast, type Expr, literal } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { childrenOf, exists } from '../expression/traverse.ts';
import { typeOf } from '../expression/type-of.ts';
import { aggregate, type LogicalPlan, type Pivot } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { BooleanType } from '../types/data-type.ts';
import { resolveAggregate } from './aggregate.ts';
import type { Analyzer } from './analyzer.ts';
import { isAggregateCall } from './functions.ts';
import { qualifiedText, quoteExpr } from './quote.ts';
import { checkNames, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';

/** PIVOT: the aggregates of each value of the columns, then a row for each group with the values side by side. Groups are the columns that nothing else reads. */
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
  const isRead = (id: number): boolean =>
    [...aggregates, ...columns].some((expr) =>
      exists(expr, (part) => part.kind === 'AttributeReference' && part.exprId === id),
    );
  const groups = attributes.filter((column) => !isRead(column.exprId));
  const values = aggregateOver([...groups, ...columns], aggregates, plan.child, analyzer);
  const made = outputOf(values);
  const [keys, results] = [made.slice(0, groups.length), made.slice(groups.length + columns.length)];
  const chosen = plan.values.flatMap((value) =>
    results.map((result, i) =>
      chosenValue(result, {
        matches: matchOf(made.slice(groups.length, groups.length + columns.length), value.values),
        name: results.length > 1 ? `${value.name}_${nameOfAggregate(aggregates[i] as Expr)}` : value.name,
      }),
    ),
  );
  return aggregateOver(keys, chosen, values, analyzer);
}

/** Groups by the keys, which come first. */
const aggregateOver = (
  keys: readonly Expr[],
  results: readonly Expr[],
  child: LogicalPlan,
  analyzer: Analyzer,
): LogicalPlan =>
  resolveAggregate(aggregate({ groupingExprs: keys, aggregateExprs: [...keys, ...results], child }), analyzer);

const nameOfAggregate = (expr: Expr): string => (expr.kind === 'Alias' ? expr.name : nameOf(expr));

const matchOf = (columns: readonly AttributeReference[], values: readonly Expr[]): Expr =>
  columns
    .map((column, i): Expr => call('<=>', [column, cast(values[i] ?? column, typeOf(column))]))
    .reduce((all, one) => call('and', [all, one]));

/** The one value of the rows that match. */
const chosenValue = (result: AttributeReference, { matches, name }: { matches: Expr; name: string }): Alias =>
  alias(call('first', [result, literal(true, BooleanType)], { filter: matches }), name);

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
