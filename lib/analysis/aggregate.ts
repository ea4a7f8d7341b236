import { AnalysisError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { type Aggregate, aggregate, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { checkAggregateExpr, checkGroupingExpr } from './aggregate-checks.ts';
import type { Analyzer } from './analyzer.ts';
import { groupByColumns } from './group-by-columns.ts';
import { groupingOf } from './grouping.ts';
import { expandGroupingSets, usesGroupingId } from './grouping-sets.ts';
import { expose, hiddenColumns, missingColumns } from './hidden-columns.ts';
import { checkNames, fieldsOf, hasUnknownName, type Names, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { lookupAmong, scopeOf } from './scope.ts';
import { resolveSelectList, type SelectItem, toNamed, withExprs } from './select-list.ts';
import { extractTimeWindows } from './time-windows.ts';
import { hasWindow, isAboveGroups, selectOverAggregate } from './window-functions.ts';

/** An aggregation whose names are looked up and whose types are not known yet. */
export interface NamedAggregate {
  readonly grouping: readonly Expr[];
  readonly groupingSets: Aggregate['groupingSets'];
  readonly items: readonly SelectItem[];
  readonly child: LogicalPlan;
}

/** GROUP BY: ordinals, aliases and ALL are replaced by what they mean, then the node is built. */
export function resolveAggregate(plan: Aggregate, analyzer: Analyzer): LogicalPlan {
  const attributes = outputOf(plan.child);
  const hidden = hiddenColumns(plan.child, analyzer);
  const items = resolveSelectList(plan.aggregateExprs, scopeOf(attributes, analyzer.outer), hidden, analyzer);
  const grouping = groupingOf(plan, items, analyzer);
  const used = [...grouping, ...items.map((item) => item.expr)];
  const child = expose(plan.child, missingColumns(used, plan.child, hidden));
  return buildAggregate({ grouping, groupingSets: plan.groupingSets, items, child }, analyzer);
}

/** Windows become columns, grouping sets an Expand, grouping expressions columns of a projection; then every item is checked. */
export function buildAggregate(named: NamedAggregate, analyzer: Analyzer): LogicalPlan {
  if (named.items.some((item) => isAboveGroups(item.expr)))
    return selectOverAggregate(named, (groups) => buildAggregate(groups, analyzer), analyzer);
  const { exprs, child } = windowedExprs(named, analyzer);
  const typed = exprs.map((expr) => resolveTypes(expr, analyzer));
  const grouping = typed.slice(0, named.grouping.length);
  const results = typed.slice(named.grouping.length);
  for (const expr of grouping) checkGroupingExpr(expr);
  const columns = groupByColumns(grouping, results, child, analyzer);
  const sets = named.groupingSets;
  if (sets === undefined && results.some(usesGroupingId)) throw new AnalysisError('UNSUPPORTED_GROUPING_EXPRESSION');
  const expanded = sets === undefined ? columns : expandGroupingSets(columns, sets, analyzer);
  for (const expr of expanded.results) checkAggregateExpr(expr, expanded.grouping);
  if (grouping.some(hasWindow)) throw new AnalysisError('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'Aggregate' });
  return aggregate({
    groupingExprs: expanded.grouping.filter((a, i, all) => all.findIndex((b) => b.exprId === a.exprId) === i),
    aggregateExprs: withExprs(named.items, expanded.results).map((item) => toNamed(item, analyzer)),
    child: expanded.child,
  });
}

/** Windows of GROUP BY become columns first: `window` in an item may mean one of them. Then the windows of the items do. */
function windowedExprs(
  named: NamedAggregate,
  analyzer: Analyzer,
): { readonly exprs: readonly Expr[]; readonly child: LogicalPlan } {
  const attributes = outputOf(named.child);
  // A window over what is not there does not become a column: names of it are unknown too, and Spark looks at the select list first.
  if (named.grouping.some(hasUnknownName))
    for (const expr of [...named.items.map((item) => item.expr), ...named.grouping]) checkNames(expr, attributes);
  const grouped = extractTimeWindows(named.grouping, named.child, analyzer);
  const { added } = grouped;
  const names: Names = {
    scope: scopeOf(added),
    star: () => [],
    lookup: (parts) => {
      const base = lookupAmong(parts.slice(0, 1), added, analyzer.evaluation);
      return base === undefined ? undefined : fieldsOf(base, parts.slice(1));
    },
  };
  const items = named.items.map((item) => resolveNames(item.expr, names, analyzer));
  for (const expr of items) checkNames(expr, attributes);
  const selected = extractTimeWindows(items, grouped.child, analyzer, grouped.columns);
  return { exprs: [...grouped.exprs, ...selected.exprs], child: selected.child };
}
