import { ParseError } from '../errors/index.ts';
import { type Expr, unresolvedAttribute, unresolvedStar } from '../expression/expr.ts';
import {
  eventTimeWatermark,
  generate,
  type JoinType,
  join,
  type LogicalPlan,
  localRelation,
  project,
  subqueryAlias,
  unresolvedRelation,
} from '../plan/logical-plan.ts';
import { formatInterval, toMillis } from '../util/interval.ts';
import {
  type Ast,
  bodyIf,
  dispatch,
  type Handlers,
  type IdentifierAst,
  type JoinAst,
  kindInWords,
  type SelectAst,
} from './ast.ts';
import { asLiteral, type Conversion } from './conversion.ts';
import { calendarInterval } from './interval-literal.ts';
import { unsupportedSql } from './sql-error.ts';

const HANDLERS: Handlers<Conversion, LogicalPlan> = {
  alias: (body, c) => {
    // The watermark stands before the alias and applies after it.
    const sampled = bodyIf(body.this, 'table_sample');
    const relation = aliased(convertRelation(sampled?.this ?? body.this, c), body.alias, body.column_aliases, c);
    return watermarked(relation, sampled?.sample, c);
  },
  joined_table: (body, c) => aliased(joinAll([convertRelation(body.left, c)], body.joins, c), body.alias, [], c),
  paren: ({ this: child }, c) => convertRelation(child, c),
  subquery: (body, c) => {
    if (body.lateral) throw unsupportedSql('LATERAL subquery');
    return aliased(c.query(body.this), body.alias, body.column_aliases, c);
  },
  table: (body, c) => {
    const parts = [body.catalog, body.schema, body.name].filter((part) => part !== null);
    const relation = unresolvedRelation(...parts.map(c.name));
    return watermarked(aliased(relation, body.alias, body.column_aliases, c), body.table_sample, c);
  },
  table_sample: ({ this: child, sample }, c) => {
    if (!child) throw unsupportedSql('TABLESAMPLE');
    return watermarked(convertRelation(child, c), sample, c);
  },
  values: ({ expressions, alias, column_aliases }, c) =>
    aliased(
      localRelation(
        expressions.map((row) => row.expressions.map(c.expr)),
        [],
      ),
      alias,
      column_aliases,
      c,
    ),
};

/** A relation of FROM: a table, a subquery, VALUES, a join in parentheses. */
export function convertRelation(node: Ast, conversion: Conversion): LogicalPlan {
  return dispatch(HANDLERS, node, conversion, (kind) => {
    const feature = kind === 'function' ? 'table function' : kindInWords(kind);
    throw unsupportedSql(`${feature} in FROM`);
  });
}

/** FROM with its joins and lateral views; one row without columns where there is no FROM. */
export function convertFrom(select: SelectAst, c: Conversion): LogicalPlan {
  const relations = (select.from?.expressions ?? []).map((node) => convertRelation(node, c));
  const from = relations.length === 0 ? localRelation([[]], []) : joinAll(relations, select.joins, c);
  return select.lateral_views.reduce<LogicalPlan>(
    (child, view) =>
      generate({
        generator: c.expr(view.this),
        outer: view.outer,
        qualifier: view.table_alias === null ? undefined : c.name(view.table_alias),
        columnNames: view.column_aliases.map(c.name),
        child,
      }),
    from,
  );
}

interface JoinForm {
  readonly joinType: JoinType;
  readonly natural?: boolean;
}
const JOIN_FORMS: Readonly<Record<string, JoinForm>> = {
  Anti: { joinType: 'leftAnti' },
  Cross: { joinType: 'cross' },
  Full: { joinType: 'fullOuter' },
  Implicit: { joinType: 'inner' },
  Inner: { joinType: 'inner' },
  Left: { joinType: 'leftOuter' },
  LeftAnti: { joinType: 'leftAnti' },
  LeftSemi: { joinType: 'leftSemi' },
  Natural: { joinType: 'inner', natural: true },
  NaturalFull: { joinType: 'fullOuter', natural: true },
  NaturalLeft: { joinType: 'leftOuter', natural: true },
  NaturalRight: { joinType: 'rightOuter', natural: true },
  Right: { joinType: 'rightOuter' },
  Semi: { joinType: 'leftSemi' },
};

/** Joins and commas bind alike, to the left. */
function joinAll(relations: readonly LogicalPlan[], joins: readonly JoinAst[], c: Conversion): LogicalPlan {
  const commaJoined = relations.reduce((left, right) => join({ left, right, joinType: 'inner' }));
  return joins.reduce((left, item) => joinOne(left, convertRelation(item.this, c), item, c), commaJoined);
}

function joinOne(left: LogicalPlan, right: LogicalPlan, item: JoinAst, c: Conversion): LogicalPlan {
  const form = JOIN_FORMS[item.kind];
  if (form === undefined) throw unsupportedSql(`${item.kind} join`);
  if (item.deferred_condition) throw unsupportedSql('JOIN … JOIN … ON … ON', 'Put the inner join in parentheses.');
  return join({
    left,
    right,
    joinType: form.joinType,
    natural: form.natural ?? false,
    condition: item.on === null ? undefined : c.expr(item.on),
    using: item.using.map(c.name),
  });
}

function aliased(
  plan: LogicalPlan,
  alias: IdentifierAst | null | undefined,
  columns: readonly IdentifierAst[],
  c: Conversion,
): LogicalPlan {
  return alias === null || alias === undefined ? plan : subqueryAlias(c.name(alias), plan, columns.map(c.name));
}

type SampleAst = NonNullable<Extract<Ast, { readonly table: unknown }>['table']['table_sample']>;

/** A sample is where the shield put a WATERMARK clause. An expression becomes a column of its own first. */
function watermarked(child: LogicalPlan, sample: SampleAst | null | undefined, c: Conversion): LogicalPlan {
  if (!sample) return child;
  const size = bodyIf(sample.size, 'literal');
  const { eventTime, delay } = c.watermark(Number(size?.value));
  const interval = calendarInterval(delay);
  const delayMs = toMillis(interval);
  const delayText = formatInterval(interval);
  if (delayMs < 0) throw new ParseError('NEGATIVE_DELAY_THRESHOLD', { delayThreshold: delayText });
  const column = c.parseExpression(eventTime);
  const props = { delayMs, delayText };
  if (column.kind === 'UnresolvedAttribute') return eventTimeWatermark({ ...props, eventTime: column, child });
  if (column.kind !== 'Alias' || column.names !== undefined) {
    throw new ParseError('REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE', { sqlExpr: eventTime });
  }
  const named: readonly Expr[] = [unresolvedStar(), column];
  return eventTimeWatermark({ ...props, eventTime: unresolvedAttribute(column.name), child: project(named, child) });
}

/** The number of a literal: LIMIT and OFFSET take no others. */
export function constantCount(node: Ast, clause: string, c: Conversion): number {
  const value = asLiteral(c.expr(node))?.value;
  if (typeof value !== 'number' || value < 0) {
    throw unsupportedSql(`${clause} by an expression`, `Give ${clause} a whole number.`);
  }
  return value;
}
