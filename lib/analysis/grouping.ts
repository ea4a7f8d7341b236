import { AnalysisError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { childrenOf } from '../expression/traverse.ts';
import type { Aggregate } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';
import { hasAggregate, isAggregateCall } from './functions.ts';
import { hiddenColumns } from './hidden-columns.ts';
import { isIntegerLiteral, ordinalOf } from './ordinals.ts';
import { qualifiedText, quoteIdentifier, sameName } from './quote.ts';
import { type Names, namesIn, resolveNames } from './resolve-names.ts';
import { lookupAmong, scopeOf } from './scope.ts';
import type { SelectItem } from './select-list.ts';

/** The grouping expressions with ordinals, aliases of the select list, and `ALL` replaced by what they mean. */
export function groupingOf(plan: Aggregate, items: readonly SelectItem[], analyzer: Analyzer): readonly Expr[] {
  const scope = scopeOf(outputOf(plan.child), analyzer.outer);
  const hidden = hiddenColumns(plan.child, analyzer);
  const plain = namesIn(scope, analyzer);
  const names: Names = {
    ...plain,
    lookup: (parts) => plain.lookup(parts) ?? lookupAmong(parts, hidden, analyzer.evaluation),
  };
  const [only, second] = plan.groupingExprs;
  if (only !== undefined && second === undefined && isAll(only, names)) return groupedByAll(items);
  if (plan.groupingExprs.some(isIntegerLiteral) && plan.aggregateExprs.some((expr) => expr.kind === 'UnresolvedStar'))
    throw new AnalysisError('STAR_GROUP_BY_POS');
  return plan.groupingExprs.map((written) => {
    if (isIntegerLiteral(written)) return itemAt(ordinalOf(written), items);
    const named = resolveNames(written, names, analyzer);
    return named.kind === 'UnresolvedAttribute' ? (itemNamed(named.nameParts, items) ?? named) : named;
  });
}

/** All items without aggregates; one that has both aggregates and columns beside them leaves it open what to group by. */
function groupedByAll(items: readonly SelectItem[]): readonly Expr[] {
  if (items.some((item) => item.usesAliases && hasAggregate(item.expr)))
    throw new AnalysisError('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_GROUP_BY');
  const grouping = items.map((item) => item.expr).filter((expr) => !hasAggregate(expr));
  if (grouping.length === 0 && items.some((item) => readsColumns(item.expr)))
    throw new AnalysisError('UNRESOLVED_ALL_IN_GROUP_BY');
  return grouping;
}

/** Whether columns are read outside of aggregates. */
const readsColumns = (expr: Expr): boolean =>
  !isAggregateCall(expr) && (expr.kind === 'AttributeReference' || childrenOf(expr).some(readsColumns));

const isAll = (expr: Expr, names: Names): boolean =>
  expr.kind === 'UnresolvedAttribute' &&
  expr.nameParts.length === 1 &&
  sameName(expr.nameParts[0] ?? '', 'all') &&
  names.lookup(expr.nameParts) === undefined;

function itemAt(index: number, items: readonly SelectItem[]): Expr {
  const item = items[index - 1];
  if (item === undefined) throw new AnalysisError('GROUP_BY_POS_OUT_OF_RANGE', { index, size: items.length });
  if (hasAggregate(item.expr))
    throw new AnalysisError('GROUP_BY_POS_AGGREGATE', {
      index,
      aggExpr: `${qualifiedText(item.expr)} AS ${quoteIdentifier(item.name)}`,
    });
  return item.expr;
}

function itemNamed(nameParts: readonly string[], items: readonly SelectItem[]): Expr | undefined {
  if (nameParts.length !== 1) return undefined;
  return items.find((item) => item.aliased && sameName(item.name, nameParts[0] ?? ''))?.expr;
}
