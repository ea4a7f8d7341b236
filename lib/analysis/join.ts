import { AnalysisError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { typeOf } from '../expression/type-of.ts';
import { type Join, join, type LogicalPlan } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { sqlName } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { definedIds, withFreshIds } from './fresh-ids.ts';
import { hasAggregate, hasGenerator } from './functions.ts';
import { hiddenColumns } from './hidden-columns.ts';
import { checkNames, type Names, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';
import { resolveSetOperation } from './set-operations.ts';
import { refuseCorrelatedScalars } from './subqueries.ts';
import { resolveUsing, usingNames } from './using.ts';
import { hasWindow } from './window-functions.ts';

/** Gives the later inputs of a join or union new ids where they share some with an earlier one. */
export function separateSides(plan: LogicalPlan, analyzer: Analyzer): LogicalPlan {
  if (plan.kind === 'Join') {
    const right = separated(plan.right, definedIds(plan.left), analyzer);
    if (right === plan.right) return plan;
    const node = join({ ...plan, right });
    return node;
  }
  if (plan.kind !== 'Union' || plan.output.length > 0) return plan;
  const seen = new Set<number>();
  const children = plan.children.map((child) => {
    const own = separated(child, seen, analyzer);
    for (const id of definedIds(own)) seen.add(id);
    return own;
  });
  return children.every((child, i) => child === plan.children[i]) ? plan : Object.freeze({ ...plan, children });
}

function separated(plan: LogicalPlan, taken: ReadonlySet<number>, analyzer: Analyzer): LogicalPlan {
  const clash = [...definedIds(plan)].some((id) => taken.has(id));
  return clash ? withFreshIds(plan, analyzer.nextExprId) : plan;
}

/** Resolves the condition over both sides, or turns USING and NATURAL into one. */
export function resolveJoin(plan: Join, analyzer: Analyzer): LogicalPlan {
  if (plan.variant === 'distinctRows' || plan.variant === 'allRows') return resolveSetOperation(plan, analyzer);
  const keys = usingNames(plan);
  if (plan.natural || keys.length > 0) return resolveUsing(plan, keys, analyzer);
  if (plan.condition === undefined) return plan;
  return join({ ...plan, condition: resolveCondition(plan.condition, plan, analyzer) });
}

function resolveCondition(condition: Expr, { left, right }: Join, analyzer: Analyzer): Expr {
  const attributes = [...outputOf(left), ...outputOf(right)];
  const hidden = [...hiddenColumns(left, analyzer), ...hiddenColumns(right, analyzer)];
  const names: Names = namesIn(scopeOf(attributes, analyzer.outer), analyzer);
  const named = resolveNames(condition, names, analyzer);
  checkNames(named, [...attributes, ...hidden]);
  if (hasGenerator(named))
    throw new AnalysisError('UNSUPPORTED_GENERATOR.OUTSIDE_SELECT', { plan: `'Join Inner, ${nameOf(named)}` });
  if (hasAggregate(named) || hasWindow(named))
    throw new AnalysisError('UNSUPPORTED_EXPR_FOR_OPERATOR', { operator: 'Join' });
  const typed = resolveTypes(named, analyzer);
  refuseCorrelatedScalars(typed);
  if (typeOf(typed).kind !== 'boolean')
    throw new AnalysisError('JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE', {
      joinCondition: `"${nameOf(typed)}"`,
      conditionType: `"${sqlName(typeOf(typed))}"`,
    });
  return typed;
}
