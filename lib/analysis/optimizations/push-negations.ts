import { call, type Expr } from '../../expression/expr.ts';
import { transformDown } from '../../expression/traverse.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';
import { mapExpressions, transformUp } from '../../plan/traverse.ts';
import { BooleanType } from '../../types/data-type.ts';

const BOOLEAN = { dataType: BooleanType };

/** NOT stands over neither NOT, AND, OR nor BETWEEN: so that the parts of `NOT (a OR b)` are predicates of their own, and `NOT NOT k IN (…)` is `k IN (…)`. */
export const pushNegations = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => mapExpressions(node, withoutOuterNot));

const withoutOuterNot = (expr: Expr): Expr => transformDown(expr, (part) => pushed(part));

const OPPOSITE: Readonly<Record<string, string>> = Object.freeze({ and: 'or', or: 'and' });

function pushed(expr: Expr): Expr | undefined {
  const [inner] = expr.kind === 'Call' && expr.name === 'not' ? expr.args : [];
  if (inner?.kind !== 'Call') return undefined;
  const [tested, low, high] = inner.name === 'between' ? inner.args : [];
  if (tested !== undefined && low !== undefined && high !== undefined) {
    const outside = [call('<', [tested, low], BOOLEAN), call('>', [tested, high], BOOLEAN)];
    return call('or', outside.map(withoutOuterNot), BOOLEAN);
  }
  const opposite = OPPOSITE[inner.name];
  if (opposite !== undefined)
    return call(
      opposite,
      inner.args.map((arg) => withoutOuterNot(negated(arg))),
      BOOLEAN,
    );
  const [twice] = inner.name === 'not' ? inner.args : [];
  return twice === undefined ? undefined : withoutOuterNot(twice);
}

const negated = (expr: Expr): Expr => call('not', [expr], BOOLEAN);
