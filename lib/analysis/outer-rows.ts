import type { Expr } from '../expression/expr.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { childrenOf, planOfSubquery } from '../plan/traverse.ts';
import { splitComparisons } from './conjuncts.ts';
import { outerReferences } from './decorrelate.ts';
import { referencesOf } from './hidden-columns.ts';

type Ids = ReadonlySet<number>;

/**
 * Whether a correlated subquery cannot be computed once for all rows of the query around it and then joined to them: it aggregates or limits rows that
 * are chosen by more than equality with outer columns, or gives a row where it finds none. Spark joins such a subquery with the distinct
 * outer rows first, which it cannot do over a stream.
 */
export function needsOuterRows(expr: Expr): boolean {
  if (expr.kind !== 'SubqueryExpr') return false;
  const plan = planOfSubquery(expr);
  const outer: Ids = new Set(outerReferences(plan).map(({ exprId }) => exprId));
  return outer.size > 0 && needsRows(plan, outer, { gathered: false, mayBeEmpty: expr.form === 'scalar' });
}

interface Above {
  /** Rows are aggregated, limited or told apart above. */
  readonly gathered: boolean;
  /** No row is as good as one of nulls. */
  readonly mayBeEmpty: boolean;
}

function needsRows(plan: LogicalPlan, outer: Ids, above: Above): boolean {
  const isCorrelated = outerReferences(plan).some(({ exprId }) => outer.has(exprId));
  if (!isCorrelated) return false;
  switch (plan.kind) {
    case 'Filter': {
      const others = splitComparisons(plan.condition).filter(
        (conjunct) => reads(conjunct, outer) && !isEquality(conjunct, outer),
      );
      if (above.gathered && others.length > 0) return true;
      return needsRows(plan.child, outer, {
        ...above,
        mayBeEmpty: above.mayBeEmpty && plan.child.kind !== 'Aggregate',
      });
    }
    case 'Aggregate':
      if (plan.groupingExprs.length === 0 && !above.mayBeEmpty) return true;
      return needsRows(plan.child, outer, { gathered: true, mayBeEmpty: true });
    case 'Limit':
    case 'Distinct':
      return needsRows(plan.child, outer, { ...above, gathered: true });
    case 'Union':
      return true;
    default:
      return childrenOf(plan).some((child) => needsRows(child, outer, above));
  }
}

const reads = (expr: Expr, ids: Ids): boolean => referencesOf(expr).some(({ exprId }) => ids.has(exprId));
const readsOnly = (expr: Expr, ids: Ids): boolean => referencesOf(expr).every(({ exprId }) => ids.has(exprId));

/** An expression over columns of the subquery that equals one over outer columns. */
function isEquality(expr: Expr, outer: Ids): boolean {
  if (expr.kind !== 'Call' || (expr.name !== '=' && expr.name !== '<=>')) return false;
  const [a, b] = expr.args;
  if (a === undefined || b === undefined) return false;
  return (readsOnly(a, outer) && !reads(b, outer)) || (readsOnly(b, outer) && !reads(a, outer));
}
