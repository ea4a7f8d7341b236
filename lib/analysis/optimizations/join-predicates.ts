import type { AttributeReference, Expr } from '../../expression/expr.ts';
import { exists as existsExpr } from '../../expression/traverse.ts';
import { type Join, type JoinType, join, type LogicalPlan } from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { planOfSubquery } from '../../plan/traverse.ts';
import { joinConjuncts, splitComparisons } from '../conjuncts.ts';
import { isCorrelated } from '../decorrelate.ts';
import { constraintsOf } from './constraints.ts';
import { filterAbove } from './filter-above.ts';
import { notNullColumns, notNullPredicates } from './not-null.ts';
import { isDeterministic, readsOnly, referencedIds, substitute } from './references.ts';

type Push = (predicates: readonly Expr[], plan: LogicalPlan) => LogicalPlan;
type Columns = readonly AttributeReference[];

/**
 * Where predicates may go, by join type: those of the rows above (`filter`) and those of the condition (`on`), each over one side only;
 * and of which side the condition implies that its columns are not null.
 */
interface Rules {
  readonly filterLeft: boolean;
  readonly filterRight: boolean;
  readonly onLeft: boolean;
  readonly onRight: boolean;
  readonly notNullLeft: boolean;
  readonly notNullRight: boolean;
}

const NONE: Rules = {
  filterLeft: false,
  filterRight: false,
  onLeft: false,
  onRight: false,
  notNullLeft: false,
  notNullRight: false,
};
const INNER: Rules = {
  filterLeft: true,
  filterRight: true,
  onLeft: true,
  onRight: true,
  notNullLeft: true,
  notNullRight: true,
};
const RULES: Record<JoinType, Rules> = {
  inner: INNER,
  cross: INNER,
  leftOuter: { ...NONE, filterLeft: true, onRight: true, notNullRight: true },
  rightOuter: { ...NONE, filterRight: true, onLeft: true, notNullLeft: true },
  fullOuter: NONE,
  leftSemi: { ...INNER, filterRight: false },
  leftAnti: { ...NONE, filterLeft: true, onRight: true, notNullRight: true },
};

/** Splits predicates over the sides of a join, with what the condition says of each side. */
export function pushThroughJoin(predicates: readonly Expr[], plan: Join, push: Push): LogicalPlan {
  const node = join({ ...plan, joinType: withoutNeedlessOuter(plan, predicates) });
  const rules = node.variant === 'notIn' ? { ...RULES.leftAnti, notNullRight: false } : RULES[node.joinType];
  const [left, right] = [outputOf(node.left), outputOf(node.right)];
  const isInner = node.joinType === 'inner' || node.joinType === 'cross';
  const written = node.condition === undefined ? [] : splitComparisons(node.condition);
  const movable = predicates.filter(isDeterministic);
  const over = (side: Columns) => (p: Expr) => referencedIds(p).size > 0 && readsOnly(p, side);
  const toLeft = [
    ...movable.filter((p) => rules.filterLeft && over(left)(p)),
    ...written.filter((p) => rules.onLeft && over(left)(p)),
  ];
  const toRight = [
    ...movable.filter((p) => rules.filterRight && over(right)(p)),
    ...written.filter((p) => rules.onRight && over(right)(p)),
  ];
  const moved = new Set([...toLeft, ...toRight]);
  const rest = predicates.filter((p) => !moved.has(p));
  const joined = isInner ? rest.filter((p) => isDeterministic(p) && !hasSubquery(p) && referencedIds(p).size > 0) : [];
  const on = [...written.filter((p) => !moved.has(p)), ...joined];
  const inferred = inferredBySides(node, { on, moved: [...moved] }, rules);
  const result = join({
    ...node,
    left: push([...toLeft, ...inferred.left], node.left),
    right: push([...toRight, ...inferred.right], node.right),
    condition: joinConjuncts(on),
  });
  return filterAbove(
    rest.filter((p) => !joined.includes(p)),
    result,
  );
}

const isCorrelatedSubquery = (expr: Expr): boolean =>
  expr.kind === 'SubqueryExpr' && isCorrelated(planOfSubquery(expr));
const hasSubquery = (expr: Expr): boolean => JSON.stringify(expr).includes('"kind":"SubqueryExpr"');

/** WHERE right.x > 1 above a left join drops the rows without a partner: it is an inner join. */
function withoutNeedlessOuter({ joinType, left, right, variant }: Join, predicates: readonly Expr[]): JoinType {
  if (variant !== undefined) return joinType;
  const required = new Set(predicates.flatMap(notNullColumns).map((column) => column.exprId));
  const needs = (side: LogicalPlan): boolean => outputOf(side).some((column) => required.has(column.exprId));
  const [needsLeft, needsRight] = [needs(left), needs(right)];
  switch (joinType) {
    case 'leftOuter':
      return needsRight ? 'inner' : joinType;
    case 'rightOuter':
      return needsLeft ? 'inner' : joinType;
    case 'fullOuter':
      if (needsLeft && needsRight) return 'inner';
      return needsLeft ? 'leftOuter' : needsRight ? 'rightOuter' : joinType;
    default:
      return joinType;
  }
}

/** What holds for each side because its rows are of use only where the condition is true. */
function inferredBySides(
  { left, right }: Join,
  { on, moved }: { readonly on: readonly Expr[]; readonly moved: readonly Expr[] },
  rules: Rules,
): { readonly left: readonly Expr[]; readonly right: readonly Expr[] } {
  const among = (side: LogicalPlan) => {
    const ids = new Set(outputOf(side).map((column) => column.exprId));
    return (column: AttributeReference): boolean => ids.has(column.exprId);
  };
  const [inLeft, inRight] = [among(left), among(right)];
  const known = [...moved, ...on, ...constraintsOf(left), ...constraintsOf(right)];
  const equal = equalColumns(on);
  return {
    left: rules.notNullLeft ? [...notNullPredicates(on, inLeft), ...copied(known, equal, inLeft)] : [],
    right: rules.notNullRight ? [...notNullPredicates(on, inRight), ...copied(known, equal, inRight)] : [],
  };
}

type Pair = readonly [AttributeReference, AttributeReference];

function equalColumns(conjuncts: readonly Expr[]): readonly Pair[] {
  return conjuncts.flatMap((conjunct): readonly Pair[] => {
    if (conjunct.kind !== 'Call' || conjunct.name !== '=') return [];
    const [a, b] = conjunct.args;
    if (a?.kind !== 'AttributeReference' || b?.kind !== 'AttributeReference') return [];
    return [
      [a, b],
      [b, a],
    ];
  });
}

/** `a.k = b.k` and `a.k = 'x'` give `b.k = 'x'`: predicates over one column, copied to the column it equals. */
function copied(
  known: readonly Expr[],
  equal: readonly Pair[],
  isOwn: (column: AttributeReference) => boolean,
): readonly Expr[] {
  return known.filter(isDeterministic).flatMap((predicate) => {
    const [only, second] = [...referencedIds(predicate)];
    if (only === undefined || second !== undefined || existsExpr(predicate, isCorrelatedSubquery)) return [];
    return equal
      .filter(([from, to]) => from.exprId === only && isOwn(to) && !isOwn(from))
      .map(([from, to]) => substitute(predicate, new Map([[from.exprId, to]])));
  });
}
