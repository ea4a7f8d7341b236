import { AnalysisError, ParseError } from '../errors/index.ts';
import { call, type Expr, literal, unresolvedAttribute, unresolvedStar } from '../expression/expr.ts';
import {
  eventTimeWatermark,
  filter,
  generate,
  type JoinType,
  join,
  type LogicalPlan,
  limit,
  localRelation,
  project,
  subqueryAlias,
  unresolvedRelation,
} from '../plan/logical-plan.ts';
import { DoubleType } from '../types/data-type.ts';
import { formatInterval, toMillis } from '../util/interval.ts';
import { aliased } from './aliased.ts';
import {
  type Ast,
  type Body,
  bodyIf,
  dispatch,
  type Handlers,
  type JoinAst,
  kindInWords,
  type SelectAst,
} from './ast.ts';
import type { Conversion } from './conversion.ts';
import { calendarInterval } from './interval-literal.ts';
import { convertPivot, convertUnpivot } from './pivot.ts';
import { unsupportedSql } from './sql-error.ts';
import { checkTableFunction, tableFunction } from './table-function.ts';

const HANDLERS: Handlers<Conversion, LogicalPlan> = {
  alias: (body, c) => {
    // The watermark stands before the alias and applies after it.
    const sampled = bodyIf(body.this, 'table_sample');
    const relation = aliased(convertRelation(sampled?.this ?? body.this, c), body.alias, body.column_aliases, c);
    return watermarked(relation, sampled?.sample, c);
  },
  joined_table: (body, c) => aliased(joinAll(convertRelation(body.left, c), body.joins, c), body.alias, [], c),
  except: (body, c) => c.query({ except: body }),
  function: (body, c) => tableFunction(c.name(body.name).toLowerCase(), body.args.map(c.expr)),
  intersect: (body, c) => c.query({ intersect: body }),
  paren: ({ this: child }, c) => convertRelation(child, c),
  select: (body, c) => c.query({ select: body }),
  union: (body, c) => c.query({ union: body }),
  pivot: (body, c) => convertPivot(body, convertRelation(body.this, c), c),
  unpivot: (body, c) => convertUnpivot(body, convertRelation(body.this, c), c),
  subquery: (body, c) => {
    if (body.lateral) throw unsupportedSql('LATERAL at the start of FROM');
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
    throw unsupportedSql(`${kindInWords(kind)} in FROM`);
  });
}

/** FROM with its joins and lateral views; one row without columns where there is no FROM. */
export function convertFrom(select: SelectAst, c: Conversion): LogicalPlan {
  const [first, ...others] = select.from?.expressions ?? [];
  const commas =
    first === undefined
      ? localRelation([[]], [])
      : others.reduce(
          (left, node) => lateral(left, node, c) ?? join({ left, right: convertRelation(node, c), joinType: 'inner' }),
          convertRelation(first, c),
        );
  const from = first === undefined ? commas : joinAll(commas, select.joins, c);
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

/** What joins a lateral relation to what stands before it. */
interface LateralJoin {
  readonly joinType: JoinType;
  readonly condition?: Expr | undefined;
}

/** `LATERAL explode(a) AS t(x)`, which is a lateral view in other words, or `LATERAL (SELECT …)`. */
function lateral(
  left: LogicalPlan,
  node: Ast,
  c: Conversion,
  { joinType, condition }: LateralJoin = { joinType: 'inner' },
): LogicalPlan | undefined {
  const subquery = bodyIf(node, 'subquery');
  const isOuter = joinType === 'rightOuter' || joinType === 'fullOuter';
  if (isOuter && (subquery?.lateral || bodyIf(node, 'lateral') !== undefined))
    throw new AnalysisError('INVALID_LATERAL_JOIN_TYPE', {
      joinType: joinType === 'rightOuter' ? 'RIGHT OUTER' : 'FULL OUTER',
    });
  if (subquery?.lateral) {
    const right = aliased(c.query(subquery.this), subquery.alias, subquery.column_aliases, c);
    return join({ left, right, joinType, condition, variant: 'lateral' });
  }
  const view = bodyIf(node, 'lateral');
  if (view === undefined) return undefined;
  // Without a condition Spark makes no difference between LEFT JOIN and JOIN here.
  if (joinType === 'leftOuter' && condition !== undefined)
    return join({ left, right: functionRelation(view, c), joinType, condition, variant: 'lateral' });
  const generated = lateralView(left, view, c);
  return condition === undefined ? generated : filter(condition, generated);
}

function functionRelation(view: Body<'lateral'>, c: Conversion): LogicalPlan {
  const generator = c.expr(view.this);
  if (generator.kind !== 'Call') throw unsupportedSql('LATERAL');
  const rows = tableFunction(generator.name, generator.args);
  const named = view.alias === null || view.alias === undefined ? undefined : c.name(view.alias);
  return named === undefined ? rows : subqueryAlias(named, rows, (view.column_aliases ?? []).map(c.name));
}

function lateralView(left: LogicalPlan, view: Body<'lateral'>, c: Conversion): LogicalPlan {
  const generator = c.expr(view.this);
  if (generator.kind === 'Call') checkTableFunction(generator.name);
  return generate({
    generator,
    qualifier: view.alias === null || view.alias === undefined ? undefined : c.name(view.alias),
    columnNames: (view.column_aliases ?? []).map(c.name),
    child: left,
  });
}

/** Joins bind to the left. */
function joinAll(first: LogicalPlan, joins: readonly JoinAst[], c: Conversion): LogicalPlan {
  return joins.reduce(
    (left, item) =>
      lateral(left, item.this, c, {
        joinType: JOIN_FORMS[item.kind]?.joinType ?? 'inner',
        condition: item.on === null ? undefined : c.expr(item.on),
      }) ?? joinOne(left, convertRelation(item.this, c), item, c),
    first,
  );
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

type SampleAst = NonNullable<Extract<Ast, { readonly table: unknown }>['table']['table_sample']>;

/** A sample is where the shield put a WATERMARK clause. An expression becomes a column of its own first. */
function watermarked(child: LogicalPlan, sample: SampleAst | null | undefined, c: Conversion): LogicalPlan {
  if (!sample) return child;
  const size = bodyIf(sample.size, 'literal');
  const clause = c.watermark(Number(size?.value));
  if ('unit' in clause)
    return clause.unit === 'rows'
      ? limit(clause.amount, child)
      : filter(call('__sample', [literal(clause.amount, DoubleType)]), child);
  const { eventTime, delay } = clause;
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
