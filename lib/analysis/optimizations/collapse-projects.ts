import { type Alias, alias, type Expr, withoutAlias } from '../../expression/expr.ts';
import { type LogicalPlan, type Project, project } from '../../plan/logical-plan.ts';
import { attributeOf, outputOf } from '../../plan/output.ts';
import { transformUp } from '../../plan/traverse.ts';
import { referencesOf } from '../hidden-columns.ts';
import { isDeterministic, substitute } from './references.ts';

/** Merges a projection with the one below it where that computes nothing twice, and drops projections that change nothing. */
export const collapseProjects = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => (node.kind === 'Project' ? collapse(node) : node));

function collapse(plan: Project): LogicalPlan {
  const { child } = plan;
  if (isNoop(plan)) return child;
  if (child.kind !== 'Project' || !canMerge(plan, child)) return plan;
  return project(
    plan.projectList.map((expr) => merged(expr, child)),
    child.child,
  );
}

function isNoop(plan: Project): boolean {
  const columns = outputOf(plan.child);
  return (
    plan.projectList.length === columns.length &&
    plan.projectList.every(
      (expr, i) =>
        expr.kind === 'AttributeReference' && expr.exprId === columns[i]?.exprId && expr.name === columns[i]?.name,
    )
  );
}

/** Each computed column of below is read once at most. */
function canMerge(upper: Project, lower: Project): boolean {
  const uses = upper.projectList.flatMap(referencesOf).map((a) => a.exprId);
  return lower.projectList.every((expr) => {
    if (expr.kind !== 'Alias') return true;
    if (!isDeterministic(expr) || hasSubquery(upper)) return false;
    return isCheap(expr.child) || uses.filter((id) => id === expr.exprId).length <= 1;
  });
}

const isCheap = (expr: Expr): boolean => expr.kind === 'AttributeReference' || expr.kind === 'Literal';
const hasSubquery = (plan: Project): boolean => JSON.stringify(plan.projectList).includes('"kind":"SubqueryExpr"');

/** An item over the input of the lower projection, with the id, the name and the metadata it had. */
function merged(expr: Expr, lower: Project): Expr {
  const definitions = new Map(
    lower.projectList.flatMap((below): [number, Alias][] =>
      below.kind === 'Alias' && below.exprId !== undefined ? [[below.exprId, below]] : [],
    ),
  );
  const values = new Map([...definitions].map(([id, definition]) => [id, definition.child]));
  const before = attributeOf(expr);
  if (before === undefined) return expr;
  const child = substitute(withoutAlias(expr), values);
  if (child === expr) return expr;
  return alias(child, before.name, before.exprId, before.metadata);
}
