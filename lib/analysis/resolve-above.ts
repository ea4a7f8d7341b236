import type { AttributeReference, Expr } from '../expression/expr.ts';
import type { Aggregate, LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';
import { exposeAggregates, groupingColumns } from './expose-aggregates.ts';
import { hasAggregate } from './functions.ts';
import { withColumns } from './group-by-columns.ts';
import { withGroupingIds } from './grouping-sets.ts';
import { columnsBelow, expose, missingColumns } from './hidden-columns.ts';
import { checkNames, type Names, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { lookupAmong, scopeOf } from './scope.ts';
import { extractTimeWindows } from './time-windows.ts';

/** Whether a name means a column of the output or of below first: ORDER BY the one, HAVING the other. */
export type LookupOrder = 'output-first' | 'child-first';

/** Expressions of a node over a child that has been given the columns they need; its own columns come first. */
export interface Above {
  readonly exprs: readonly Expr[];
  readonly child: LogicalPlan;
}

/** Resolves expressions that may read columns or aggregates which the child computes but does not show. */
export function resolveAbove(
  exprs: readonly Expr[],
  child: LogicalPlan,
  order: LookupOrder,
  analyzer: Analyzer,
): Above {
  const aggregate = aggregateUnder(child);
  return aggregate === undefined
    ? aboveRows(exprs, child, analyzer)
    : aboveAggregate(exprs, child, aggregate, order, analyzer);
}

/** The aggregate whose groups the rows of a plan are. */
function aggregateUnder(plan: LogicalPlan): Aggregate | undefined {
  if (plan.kind === 'Aggregate') return plan;
  if (plan.kind === 'Filter') return aggregateUnder(plan.child);
  const trims = plan.kind === 'Project' && plan.projectList.every((expr) => expr.kind === 'AttributeReference');
  return trims && plan.kind === 'Project' && plan.child.kind === 'Filter' ? aggregateUnder(plan.child) : undefined;
}

function aboveRows(exprs: readonly Expr[], child: LogicalPlan, analyzer: Analyzer): Above {
  const output = outputOf(child);
  const below = columnsBelow(child, analyzer);
  const plain = namesIn(scopeOf(output), analyzer);
  const outer = namesIn(scopeOf([], analyzer.outer), analyzer);
  const names: Names = {
    ...plain,
    scope: scopeOf(output, analyzer.outer),
    lookup: (parts) => plain.lookup(parts) ?? lookupAmong(parts, below, analyzer.evaluation) ?? outer.lookup(parts),
  };
  const named = exprs.map((expr) => resolveNames(expr, names, analyzer));
  for (const expr of named) checkNames(expr, output);
  const exposed = expose(child, missingColumns(named, child, below));
  const windowed = extractTimeWindows(named, exposed, analyzer);
  return { exprs: windowed.exprs.map((expr) => resolveTypes(expr, analyzer)), child: windowed.child };
}

function aboveAggregate(
  exprs: readonly Expr[],
  child: LogicalPlan,
  aggregate: Aggregate,
  order: LookupOrder,
  analyzer: Analyzer,
): Above {
  const output = outputOf(child);
  const input = inputColumns(aggregate);
  const groups = groupingColumns(aggregate);
  const grouped = new Set(aggregate.groupingExprs.flatMap((e) => (e.kind === 'AttributeReference' ? [e.exprId] : [])));
  const among = (parts: readonly string[], attributes: readonly AttributeReference[]) =>
    lookupAmong(parts, attributes, analyzer.evaluation);
  const keys = outputOf(aggregate.child).filter((a) => grouped.has(a.exprId));
  const searched = order === 'output-first' ? [output, keys] : [keys, output];
  const outer = namesIn(scopeOf([], analyzer.outer), analyzer);
  const inAggregate: Names = namesIn(scopeOf(input, analyzer.outer), analyzer);
  const names: Names = {
    ...namesIn(scopeOf(output, analyzer.outer), analyzer),
    inAggregate: {
      ...inAggregate,
      lookup: (parts) => among(parts, input) ?? among(parts, keys) ?? among(parts, output) ?? outer.lookup(parts),
    },
    lookup: (parts) =>
      searched.map((attributes) => among(parts, attributes)).find((found) => found !== undefined) ??
      (groups.size > grouped.size || exprs.some(hasAggregate) ? among(parts, input) : undefined) ??
      outer.lookup(parts),
  };
  const named = exprs.map((expr) => resolveNames(expr, names, analyzer));
  for (const expr of named) checkNames(expr, output);
  const typed = named.map((expr) =>
    withColumns(withGroupingIds(resolveTypes(expr, analyzer), aggregate, analyzer), groups),
  );
  return exposeAggregates(typed, child, analyzer);
}

/** The columns an aggregate's arguments may name: below an Expand those it passes on, not its copies of grouping columns. */
function inputColumns({ child }: Aggregate): readonly AttributeReference[] {
  const columns = outputOf(child);
  if (child.kind !== 'Expand') return columns;
  const passed = new Set(outputOf(child.child).map((a) => a.exprId));
  return columns.filter((a) => passed.has(a.exprId));
}
