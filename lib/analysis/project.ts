import { AnalysisError } from '../errors/index.ts';
import type { LogicalPlan, Project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { buildAggregate } from './aggregate.ts';
import type { Analyzer } from './analyzer.ts';
import { hasAggregate } from './functions.ts';
import { extractGenerators } from './generators.ts';
import { usesGroupingId } from './grouping-sets.ts';
import { expose, hiddenColumns, missingColumns } from './hidden-columns.ts';
import { checkNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';
import { resolveSelectList, withExprs } from './select-list.ts';
import { extractTimeWindows } from './time-windows.ts';
import { projectWindows } from './window-functions.ts';

/** A select list without GROUP BY: an aggregate over all rows if it holds aggregates. */
export function resolveProject(plan: Project, analyzer: Analyzer): LogicalPlan {
  const attributes = outputOf(plan.child);
  const hidden = hiddenColumns(plan.child, analyzer);
  const items = resolveSelectList(plan.projectList, scopeOf(attributes, analyzer.outer), hidden, analyzer);
  const named = items.map((item) => item.expr);
  const source = expose(plan.child, missingColumns(named, plan.child, hidden));
  if (named.some(hasAggregate))
    return buildAggregate({ grouping: [], groupingSets: undefined, items, child: source }, analyzer);
  if (named.some(usesGroupingId)) throw new AnalysisError('UNSUPPORTED_GROUPING_EXPRESSION');
  for (const expr of named) checkNames(expr, attributes);
  const generated = extractGenerators(items, source, analyzer);
  const windowed = extractTimeWindows(
    generated.items.map((item) => item.expr),
    generated.child,
    analyzer,
  );
  const typed = windowed.exprs.map((expr) => resolveTypes(expr, analyzer));
  return projectWindows(withExprs(generated.items, typed), windowed.child, analyzer);
}
