import type { AttributeReference, Expr } from '../expression/expr.ts';
import { collect } from '../expression/traverse.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { childrenOf, expressionsOf } from '../plan/traverse.ts';
import { notPrintable } from './not-printable.ts';

/** Refuses a subquery that speaks of columns of the query around it: a view cannot. */
export function refuseOuterColumns(plan: LogicalPlan): void {
  const nodes = allNodes(plan);
  const own = new Set(nodes.flatMap((node) => outputOf(node).map(({ exprId }) => exprId)));
  const isOuter = (expr: Expr): expr is AttributeReference =>
    expr.kind === 'AttributeReference' && !own.has(expr.exprId);
  const outer = nodes.flatMap(expressionsOf).flatMap((expr) => collect(expr, isOuter));
  const [first] = outer;
  if (first !== undefined)
    throw notPrintable(
      `a subquery that speaks of the column ${first.name} of the query around it`,
      'Write it as a join with the query around it.',
    );
}

const allNodes = (plan: LogicalPlan): readonly LogicalPlan[] => [plan, ...childrenOf(plan).flatMap(allNodes)];
