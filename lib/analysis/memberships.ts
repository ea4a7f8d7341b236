import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, type SubqueryExpr } from '../expression/expr.ts';
import { type Filter, filter, join, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { planOfSubquery } from '../plan/traverse.ts';
import { BooleanType } from '../types/data-type.ts';
import { joinConjuncts, splitConjuncts } from './conjuncts.ts';
import { decorrelate } from './decorrelate.ts';
import { separateFrom } from './fresh-ids.ts';
import { needsOuterRows } from './outer-rows.ts';

const canBeJoined = (subquery: SubqueryExpr): boolean =>
  !needsOuterRows(subquery) && decorrelate(planOfSubquery(subquery)) !== undefined;

interface MembershipTest {
  readonly subquery: SubqueryExpr;
  readonly negated: boolean;
}

/** A conjunct that is IN or EXISTS, or its negation, and nothing else. */
function membershipTest(expr: Expr): MembershipTest | undefined {
  if (expr.kind === 'SubqueryExpr' && expr.form !== 'scalar') return { subquery: expr, negated: false };
  if (expr.kind !== 'Call' || expr.name !== 'not' || expr.args[0] === undefined) return undefined;
  const inner = membershipTest(expr.args[0]);
  return inner === undefined ? undefined : { subquery: inner.subquery, negated: !inner.negated };
}

type Rewrite = (plan: LogicalPlan) => LogicalPlan;

/** A filter whose IN and EXISTS conjuncts are semi and anti joins, as far as they can be, above the filter by the others; `finish` is applied to what they join. */
export function joinMemberships(plan: Filter, nextExprId: () => number, finish: Rewrite): LogicalPlan {
  const conjuncts = splitConjuncts(plan.condition);
  const isJoined = (conjunct: Expr): boolean => {
    const test = membershipTest(conjunct);
    return test !== undefined && canBeJoined(test.subquery);
  };
  const joined = conjuncts.filter(isJoined);
  if (joined.length === 0) return plan;
  const condition = joinConjuncts(conjuncts.filter((conjunct) => !joined.includes(conjunct)));
  const rest = condition === undefined ? plan.child : filter(condition, plan.child);
  const tests = joined.flatMap((conjunct) => membershipTest(conjunct) ?? []);
  return tests.reduce<LogicalPlan>((left, test) => joinMembership(left, test, nextExprId, finish), rest);
}

function joinMembership(
  left: LogicalPlan,
  { subquery, negated }: MembershipTest,
  nextExprId: () => number,
  finish: Rewrite,
): LogicalPlan {
  const subplan = separateFrom(left, planOfSubquery(subquery), nextExprId);
  const { plan, predicates } = decorrelate(subplan) ?? { plan: subplan, predicates: [] };
  const right = finish(plan);
  const equalities = subquery.values.map((value, i) => {
    const column = outputOf(right)[i];
    if (column === undefined)
      throw new AnalysisError('INTERNAL_ERROR', { message: 'An IN subquery has too few columns.' });
    return call('=', [value, column], { dataType: BooleanType });
  });
  return join({
    left,
    right,
    joinType: negated ? 'leftAnti' : 'leftSemi',
    condition: joinConjuncts([...equalities, ...predicates]),
    variant: negated && subquery.form === 'in' ? 'notIn' : undefined,
  });
}
