import { type Expr, withoutAlias } from '../../expression/expr.ts';
import { exists } from '../../expression/traverse.ts';
import {
  type Aggregate,
  aggregate,
  type Join,
  join,
  type LogicalPlan,
  type Project,
  project,
  type Union,
  union,
} from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { mapChildren } from '../../plan/traverse.ts';
import { joinConjuncts, splitComparisons } from '../conjuncts.ts';
import { isAggregateCall } from '../functions.ts';
import { filterAbove } from './filter-above.ts';
import { columnsIn, definitionsOf, isDeterministic, readsOnly, referencedIds, substitute } from './references.ts';

/**
 * Brings semi and anti joins below what stands on their left side, as Spark does for small inputs: a stream is joined before it is aggregated, each part of a
 * union on its own, the one side of a join that the condition reads.
 */
export const pushSemiJoins = (plan: LogicalPlan): LogicalPlan => mapChildren(pushed(plan), pushSemiJoins);

function pushed(plan: LogicalPlan): LogicalPlan {
  if (plan.kind !== 'Join' || (plan.joinType !== 'leftSemi' && plan.joinType !== 'leftAnti')) return plan;
  if (plan.variant !== undefined && plan.variant !== 'notIn') return plan;
  const { left } = plan;
  switch (left.kind) {
    case 'Project':
      return belowProject(plan, left);
    case 'Aggregate':
      return belowAggregate(plan, left);
    case 'Union':
      return belowUnion(plan, left);
    case 'Join':
      return belowJoin(plan, left);
    case 'Generate':
    case 'Sort':
    case 'Distinct':
      return belowSameColumns(plan, left);
    default:
      return plan;
  }
}

const isLeaf = (expr: Expr): boolean => expr.kind === 'AttributeReference' || expr.kind === 'Literal';

/** What the columns of a list stand for, but for aggregates. */
const valuesOf = (list: readonly Expr[]): ReadonlyMap<number, Expr> =>
  definitionsOf(list, (definition) => !exists(definition, isAggregateCall));

function belowProject(plan: Join, left: Project): LogicalPlan {
  const isRenaming = left.projectList.every((expr) => isLeaf(withoutAlias(expr)));
  if (!left.projectList.every(isDeterministic)) return plan;
  const parts = unionOf(left);
  if (parts !== undefined) return belowUnion(plan, parts);
  if (plan.condition !== undefined && !isRenaming) return plan;
  const condition = plan.condition && substitute(plan.condition, valuesOf(left.projectList));
  return project(left.projectList, join({ ...plan, left: left.child, condition }));
}

function belowAggregate(plan: Join, left: Aggregate): LogicalPlan {
  if (left.groupingExprs.length === 0 || !left.aggregateExprs.every(isDeterministic)) return plan;
  const values = valuesOf(left.aggregateExprs);
  const columns = [...outputOf(left.child), ...outputOf(plan.right)];
  return partly(
    plan,
    (predicate) => referencedIds(predicate).size > 0 && readsOnly(substitute(predicate, values), columns),
    (predicates) => {
      const condition = joinConjuncts(predicates.map((predicate) => substitute(predicate, values)));
      return aggregate({ ...left, child: join({ ...plan, left: left.child, condition }) });
    },
  );
}

/** What is a union but for projections above it, as a union. */
function unionOf(plan: LogicalPlan): Union | undefined {
  if (plan.kind === 'Union') return plan;
  if (plan.kind !== 'Project' || !plan.projectList.every(isDeterministic)) return undefined;
  const below = unionOf(plan.child);
  return below === undefined ? undefined : projectedUnion(plan, below);
}

/** A projection of a union as a union of projections. */
function projectedUnion(plan: Project, child: Union): Union {
  const children = child.children.map((part) =>
    project(
      plan.projectList.map((expr) => substitute(expr, columnsIn(part, child))),
      part,
    ),
  );
  return union(children, child.byName, outputOf(plan));
}

function belowUnion(plan: Join, left: Union): LogicalPlan {
  const children = left.children.map((child) => {
    const condition = plan.condition && substitute(plan.condition, columnsIn(child, left));
    return join({ ...plan, left: child, condition });
  });
  return union(children, left.byName, left.output);
}

type SameColumns = Extract<LogicalPlan, { readonly kind: 'Generate' | 'Sort' | 'Distinct' }>;

function belowSameColumns(plan: Join, left: SameColumns): LogicalPlan {
  const columns = [...outputOf(left.child), ...outputOf(plan.right)];
  return partly(
    plan,
    (predicate) => readsOnly(predicate, columns),
    (predicates) => mapChildren(left, (child) => join({ ...plan, left: child, condition: joinConjuncts(predicates) })),
  );
}

/** The join below what stands on its left, where all of its condition that reads the right side can go there. */
function partly(
  plan: Join,
  canGo: (predicate: Expr) => boolean,
  below: (predicates: readonly Expr[]) => LogicalPlan,
): LogicalPlan {
  if (plan.condition === undefined) return below([]);
  const conjuncts = splitComparisons(plan.condition);
  const going = conjuncts.filter(canGo);
  const staying = conjuncts.filter((predicate) => !going.includes(predicate));
  const readsRight = (predicate: Expr) =>
    outputOf(plan.right).some(({ exprId }) => referencedIds(predicate).has(exprId));
  if (going.length === 0 || staying.some(readsRight)) return plan;
  if (staying.length > 0 && plan.joinType === 'leftAnti') return plan;
  return filterAbove(staying, below(going));
}

/** To the one side of a join that the condition reads, if that side's rows all come out. */
function belowJoin(plan: Join, left: Join): LogicalPlan {
  const isInner = left.joinType === 'inner' || left.joinType === 'cross';
  if (left.variant !== undefined) return plan;
  const conjuncts = plan.condition === undefined ? [] : splitComparisons(plan.condition);
  const over = (side: LogicalPlan) => {
    const columns = [...outputOf(side), ...outputOf(plan.right)];
    return conjuncts.every((predicate) => readsOnly(predicate, columns));
  };
  if (over(left.left) && (isInner || left.joinType === 'leftOuter'))
    return join({ ...left, left: join({ ...plan, left: left.left }) });
  const readsBoth = conjuncts.some((predicate) => readsOnly(predicate, outputOf(plan.right)));
  if (conjuncts.length > 0 && over(left.right) && !readsBoth && (isInner || left.joinType === 'rightOuter'))
    return join({ ...left, right: join({ ...plan, left: left.right }) });
  if (conjuncts.length === 0 && left.joinType === 'rightOuter')
    return join({ ...left, right: join({ ...plan, left: left.right }) });
  return plan;
}
