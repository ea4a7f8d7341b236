import { ParseError } from '../errors/index.ts';
import { type Expr, unresolvedStar } from '../expression/expr.ts';
import {
  aggregate,
  distinct,
  filter,
  join,
  type LimitCount,
  type LogicalPlan,
  limit,
  limitBy,
  project,
  qualify,
  sort,
  union,
  withCtes,
} from '../plan/logical-plan.ts';
import {
  type Ast,
  type Body,
  bodyIf,
  dispatch,
  type Handlers,
  kindInWords,
  type OrderedAst,
  type SelectAst,
  type SetOperationAst,
  type WithAst,
} from './ast.ts';
import { countExpr, plainCount } from './constant-count.ts';
import type { Conversion } from './conversion.ts';
import { convertFrom, convertRelation } from './convert-relation.ts';
import { convertGrouping } from './grouping.ts';
import { sortOrderExpr } from './sort-order.ts';
import { unsupportedSql } from './sql-error.ts';
import { namedWindows } from './window-clause.ts';

const HANDLERS: Handlers<Conversion, LogicalPlan> = {
  except: (body, c) => convertSetOperation(body, 'leftAnti', c),
  intersect: convertIntersect,
  paren: ({ this: child }, c) => convertQuery(child, c),
  select: convertSelect,
  subquery: (body, c) =>
    ordered(
      convertQuery(body.this, c),
      { ...body, limit: body.limit?.this ?? null, offset: body.offset?.this ?? null },
      c,
    ),
  union: convertUnion,
  values: (body, c) => convertRelation({ values: body }, c),
};

type SetOperation = Body<'except'> | Body<'intersect'>;

/** INTERSECT binds closer than UNION and EXCEPT; the parser takes all three from the left. */
function convertIntersect(body: Body<'intersect'>, c: Conversion): LogicalPlan {
  const clauses = { with: body.with, order_by: body.order_by, limit: body.limit, offset: body.offset };
  const inner = (left: Ast): Ast => ({
    intersect: { ...body, left, with: null, order_by: null, limit: null, offset: null },
  });
  const unionBelow = bodyIf(body.left, 'union');
  if (unionBelow !== undefined) return convertUnion({ ...unionBelow, ...clauses, right: inner(unionBelow.right) }, c);
  const exceptBelow = bodyIf(body.left, 'except');
  if (exceptBelow === undefined) return convertSetOperation(body, 'leftSemi', c);
  return convertSetOperation({ ...exceptBelow, ...clauses, right: inner(exceptBelow.right) }, 'leftAnti', c);
}

/** A join on all columns; the star stands for the condition that analysis puts in its place. */
function convertSetOperation(body: SetOperation, joinType: 'leftAnti' | 'leftSemi', c: Conversion): LogicalPlan {
  const joined = join({
    left: convertQuery(body.left, c),
    right: convertQuery(body.right, c),
    joinType,
    condition: unresolvedStar(),
    variant: body.all ? 'allRows' : 'distinctRows',
  });
  return withClause(body.with, ordered(joined, body, c), c);
}

/** Kinds of nodes that are queries. */
export const isQuery = (node: Ast): boolean => Object.keys(node).some((kind) => kind in HANDLERS);

/** A whole query as a plan of unresolved nodes. */
export function convertQuery(node: Ast, conversion: Conversion): LogicalPlan {
  return dispatch(HANDLERS, node, conversion, (kind) => {
    throw unsupportedSql(kindInWords(kind));
  });
}

function convertSelect(select: SelectAst, outer: Conversion): LogicalPlan {
  const c = outer.withWindows(namedWindows(select.windows ?? [], outer));
  const from = convertFrom(select, c);
  const filtered = select.where_clause === null ? from : filter(c.expr(select.where_clause.this), from);
  const listed = selectList(select, filtered, c);
  const selected = select.qualify === null ? listed : qualify(c.expr(select.qualify.this), listed);
  const plan = select.distinct ? distinct(selected) : selected;
  const order = select.order_by ?? select.sort_by ?? select.cluster_by;
  const clauses = { order_by: order, limit: select.limit?.this ?? null, offset: select.offset?.this ?? null };
  return withClause(select.with, ordered(plan, clauses, c), c);
}

function selectList(select: SelectAst, child: LogicalPlan, c: Conversion): LogicalPlan {
  const list: readonly Expr[] = select.expressions.map(c.expr);
  const { group_by: groupBy, having } = select;
  if (groupBy === null && having === null) return project(list, child);
  const grouping = groupBy === null ? { groupingExprs: [] } : convertGrouping(groupBy, c);
  const grouped = aggregate({ ...grouping, aggregateExprs: list, child });
  return having === null ? grouped : filter(c.expr(having.this), grouped, true);
}

/** UNION without ALL drops duplicates; a chain of UNION ALL is one node. */
function convertUnion(body: SetOperationAst, c: Conversion): LogicalPlan {
  const left = convertQuery(body.left, c);
  const right = convertQuery(body.right, c);
  const flat =
    body.all && left.kind === 'Union' && left.byName === body.by_name && bodyIf(body.left, 'union') !== undefined;
  const all = union(flat ? [...left.children, right] : [left, right], body.by_name);
  return withClause(body.with, ordered(body.all ? all : distinct(all), body, c), c);
}

interface ResultClauses {
  readonly order_by: { readonly expressions: readonly OrderedAst[] } | null;
  readonly limit: Ast | null;
  readonly offset: Ast | null;
}

/** ORDER BY, then OFFSET and LIMIT. */
function ordered(plan: LogicalPlan, clauses: ResultClauses, c: Conversion): LogicalPlan {
  const { order_by: orderBy, limit: limitNode, offset: offsetNode } = clauses;
  const sorted =
    orderBy === null
      ? plan
      : sort(
          orderBy.expressions.map((item) => sortOrderExpr(item, c)),
          plan,
        );
  const all = limitNode !== null && bodyIf(limitNode, 'column')?.name.name.toUpperCase() === 'ALL';
  const counts: LimitCount[] = [];
  if (limitNode !== null && !all) counts.push({ clause: 'limit', expr: countExpr(limitNode, c) });
  if (offsetNode !== null) counts.push({ clause: 'offset', expr: countExpr(offsetNode, c) });
  if (counts.length === 0) return sorted;
  const [count, offset] = (['limit', 'offset'] as const).map((clause) => counts.find((item) => item.clause === clause));
  const [rows, skipped] = [count, offset].map((item) => (item === undefined ? undefined : plainCount(item.expr)));
  const isPlain = (count === undefined || rows !== undefined) && (offset === undefined || skipped !== undefined);
  return isPlain ? limit(rows, sorted, skipped ?? 0) : limitBy(counts, sorted);
}

function withClause(clause: WithAst | null, child: LogicalPlan, c: Conversion): LogicalPlan {
  if (clause === null) return child;
  const names = clause.ctes.map(({ alias }) => c.name(alias));
  const repeated = names.filter(
    (name, i) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < i,
  );
  if (repeated.length > 0)
    throw new ParseError('DUPLICATED_CTE_NAMES', { duplicateNames: repeated.map((name) => `\`${name}\``).join(', ') });
  const ctes = clause.ctes.map(({ alias, columns, this: query }) => ({
    name: c.name(alias),
    columnNames: columns.map(c.name),
    plan: convertQuery(query, c),
  }));
  return withCtes(ctes, child);
}
