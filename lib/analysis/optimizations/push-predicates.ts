import type { Expr } from '../../expression/expr.ts';
import {
  type Aggregate,
  aggregate,
  type EventTimeWatermark,
  eventTimeWatermark,
  filter,
  type LogicalPlan,
  type Project,
  project,
  type Union,
  union,
} from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { mapChildren } from '../../plan/traverse.ts';
import { splitComparisons } from '../conjuncts.ts';
import { isAttribute } from '../hidden-columns.ts';
import { semanticKey } from '../semantic-key.ts';
import { elementPredicates } from './element-predicates.ts';
import { filterAbove } from './filter-above.ts';
import { pushThroughJoin } from './join-predicates.ts';
import { notNullPredicates } from './not-null.ts';
import { columnsIn, definitionsOf, isDeterministic, readsOnly, referencedIds, substitute } from './references.ts';

/** Brings each predicate as near to the sources as its columns allow. Rows that it drops there move no watermark and enter no state. */
export const pushPredicates = (plan: LogicalPlan): LogicalPlan => push([], plan);

/** The plan with these predicates applied to its rows: below it as far as possible, the rest on top. */
export function push(predicates: readonly Expr[], plan: LogicalPlan): LogicalPlan {
  const distinct = predicates.filter((p, i) => predicates.findIndex((q) => semanticKey(q) === semanticKey(p)) === i);
  switch (plan.kind) {
    case 'Filter': {
      const own = splitComparisons(plan.condition);
      if (own.every(isDeterministic)) return push([...own, ...distinct], plan.child);
      return filterAbove(distinct, filter(plan.condition, push([], plan.child)));
    }
    case 'Project':
      return throughProject(distinct, plan);
    case 'Aggregate':
      return throughAggregate(distinct, plan);
    case 'EventTimeWatermark':
      return throughWatermark(distinct, plan);
    case 'Union':
      return throughUnion(distinct, plan);
    case 'Join':
      return pushThroughJoin(distinct, plan, push);
    case 'Generate':
      return throughSameColumns([...distinct, ...elementPredicates(plan)], plan);
    case 'Distinct':
    case 'Sort':
    case 'Expand':
      return throughSameColumns(distinct, plan);
    default:
      return filterAbove(
        distinct,
        mapChildren(plan, (child) => push([], child)),
      );
  }
}

const split = (
  predicates: readonly Expr[],
  test: (p: Expr) => boolean,
): readonly [readonly Expr[], readonly Expr[]] => [
  predicates.filter((p) => test(p) && isDeterministic(p)),
  predicates.filter((p) => !(test(p) && isDeterministic(p))),
];

function throughProject(predicates: readonly Expr[], plan: Project): LogicalPlan {
  if (!plan.projectList.every(isDeterministic))
    return filterAbove(predicates, project(plan.projectList, push([], plan.child)));
  const values = definitionsOf(plan.projectList);
  const below = predicates.flatMap((predicate) => splitComparisons(substitute(predicate, values)));
  return project(plan.projectList, push(below, plan.child));
}

/** A predicate over grouping columns chooses groups: it may as well choose the rows they are made of. */
function throughAggregate(predicates: readonly Expr[], plan: Aggregate): LogicalPlan {
  const values = definitionsOf(plan.aggregateExprs);
  const keys = plan.groupingExprs.filter(isAttribute);
  const isOverKeys = (predicate: Expr): boolean =>
    keys.length > 0 &&
    referencedIds(predicate).size > 0 &&
    readsOnly(substitute(predicate, values), keys) &&
    [...referencedIds(predicate)].every((id) => isKeyColumn(values.get(id)));
  const [chosen, above] = split(predicates, isOverKeys);
  const inferred = notNullPredicates(above.filter(isDeterministic), () => true).filter(isOverKeys);
  const below = [...chosen, ...inferred];
  const child = push(
    below.map((predicate) => substitute(predicate, values)),
    plan.child,
  );
  return filterAbove(above, aggregate({ ...plan, child }));
}

const AGGREGATE_FREE: ReadonlySet<Expr['kind']> = new Set(['AttributeReference', 'GetStructField', 'Cast']);
const isKeyColumn = (definition: Expr | undefined): boolean =>
  definition === undefined || AGGREGATE_FREE.has(definition.kind);

/** Predicates on the event time stay above, for the rows they drop move the watermark; that their other columns are not null goes below. */
function throughWatermark(predicates: readonly Expr[], plan: EventTimeWatermark): LogicalPlan {
  const eventTime = isAttribute(plan.eventTime) ? plan.eventTime.exprId : undefined;
  const [below, above] = split(predicates, (p) => eventTime === undefined || !referencedIds(p).has(eventTime));
  const inferred = notNullPredicates(above.filter(isDeterministic), (column) => column.exprId !== eventTime);
  return filterAbove(above, eventTimeWatermark({ ...plan, child: push([...below, ...inferred], plan.child) }));
}

function throughUnion(predicates: readonly Expr[], plan: Union): LogicalPlan {
  const [below, above] = split(predicates, () => true);
  const children = plan.children.map((child) => {
    const values = columnsIn(child, plan);
    return push(
      below.map((predicate) => substitute(predicate, values)),
      child,
    );
  });
  return filterAbove(above, union(children, plan.byName, plan.output));
}

type SameColumns = Extract<LogicalPlan, { readonly kind: 'Distinct' | 'Sort' | 'Expand' | 'Generate' }>;

/** Nodes that pass their child's columns on: predicates over those may go below. */
function throughSameColumns(predicates: readonly Expr[], plan: SameColumns): LogicalPlan {
  const columns = outputOf(plan.child);
  const [below, above] = split(predicates, (p) => referencedIds(p).size > 0 && readsOnly(p, columns));
  return filterAbove(
    above,
    mapChildren(plan, (child) => push(below, child)),
  );
}
