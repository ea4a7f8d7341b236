import type { AttributeReference, Expr } from '../expression/expr.ts';
import { subqueryExpr } from '../expression/expr.ts';
import { transformUp } from '../expression/traverse.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { collect, expressionsOf, mapChildren, mapExpressions, planOfSubquery } from '../plan/traverse.ts';

/** The ids that a plan's own nodes give out. */
export function definedIds(plan: LogicalPlan): ReadonlySet<number> {
  const nodes = collect(plan, (_): _ is LogicalPlan => true);
  return new Set(nodes.flatMap((node) => [...outputIds(node), ...aliasIds(node)]));
}

const outputIds = (plan: LogicalPlan): readonly number[] =>
  'output' in plan ? plan.output.map((attribute) => attribute.exprId) : [];

const aliasIds = (plan: LogicalPlan): readonly number[] =>
  expressionsOf(plan).flatMap((expr) => (expr.kind === 'Alias' && expr.exprId !== undefined ? [expr.exprId] : []));

/** A copy of a plan that shares no id with the original: the second side of a self-join, the second use of a view. */
export function withFreshIds(plan: LogicalPlan, nextExprId: () => number): LogicalPlan {
  const ids = new Map([...definedIds(plan)].map((id) => [id, nextExprId()]));
  return renamePlan(plan, ids);
}

function renamePlan(plan: LogicalPlan, ids: ReadonlyMap<number, number>): LogicalPlan {
  const children = mapChildren(plan, (child) => renamePlan(child, ids));
  const node = mapExpressions(children, (expr) => transformUp(expr, (part) => renameExpr(part, ids)));
  if (!('output' in node)) return node;
  return Object.freeze({ ...node, output: node.output.map((attribute) => renameAttribute(attribute, ids)) });
}

function renameExpr(expr: Expr, ids: ReadonlyMap<number, number>): Expr {
  if (expr.kind === 'AttributeReference') return renameAttribute(expr, ids);
  if (expr.kind === 'SubqueryExpr') return subqueryExpr(expr.form, renamePlan(planOfSubquery(expr), ids), expr.values);
  if (expr.kind !== 'Alias' || expr.exprId === undefined) return expr;
  return Object.freeze({ ...expr, exprId: ids.get(expr.exprId) ?? expr.exprId });
}

function renameAttribute(attribute: AttributeReference, ids: ReadonlyMap<number, number>): AttributeReference {
  const exprId = ids.get(attribute.exprId);
  return exprId === undefined ? attribute : Object.freeze({ ...attribute, exprId });
}

/** The plan, with new ids where it shares some with `other`. */
export function separateFrom(other: LogicalPlan, plan: LogicalPlan, nextExprId: () => number): LogicalPlan {
  const taken = definedIds(other);
  return [...definedIds(plan)].some((id) => taken.has(id)) ? withFreshIds(plan, nextExprId) : plan;
}
