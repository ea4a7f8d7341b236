import type { AttributeReference, Expr } from '../expression/expr.ts';
import { collect } from '../expression/traverse.ts';
import { filter, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import type { Analyzer } from './analyzer.ts';

type Attributes = readonly AttributeReference[];

/** Columns that a plan does not put out, yet a select list above it may name: the second keys of a USING join. */
export function hiddenColumns(plan: LogicalPlan, analyzer: Analyzer): Attributes {
  const hidden = analyzer.hidden.get(plan);
  if (hidden !== undefined) return hidden;
  return plan.kind === 'Filter' ? hiddenColumns(plan.child, analyzer) : [];
}

/** Columns that ORDER BY and WHERE may name although the select list below them drops them. */
export function columnsBelow(plan: LogicalPlan, analyzer: Analyzer): Attributes {
  if (plan.kind === 'Project') return [...outputOf(plan.child), ...hiddenColumns(plan, analyzer)];
  return plan.kind === 'Filter' ? columnsBelow(plan.child, analyzer) : [];
}

export const isAttribute = (expr: Expr): expr is AttributeReference => expr.kind === 'AttributeReference';

/** The columns an expression reads. */
export const referencesOf = (expr: Expr): AttributeReference[] => collect(expr, isAttribute);

/** The columns among `candidates` that the expressions read and `plan` does not put out. */
export function missingColumns(exprs: readonly Expr[], plan: LogicalPlan, candidates: Attributes): Attributes {
  const present = new Set(outputOf(plan).map((a) => a.exprId));
  const used = new Set(exprs.flatMap(referencesOf).map((a) => a.exprId));
  const missing = candidates.filter((a) => used.has(a.exprId) && !present.has(a.exprId));
  return missing.filter((a, i) => missing.findIndex((b) => b.exprId === a.exprId) === i);
}

/** The plan with these columns of below in its output, after its own. */
export function expose(plan: LogicalPlan, columns: Attributes): LogicalPlan {
  if (columns.length === 0) return plan;
  if (plan.kind === 'Filter') return filter(plan.condition, expose(plan.child, columns), plan.having);
  if (plan.kind !== 'Project') return plan;
  const present = new Set(outputOf(plan).map((a) => a.exprId));
  const added = columns.filter((a) => !present.has(a.exprId));
  return project([...plan.projectList, ...added], expose(plan.child, added));
}
