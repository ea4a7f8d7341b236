import { AnalysisError } from '../errors/index.ts';
import { type AttributeReference, alias, type Expr, type WindowExpr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { childrenOf, collect, exists, transformDown } from '../expression/traverse.ts';
import { type LogicalPlan, type Project, project } from '../plan/logical-plan.ts';
import { attributeOf, outputOf } from '../plan/output.ts';
import type { NamedAggregate } from './aggregate.ts';
import type { Analyzer } from './analyzer.ts';
import { hasGenerator, isAggregateCall, isGeneratorCall } from './functions.ts';
import { extractGenerators } from './generators.ts';
import { resolveTypes } from './resolve-types.ts';
import { type SelectItem, toNamed, withExpr } from './select-list.ts';
import { semanticKey } from './semantic-key.ts';

const isWindow = (expr: Expr): expr is WindowExpr => expr.kind === 'WindowExpr';

/** Whether a function with OVER is in the expression. */
export const hasWindow = (expr: Expr): boolean => exists(expr, isWindow);

/** Refuses window functions in WHERE, HAVING and GROUP BY. */
export function refuseWindows(expr: Expr, clauseName: string): void {
  if (hasWindow(expr)) throw new AnalysisError('WINDOW_FUNCTION_NOT_ALLOWED_IN_CLAUSE', { clauseName });
}

/** Puts columns in the place of window functions, the innermost first, and projections below that compute them; `nameWindow` names the columns. */
export function extractWindows(
  exprs: readonly Expr[],
  child: LogicalPlan,
  nameWindow: (window: WindowExpr, index: number) => string,
  analyzer: Analyzer,
): { readonly exprs: readonly Expr[]; readonly child: LogicalPlan } {
  if (!exprs.some(hasWindow)) return { exprs, child };
  const columns = new Map<string, AttributeReference>();
  const computed: Expr[] = [];
  const replaced = exprs.map((expr, i) =>
    transformDown(expr, (part) => {
      if (!isWindow(part) || childrenOf(part).some(hasWindow)) return undefined;
      const key = semanticKey(part);
      const known = columns.get(key);
      if (known !== undefined) return known;
      const named = alias(part, nameWindow(part, i), analyzer.nextExprId());
      const column = attributeOf(named);
      if (column === undefined) throw new Error('an alias with an id has an attribute');
      columns.set(key, column);
      computed.push(named);
      return column;
    }),
  );
  // What was inside of another window is a column now, and so is that window in the next round.
  return extractWindows(replaced, project([...outputOf(child), ...computed], child), nameWindow, analyzer);
}

/** Whether the expression is computed from groups once they are there: window functions, and generators of aggregates. */
export const isAboveGroups = (expr: Expr): boolean =>
  hasWindow(expr) ||
  isGeneratorCall(expr) ||
  (!isAggregateCall(expr) && hasGenerator(expr) && childrenOf(expr).some(isAboveGroups));

/** A select list with window functions or generators over groups: the aggregate below has what they read. */
export function selectOverAggregate(
  named: NamedAggregate,
  build: (named: NamedAggregate) => LogicalPlan,
  analyzer: Analyzer,
): LogicalPlan {
  const keys = new Set(named.grouping.filter((expr) => !hasGenerator(expr)).map(semanticKey));
  const hidden = new Map<string, SelectItem>();
  const below = new Map<string, AttributeReference>();
  const isRead = (expr: Expr): boolean =>
    isAggregateCall(expr) || keys.has(semanticKey(expr)) || expr.kind === 'AttributeReference';
  const plain = named.items.filter((item) => !isAboveGroups(item.expr));
  for (const item of named.items.filter(({ expr }) => isAboveGroups(expr))) {
    transformDown(item.expr, (part) => {
      if (!isRead(part)) return undefined;
      if (isAggregateCall(part) && hasWindow(part)) throw windowInside(part);
      const name = `_w${hidden.size}`;
      const key = semanticKey(part);
      if (!hidden.has(key))
        hidden.set(key, { ...withExpr(item, part), name, exprId: analyzer.nextExprId(), aliased: true, names: [] });
      return part;
    });
  }
  const aggregate = build({ ...named, items: [...plain, ...hidden.values()] });
  const output = outputOf(aggregate);
  [...hidden.keys()].forEach((key, i) => {
    const column = output[plain.length + i];
    if (column !== undefined) below.set(key, column);
  });
  const items = named.items.map((item) => {
    const index = plain.indexOf(item);
    const column = index === -1 ? undefined : output[index];
    if (column !== undefined) return { ...withExpr(item, column), name: column.name, aliased: false };
    const expr = transformDown(item.expr, (part) => (isRead(part) ? below.get(semanticKey(part)) : undefined));
    return withExpr(item, expr);
  });
  const generated = extractGenerators(items, aggregate, analyzer);
  const typed = generated.items.map((item) => withExpr(item, resolveTypes(item.expr, analyzer)));
  return projectWindows(typed, generated.child, analyzer);
}

/** The select list of these items, with projections below for its window functions. */
export function projectWindows(items: readonly SelectItem[], child: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const windowed = extractWindows(
    items.map((item) => item.expr),
    child,
    (window, i) => (items[i]?.expr.kind === 'WindowExpr' ? items[i].name : nameOf(window)),
    analyzer,
  );
  return project(
    items.map((item, i) => toNamed(withExpr(item, windowed.exprs[i] ?? item.expr), analyzer)),
    windowed.child,
  );
}

const computesWindow = (plan: LogicalPlan): boolean => plan.kind === 'Project' && plan.projectList.some(hasWindow);

/** Whether a select list reads window functions that are computed right below it. */
export const isOverWindows = (plan: LogicalPlan): boolean =>
  computesWindow(plan) || (plan.kind === 'Project' && computesWindow(plan.child));

/** Whether it is groups that these window functions go over. */
export function isOverGroups(plan: LogicalPlan): plan is Project {
  if (!isOverWindows(plan)) return false;
  let below = plan;
  while (below.kind === 'Project') below = below.child;
  return below.kind === 'Aggregate' || below.kind === 'Filter';
}

/** The plan with its groups replaced, below the window functions. */
export function overWindows(plan: LogicalPlan, change: (groups: LogicalPlan) => LogicalPlan): LogicalPlan {
  return plan.kind === 'Project' ? project(plan.projectList, overWindows(plan.child, change)) : change(plan);
}

/** A window function inside an aggregate: in its FILTER, or among what it takes. */
function windowInside(part: Expr): AnalysisError {
  const filter = part.kind === 'Call' ? part.filter : undefined;
  const found = filter && collect(filter, (inner): inner is WindowExpr => inner.kind === 'WindowExpr')[0];
  if (filter === undefined || found === undefined) return new AnalysisError('_LEGACY_ERROR_TEMP_1031');
  const params = { filterExpr: nameOf(filter), windowExpr: nameOf(found) };
  return new AnalysisError('INVALID_AGGREGATE_FILTER.CONTAINS_WINDOW_FUNCTION', params);
}
