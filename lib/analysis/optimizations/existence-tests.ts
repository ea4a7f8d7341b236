import { call, type Expr, literal, type SubqueryExpr, subqueryExpr } from '../../expression/expr.ts';
import { resolveCall } from '../../expression/function-registry.ts';
import { transformDown } from '../../expression/traverse.ts';
import { filter, type LogicalPlan } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { mapExpressions, planOfSubquery, transformUp } from '../../plan/traverse.ts';
import { BooleanType } from '../../types/data-type.ts';
import { joinConjuncts } from '../conjuncts.ts';
import { isCorrelated } from '../decorrelate.ts';

const CONTEXT = Object.freeze({ ansi: true, timeZone: 'UTC' });
const resolved = (name: string, ...args: readonly Expr[]): Expr => resolveCall(call(name, args), CONTEXT);

/**
 * IN over a subquery as a value is never null: it says whether a row is there, as Spark's existence join does.
 *
 * | `k`    | rows      | `k IN` | `k NOT IN` |
 * |--------|-----------|--------|------------|
 * | a      | a, b      | true   | false      |
 * | c      | a, b      | false  | true       |
 * | c      | a, null   | false  | false      |
 * | null   | a         | false  | false      |
 * | null   | none      | false  | true       |
 */
export const existenceTests = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => mapExpressions(node, (expr) => transformDown(expr, existenceTest)));

function existenceTest(expr: Expr): Expr | undefined {
  if (isIn(expr)) return inSubquery(expr);
  const [tested] = expr.kind === 'Call' && expr.name === 'not' ? expr.args : [];
  return tested !== undefined && isIn(tested) ? notInSubquery(tested) : undefined;
}

const isIn = (expr: Expr): expr is SubqueryExpr => expr.kind === 'SubqueryExpr' && expr.form === 'in';

const orFalse = (expr: Expr): Expr => resolved('coalesce', expr, literal(false, BooleanType));

const inSubquery = (expr: SubqueryExpr): Expr =>
  isCorrelated(planOfSubquery(expr)) ? existsWhere(expr, (equal) => equal) : orFalse(expr);

function notInSubquery(expr: SubqueryExpr): Expr {
  if (!isCorrelated(planOfSubquery(expr))) return orFalse(resolved('not', expr));
  return resolved(
    'not',
    existsWhere(expr, (equal) => resolved('or', equal, resolved('isnull', equal))),
  );
}

/** Whether the subquery has a row whose columns satisfy the test of being equal to the values. */
function existsWhere({ values, plan }: SubqueryExpr, test: (equal: Expr) => Expr): Expr {
  const rows = plan as LogicalPlan;
  const tests = outputOf(rows).map((column, i) => test(resolved('=', values[i] ?? column, column)));
  const condition = joinConjuncts(tests);
  return subqueryExpr('exists', condition === undefined ? rows : filter(condition, rows));
}
