import type { Expr, SubqueryExpr } from '../expression/expr.ts';
import type { LogicalPlan } from './logical-plan.ts';

type NodeOf<K extends LogicalPlan['kind']> = Extract<LogicalPlan, { readonly kind: K }>;
type Handlers<R> = { readonly [K in LogicalPlan['kind']]: (plan: NodeOf<K>) => R };

/** The input plans, in order. Plans inside subquery expressions are not among them. */
export function childrenOf(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case 'UnresolvedRelation':
    case 'StreamingRelation':
    case 'StaticRelation':
    case 'LocalRelation':
      return [];
    case 'With':
      return [...plan.ctes.map((cte) => cte.plan), plan.child];
    case 'Join':
      return [plan.left, plan.right];
    case 'Union':
      return plan.children;
    default:
      return [plan.child];
  }
}

/** The same node over inputs mapped by `f`; the node itself where no input changed. */
export function mapChildren(plan: LogicalPlan, f: (child: LogicalPlan) => LogicalPlan): LogicalPlan {
  switch (plan.kind) {
    case 'UnresolvedRelation':
    case 'StreamingRelation':
    case 'StaticRelation':
    case 'LocalRelation':
      return plan;
    case 'With': {
      const ctes = mapList(plan.ctes, (cte) => replace(cte, { plan: f(cte.plan) }));
      return replace(plan, { ctes, child: f(plan.child) });
    }
    case 'Join':
      return replace(plan, { left: f(plan.left), right: f(plan.right) });
    case 'Union':
      return replace(plan, { children: mapList(plan.children, f) });
    default:
      return replace(plan, { child: f(plan.child) });
  }
}

/** Rewrites from the leaves up. */
export function transformUp(plan: LogicalPlan, f: (plan: LogicalPlan) => LogicalPlan): LogicalPlan {
  return f(mapChildren(plan, (child) => transformUp(child, f)));
}

/** Rewrites from the root down; `f` returns undefined to go on into the inputs. */
export function transformDown(plan: LogicalPlan, f: (plan: LogicalPlan) => LogicalPlan | undefined): LogicalPlan {
  return f(plan) ?? mapChildren(plan, (child) => transformDown(child, f));
}

/** Whether the plan or any plan below it satisfies the predicate. */
export function exists(plan: LogicalPlan, predicate: (plan: LogicalPlan) => boolean): boolean {
  return predicate(plan) || childrenOf(plan).some((child) => exists(child, predicate));
}

/** All nodes (the inputs first, left to right) that satisfy the predicate. */
export function collect<T extends LogicalPlan>(plan: LogicalPlan, predicate: (plan: LogicalPlan) => plan is T): T[] {
  const below = childrenOf(plan).flatMap((child) => collect(child, predicate));
  return predicate(plan) ? [...below, plan] : below;
}

/** The expressions a node evaluates, in order: not the attributes of its `output`, which it defines. */
export function expressionsOf(plan: LogicalPlan): readonly Expr[] {
  return (EXPRESSIONS[plan.kind] as (plan: LogicalPlan) => readonly Expr[])(plan);
}

/** The same node over its {@link expressionsOf} mapped by `f`; the node itself where none changed. */
export function mapExpressions(plan: LogicalPlan, f: (expr: Expr) => Expr): LogicalPlan {
  return (MAPPED[plan.kind] as (plan: LogicalPlan, f: (expr: Expr) => Expr) => LogicalPlan)(plan, f);
}

/** The plan of a subquery, typed: expressions stand below plans in the import order and cannot name the type. */
export const planOfSubquery = (subquery: SubqueryExpr): LogicalPlan => subquery.plan as LogicalPlan;

const none = (): readonly Expr[] => [];
const EXPRESSIONS: Handlers<readonly Expr[]> = {
  UnresolvedRelation: none,
  StreamingRelation: none,
  StaticRelation: none,
  LocalRelation: (plan) => plan.rows.flat(),
  SubqueryAlias: none,
  With: none,
  Project: (plan) => plan.projectList,
  Filter: (plan) => [plan.condition],
  Aggregate: (plan) => [...plan.groupingExprs, ...plan.aggregateExprs],
  Pivot: ({ groupingExprs, aggregates, columns, values }) => [
    ...(groupingExprs ?? []),
    ...aggregates,
    ...columns,
    ...values.flatMap((value) => value.values),
  ],
  Expand: (plan) => plan.projections.flat(),
  Generate: (plan) => [plan.generator],
  Join: (plan) => (plan.condition === undefined ? [] : [plan.condition]),
  Union: none,
  EventTimeWatermark: (plan) => [plan.eventTime],
  Deduplicate: (plan) => plan.keys,
  Distinct: none,
  Sort: (plan) => plan.order,
  Limit: none,
  CollectMetrics: (plan) => plan.metrics,
};

type Mapper = (expr: Expr) => Expr;
const same = <P extends LogicalPlan>(plan: P): P => plan;
const MAPPED: { readonly [K in LogicalPlan['kind']]: (plan: NodeOf<K>, f: Mapper) => NodeOf<K> } = {
  UnresolvedRelation: same,
  StreamingRelation: same,
  StaticRelation: same,
  LocalRelation: (plan, f) => replace(plan, { rows: mapList(plan.rows, (row) => mapList(row, f)) }),
  SubqueryAlias: same,
  With: same,
  Project: (plan, f) => replace(plan, { projectList: mapList(plan.projectList, f) }),
  Filter: (plan, f) => replace(plan, { condition: f(plan.condition) }),
  Aggregate: (plan, f) =>
    replace(plan, {
      groupingExprs: mapList(plan.groupingExprs, f),
      aggregateExprs: mapList(plan.aggregateExprs, f),
    }),
  Pivot: (plan, f) =>
    replace(plan, {
      groupingExprs: plan.groupingExprs && mapList(plan.groupingExprs, f),
      aggregates: mapList(plan.aggregates, f),
      columns: mapList(plan.columns, f),
      values: mapList(plan.values, (value) => replace(value, { values: mapList(value.values, f) })),
    }),
  Expand: (plan, f) => replace(plan, { projections: mapList(plan.projections, (row) => mapList(row, f)) }),
  Generate: (plan, f) => replace(plan, { generator: f(plan.generator) }),
  Join: (plan, f) => replace(plan, { condition: plan.condition === undefined ? undefined : f(plan.condition) }),
  Union: same,
  EventTimeWatermark: (plan, f) => replace(plan, { eventTime: f(plan.eventTime) }),
  Deduplicate: (plan, f) => replace(plan, { keys: mapList(plan.keys, f) }),
  Distinct: same,
  Sort: (plan, f) => replace(plan, { order: mapList(plan.order, f) }),
  Limit: same,
  CollectMetrics: (plan, f) => replace(plan, { metrics: mapList(plan.metrics, f) }),
};

/** The object with some fields replaced, frozen; the object itself where each already has the value. */
function replace<T extends object>(object: T, fields: Partial<T>): T {
  const unchanged = (Object.keys(fields) as (keyof T)[]).every((key) => object[key] === fields[key]);
  return unchanged ? object : Object.freeze({ ...object, ...fields });
}

function mapList<T>(list: readonly T[], f: (item: T) => T): readonly T[] {
  const mapped = list.map(f);
  return mapped.every((item, i) => item === list[i]) ? list : Object.freeze(mapped);
}
