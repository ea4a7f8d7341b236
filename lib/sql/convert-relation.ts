import { ParseError } from '../errors/index.ts';
import {
  call,
  type Expr,
  literal,
  unresolvedAttribute,
  unresolvedStar,
  unresolvedStarExcept,
} from '../expression/expr.ts';
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
import { DoubleType, IntegerType, StringType } from '../types/data-type.ts';
import { formatInterval, toMillis } from '../util/interval.ts';
import {
  type Ast,
  type Body,
  bodyIf,
  dispatch,
  type Handlers,
  type IdentifierAst,
  type JoinAst,
  kindInWords,
  type SelectAst,
} from './ast.ts';
import type { Conversion } from './conversion.ts';
import { calendarInterval } from './interval-literal.ts';
import { unsupportedSql } from './sql-error.ts';
import { tableFunction } from './table-function.ts';

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
  unpivot: convertUnpivot,
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
    throw unsupportedSql(`${kindInWords(kind)} in FROM`);
  });
}

/** Each row once per column: the rest of its columns, the name and the value; nulls are left out unless the clause says otherwise. */
function convertUnpivot(body: Body<'unpivot'>, c: Conversion): LogicalPlan {
  const columns = body.columns.map((node) => {
    const aliasNode = bodyIf(node, 'pivot_alias');
    const expr = c.expr(aliasNode?.this ?? node);
    if (expr.kind !== 'UnresolvedAttribute') throw unsupportedSql('UNPIVOT of several columns');
    const alias = aliasNode === undefined ? undefined : c.expr(aliasNode.alias);
    const name = alias?.kind === 'UnresolvedAttribute' ? alias.nameParts.at(-1) : expr.nameParts.at(-1);
    return { expr, name: name ?? '' };
  });
  const [nameColumn, valueColumn] = [c.name(body.name_column), c.name(body.value_column)];
  const cells = columns.flatMap(({ expr, name }) => [literal(name, StringType), expr]);
  const generated = generate({
    generator: call('stack', [literal(columns.length, IntegerType), ...cells]),
    qualifier: UNPIVOT,
    columnNames: [nameColumn, valueColumn],
    child: convertRelation(body.this, c),
  });
  const value = unresolvedAttribute(UNPIVOT, valueColumn);
  const kept = body.include_nulls ? generated : filter(call('isnotnull', [value]), generated);
  const left = columns.map(({ expr }) => expr.nameParts);
  const added = [unresolvedAttribute(UNPIVOT, nameColumn), value];
  const rest = unresolvedStarExcept([], [...left, [UNPIVOT, nameColumn], [UNPIVOT, valueColumn]]);
  return aliased(project([rest, ...added], kept), body.alias, [], c);
}

/** Qualifier of the columns that UNPIVOT makes, until they are selected. */
const UNPIVOT = '__unpivot';

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

/** `LATERAL explode(a) AS t(x)`: a lateral view in other words. After LEFT JOIN too, as Spark makes no difference there. */
function lateral(left: LogicalPlan, node: Ast, c: Conversion): LogicalPlan | undefined {
  const view = bodyIf(node, 'lateral');
  if (view === undefined) return undefined;
  return generate({
    generator: c.expr(view.this),
    qualifier: view.alias === null || view.alias === undefined ? undefined : c.name(view.alias),
    columnNames: (view.column_aliases ?? []).map(c.name),
    child: left,
  });
}

/** Joins bind to the left. */
function joinAll(first: LogicalPlan, joins: readonly JoinAst[], c: Conversion): LogicalPlan {
  return joins.reduce(
    (left, item) => lateral(left, item.this, c) ?? joinOne(left, convertRelation(item.this, c), item, c),
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
