import { outerReferences } from '../analysis/decorrelate.ts';
import type { Expr } from '../expression/expr.ts';
import { quotedIdentifier } from '../expression/spark-printer.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { FramePrinter } from './frame-printer.ts';
import { notPrintable } from './not-printable.ts';

/**
 * A subquery as SQL: a SELECT from a view of its plan. One that speaks of the query around it does so in its select list and conditions, over a view of what is below
 * them; the names of its columns and of those around it never meet.
 */
export function subqueryText(plan: LogicalPlan, printer: FramePrinter): string {
  if (outerReferences(plan).length === 0) return `SELECT * FROM ${printer.view(plan)}`;
  const { list, keys, below } = selectPart(withoutAliases(plan));
  const conditions: Expr[] = [];
  let from = below;
  while (from.kind === 'Filter' || from.kind === 'SubqueryAlias') {
    if (from.kind === 'Filter') conditions.unshift(from.condition);
    from = from.child;
  }
  const [outer] = outerReferences(from);
  if (outer !== undefined)
    throw notPrintable(
      `a subquery that speaks of the column ${outer.name} of the query around it below its conditions`,
      'Write it as a join with the query around it.',
    );
  const view = printer.view(from);
  const items = list?.map((expr) => item(expr, printer)).join(', ') ?? '*';
  const where = conditions.map((condition) => printer.sql(condition)).join(' AND ');
  const by = keys.map((key) => printer.sql(key)).join(', ');
  return `SELECT ${items} FROM ${view}${where === '' ? '' : ` WHERE ${where}`}${by === '' ? '' : ` GROUP BY ${by}`}`;
}

const withoutAliases = (plan: LogicalPlan): LogicalPlan =>
  plan.kind === 'SubqueryAlias' ? withoutAliases(plan.child) : plan;

interface SelectPart {
  readonly list: readonly Expr[] | undefined;
  readonly keys: readonly Expr[];
  readonly below: LogicalPlan;
}

function selectPart(plan: LogicalPlan): SelectPart {
  if (plan.kind === 'Project') return { list: plan.projectList, keys: [], below: plan.child };
  if (plan.kind === 'Aggregate') return { list: plan.aggregateExprs, keys: plan.groupingExprs, below: plan.child };
  return { list: undefined, keys: [], below: plan };
}

const item = (expr: Expr, printer: FramePrinter): string =>
  expr.kind === 'Alias' && expr.exprId !== undefined
    ? `${printer.sql(expr)} AS ${quotedIdentifier(printer.name({ exprId: expr.exprId, name: expr.name }))}`
    : printer.sql(expr);
