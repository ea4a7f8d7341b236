import type { AttributeReference, Expr } from '../expression/expr.ts';
import { aggregate, filter, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { collect, expressionsOf } from '../plan/traverse.ts';
import { joinConjuncts, splitConjuncts } from './conjuncts.ts';
import { definedIds } from './fresh-ids.ts';
import { referencesOf } from './hidden-columns.ts';

/** A subquery's plan freed of the outer query's columns; the predicates that used them hold between both sides of a join. */
export interface Decorrelated {
  readonly plan: LogicalPlan;
  readonly predicates: readonly Expr[];
}

/** Columns that a plan reads and does not make. */
export function outerReferences(plan: LogicalPlan): readonly AttributeReference[] {
  const own = definedIds(plan);
  const nodes = collect(plan, (_): _ is LogicalPlan => true);
  return nodes.flatMap((node) => expressionsOf(node).flatMap(referencesOf)).filter((a) => !own.has(a.exprId));
}

/** Whether a subquery reads columns of the query around it. */
export const isCorrelated = (plan: LogicalPlan): boolean => outerReferences(plan).length > 0;

/**
 * Takes the correlated conjuncts out of the WHERE clauses of a subquery and makes the columns they need part of its output, after its own; undefined
 * where the outer query's columns are used in other places too.
 */
export function decorrelate(plan: LogicalPlan): Decorrelated | undefined {
  const outer = new Set(outerReferences(plan).map((a) => a.exprId));
  if (outer.size === 0) return { plan, predicates: [] };
  const lifted = lift(plan, outer);
  return isCorrelated(lifted.plan) ? undefined : lifted;
}

function lift(plan: LogicalPlan, outer: ReadonlySet<number>): Decorrelated {
  switch (plan.kind) {
    case 'Filter': {
      const below = lift(plan.child, outer);
      const conjuncts = splitConjuncts(plan.condition);
      const correlated = conjuncts.filter((c) => referencesOf(c).some((a) => outer.has(a.exprId)));
      const condition = joinConjuncts(conjuncts.filter((c) => !correlated.includes(c)));
      const rest = condition === undefined ? below.plan : filter(condition, below.plan, plan.having);
      return { plan: rest, predicates: [...below.predicates, ...correlated] };
    }
    case 'Project': {
      const below = lift(plan.child, outer);
      const added = innerColumns(below.predicates, outer, outputOf(plan));
      return { plan: project([...plan.projectList, ...added], below.plan), predicates: below.predicates };
    }
    case 'Aggregate': {
      const below = lift(plan.child, outer);
      const added = innerColumns(below.predicates, outer, outputOf(plan));
      const grouping = [...plan.groupingExprs, ...innerColumns(below.predicates, outer, plan.groupingExprs)];
      const results = [...plan.aggregateExprs, ...added];
      return {
        plan: aggregate({ ...plan, groupingExprs: grouping, aggregateExprs: results, child: below.plan }),
        predicates: below.predicates,
      };
    }
    case 'SubqueryAlias': {
      const below = lift(plan.child, outer);
      return { plan: below.predicates.length === 0 ? plan : below.plan, predicates: below.predicates };
    }
    default:
      return { plan, predicates: [] };
  }
}

/** The subquery's own columns in the predicates that are not among those present. */
function innerColumns(
  predicates: readonly Expr[],
  outer: ReadonlySet<number>,
  present: readonly Expr[],
): readonly AttributeReference[] {
  const known = new Set(present.flatMap((expr) => (expr.kind === 'AttributeReference' ? [expr.exprId] : [])));
  const used = predicates.flatMap(referencesOf).filter((a) => !outer.has(a.exprId) && !known.has(a.exprId));
  return used.filter((a, i) => used.findIndex((b) => b.exprId === a.exprId) === i);
}
