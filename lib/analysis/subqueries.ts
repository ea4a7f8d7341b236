import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, type SubqueryExpr } from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { collect, transformUp } from '../expression/traverse.ts';
import { type Filter, filter, join, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { planOfSubquery } from '../plan/traverse.ts';
import type { Analyzer } from './analyzer.ts';
import { joinConjuncts, splitConjuncts } from './conjuncts.ts';
import { decorrelate, isCorrelated } from './decorrelate.ts';
import { definedIds, withFreshIds } from './fresh-ids.ts';
import { joinScalar } from './scalar-subqueries.ts';

const isSubquery = (expr: Expr): expr is SubqueryExpr => expr.kind === 'SubqueryExpr';

/** `WHERE … IN (SELECT …)` and EXISTS become semi and anti joins; other subqueries are handled as in a select list. */
export function rewritePredicate(plan: Filter, analyzer: Analyzer): LogicalPlan {
  if (collect(plan.condition, isSubquery).length === 0) return plan;
  let source = plan.child;
  const kept: Expr[] = [];
  for (const conjunct of splitConjuncts(plan.condition)) {
    const test = membershipTest(conjunct);
    if (test === undefined) kept.push(conjunct);
    else source = joinMembership(source, test, analyzer);
  }
  const rewritten = rewriteSubqueries(kept, source, analyzer);
  const condition = joinConjuncts(rewritten.exprs);
  return condition === undefined ? rewritten.child : filter(condition, rewritten.child, plan.having);
}

interface MembershipTest {
  readonly subquery: SubqueryExpr;
  readonly negated: boolean;
}

/** A conjunct that is IN or EXISTS, or its negation, and nothing else. */
function membershipTest(expr: Expr): MembershipTest | undefined {
  if (isSubquery(expr) && expr.form !== 'scalar') return { subquery: expr, negated: false };
  if (expr.kind !== 'Call' || expr.name !== 'not' || expr.args[0] === undefined) return undefined;
  const inner = membershipTest(expr.args[0]);
  return inner === undefined ? undefined : { subquery: inner.subquery, negated: !inner.negated };
}

function joinMembership(left: LogicalPlan, { subquery, negated }: MembershipTest, analyzer: Analyzer): LogicalPlan {
  const { plan: right, predicates } = decorrelate(separate(planOfSubquery(subquery), left, analyzer));
  const equalities = subquery.values.map((value, i) => {
    const column = outputOf(right)[i];
    if (column === undefined)
      throw new AnalysisError('INTERNAL_ERROR', { message: 'An IN subquery has too few columns.' });
    return resolveCall(call('=', [value, column]), analyzer.evaluation);
  });
  return join({
    left,
    right,
    joinType: negated ? 'leftAnti' : 'leftSemi',
    condition: joinConjuncts([...equalities, ...predicates]),
    variant: negated && subquery.form === 'in' ? 'notIn' : undefined,
  });
}

/** Correlated scalar subqueries become columns joined to the child; uncorrelated ones, and uncorrelated IN and EXISTS inside expressions, stay. */
export function rewriteSubqueries(
  exprs: readonly Expr[],
  child: LogicalPlan,
  analyzer: Analyzer,
): { readonly exprs: readonly Expr[]; readonly child: LogicalPlan } {
  let source = child;
  const replace = (expr: Expr): Expr => {
    if (!isSubquery(expr) || !isCorrelated(planOfSubquery(expr))) return expr;
    if (expr.form !== 'scalar')
      throw new AnalysisError('UNSUPPORTED_SUBQUERY_EXPRESSION_CATEGORY.UNSUPPORTED_CORRELATED_PREDICATE', {
        form: expr.form.toUpperCase(),
      });
    const plan = separate(planOfSubquery(expr), source, analyzer);
    const joined = joinScalar(source, plan, analyzer);
    source = joined.plan;
    return joined.value;
  };
  const replaced = exprs.map((expr) => transformUp(expr, replace));
  return { exprs: replaced, child: source };
}

function separate(plan: LogicalPlan, left: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  const taken = definedIds(left);
  const clash = [...definedIds(plan)].some((id) => taken.has(id));
  return clash ? withFreshIds(plan, analyzer.nextExprId) : plan;
}
