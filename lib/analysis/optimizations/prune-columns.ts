import type { AttributeReference, Expr } from '../../expression/expr.ts';
import {
  aggregate,
  eventTimeWatermark,
  expand,
  filter,
  type Join,
  join,
  type LocalRelation,
  type LogicalPlan,
  localRelation,
  project,
  staticRelation,
  streamingRelation,
  type Union,
  union,
} from '../../plan/logical-plan.ts';
import { outputOf } from '../../plan/output.ts';
import { expressionsOf, mapChildren } from '../../plan/traverse.ts';
import { outerReferences } from '../decorrelate.ts';
import { keptSideAlone, withoutDuplicatesOnly } from './needless-join.ts';
import { referencedIds } from './references.ts';

type Ids = ReadonlySet<number>;

/** Leaves out columns that nobody reads, from the sink down to the sources: they are neither parsed nor kept in state, and an event time nobody needs makes no row late. */
export const pruneColumns = (plan: LogicalPlan): LogicalPlan => prune(plan, idsOf(outputOf(plan)));

const idsOf = (columns: readonly AttributeReference[]): Ids => new Set(columns.map((column) => column.exprId));
const readBy = (exprs: readonly Expr[]): Ids => new Set(exprs.flatMap((expr) => [...referencedIds(expr)]));
const idOf = (expr: Expr): number | undefined =>
  expr.kind === 'Alias' || expr.kind === 'AttributeReference' ? expr.exprId : undefined;
const both = (a: Ids, b: Ids): Ids => new Set([...a, ...b]);
const isIn = (ids: Ids, expr: Expr): boolean => ids.has(idOf(expr) ?? Number.NaN);

/** The plan without columns that are not needed; it may put out more than is needed. */
function prune(plan: LogicalPlan, needed: Ids): LogicalPlan {
  switch (plan.kind) {
    case 'StreamingRelation':
      return streamingRelation({ ...plan, output: plan.output.filter((column) => isIn(needed, column)) });
    case 'StaticRelation':
      return staticRelation({ ...plan, output: plan.output.filter((column) => isIn(needed, column)) });
    case 'LocalRelation':
      return pruneRows(plan, needed);
    case 'Project': {
      const list = plan.projectList.filter((expr) => isIn(needed, expr));
      return project(list, prune(plan.child, readBy(list)));
    }
    case 'Aggregate': {
      const kept = plan.aggregateExprs.filter((expr) => isIn(needed, expr));
      const read = readBy([...plan.groupingExprs, ...kept]);
      const child = exactly(withoutDuplicatesOnly(plan.child, read, kept), read);
      return aggregate({ ...plan, aggregateExprs: kept, child });
    }
    case 'Expand':
      return pruneExpand(plan, needed);
    case 'Join':
      return pruneJoin(plan, needed);
    case 'Union':
      return pruneUnion(plan, needed);
    case 'EventTimeWatermark': {
      const child = prune(plan.child, both(needed, readBy([plan.eventTime])));
      return eventTimeWatermark({ ...plan, child });
    }
    case 'Filter':
      return filter(plan.condition, prune(plan.child, both(needed, readBy([plan.condition]))), plan.having);
    case 'Deduplicate': {
      const time = outputOf(plan.child).filter(
        (a) => plan.withinWatermark && a.metadata.watermarkDelayMs !== undefined,
      );
      return mapChildren(plan, (child) => exactly(child, both(needed, readBy([...plan.keys, ...time]))));
    }
    case 'Distinct':
      return mapChildren(plan, (child) => exactly(child, idsOf(outputOf(child))));
    default:
      return mapChildren(plan, (child) => prune(child, both(needed, readBy(expressionsOf(plan)))));
  }
}

/** The pruned plan under a projection where it still puts out columns that are not needed. */
function exactly(plan: LogicalPlan, needed: Ids): LogicalPlan {
  const pruned = prune(plan, needed);
  const columns = outputOf(pruned);
  const kept = columns.filter((column) => isIn(needed, column));
  return kept.length === columns.length ? pruned : project(kept, pruned);
}

function pruneRows(plan: LocalRelation, needed: Ids): LogicalPlan {
  const kept = plan.output.map((column) => isIn(needed, column));
  return localRelation(
    plan.rows.map((row) => row.filter((_, i) => kept[i])),
    plan.output.filter((_, i) => kept[i]),
  );
}

function pruneExpand(plan: Extract<LogicalPlan, { kind: 'Expand' }>, needed: Ids): LogicalPlan {
  const kept = plan.output.map((column) => isIn(needed, column));
  const projections = plan.projections.map((row) => row.filter((_, i) => kept[i]));
  const output = plan.output.filter((_, i) => kept[i]);
  return expand({ projections, output, child: prune(plan.child, readBy(projections.flat())) });
}

function pruneJoin(plan: Join, needed: Ids): LogicalPlan {
  const alone = keptSideAlone(plan, needed);
  if (alone !== undefined) return prune(alone, needed);
  const outer = plan.variant === 'lateral' ? idsOf(outerReferences(plan.right)) : new Set<number>();
  const read = both(both(needed, outer), readBy(expressionsOf(plan)));
  return join({ ...plan, left: exactly(plan.left, read), right: exactly(plan.right, read) });
}

/** By position; each child puts out just the columns that are left, in order. */
function pruneUnion(plan: Union, needed: Ids): LogicalPlan {
  const kept = plan.output.map((column) => isIn(needed, column));
  const children = plan.children.map((child) => {
    const columns = outputOf(child).filter((_, i) => kept[i]);
    const pruned = prune(child, idsOf(columns));
    const left = outputOf(pruned);
    const same = left.length === columns.length && left.every((column, i) => column.exprId === columns[i]?.exprId);
    return same ? pruned : project(columns, pruned);
  });
  return union(
    children,
    plan.byName,
    plan.output.filter((_, i) => kept[i]),
  );
}
