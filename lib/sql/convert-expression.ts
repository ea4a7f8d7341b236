import { AnalysisError, ParseError } from '../errors/index.ts';
import {
  alias,
  call,
  caseWhen,
  cast,
  type Expr,
  getStructField,
  lambdaFunction,
  literal,
  multiAlias,
  subqueryExpr,
  unresolvedAttribute,
  unresolvedStar,
  unresolvedStarExcept,
} from '../expression/expr.ts';
import { nameOf, ROW } from '../expression/name-of.ts';
import { BooleanType, NullType, simpleString } from '../types/data-type.ts';
import { type Ast, type Body, bodyIf, dispatch, type Handlers, kindInWords } from './ast.ts';
import type { Conversion } from './conversion.ts';
import { functionCall } from './function-call.ts';
import { PART_SEPARATOR, QUANTIFIER, UNSIGNED_SHIFT } from './shield/markers.ts';
import { unsupportedSql } from './sql-error.ts';
import { convertWindow } from './window-clause.ts';
import { convertWithinGroup } from './within-group.ts';

type Binary = Body<'add'>;
type Like = Body<'like'>;
type CastBody = Body<'cast'>;

const binary =
  (name: string) =>
  ({ left, right }: Binary, c: Conversion): Expr =>
    call(name, [c.expr(left), c.expr(right)]);
const unary =
  (name: string) =>
  ({ this: child }: { readonly this: Ast }, c: Conversion): Expr =>
    call(name, [c.expr(child)]);
/** `x IS TRUE` is `x <=> true`, in name and faults too. */
const truth =
  (value: boolean) =>
  (body: { readonly this: Ast; readonly not: boolean }, c: Conversion): Expr =>
    negateIf(body.not, call('<=>', [c.expr(body.this), literal(value, BooleanType)]));
const negateIf = (negated: boolean | null | undefined, expr: Expr): Expr => (negated ? call('not', [expr]) : expr);

const OPERATORS: Handlers<Conversion, Expr> = {
  add: binary('+'),
  and: binary('and'),
  bitwise_and: binary('&'),
  bitwise_left_shift: binary('<<'),
  bitwise_not: unary('~'),
  bitwise_or: binary('|'),
  bitwise_right_shift: rightShift,
  bitwise_xor: binary('^'),
  concat: binary('concat'),
  div: binary('/'),
  eq: binary('='),
  gt: binary('>'),
  gte: binary('>='),
  int_div: ({ this: left, expression }, c) => call('div', [c.expr(left), c.expr(expression)]),
  lt: binary('<'),
  lte: binary('<='),
  mod: binary('%'),
  mul: binary('*'),
  neg: unary('negative'),
  neq: binary('!='),
  null_safe_eq: binary('<=>'),
  null_safe_neq: (body, c) => call('not', [binary('<=>')(body, c)]),
  or: binary('or'),
  sub: binary('-'),
};

const PREDICATES: Handlers<Conversion, Expr> = {
  between: (body, c) => negateIf(body.not, call('between', [body.this, body.low, body.high].map(c.expr))),
  exists: (body, c) => negateIf(body.not, subqueryExpr('exists', c.query(body.this))),
  i_like: (body, c) => likePredicate('ilike', body, false, c),
  in: inPredicate,
  is_false: truth(false),
  is_null: (body, c) => call(body.not ? 'isnotnull' : 'isnull', [c.expr(body.this)]),
  is_true: truth(true),
  like: (body, c) => likePredicate('like', body, false, c),
  not: notPredicate,
  regexp_like: (body, c) => call('rlike', [c.expr(body.this), c.expr(body.pattern)]),
};

const VALUES: Handlers<Conversion, Expr> = {
  aggregate_function: (body, c) =>
    functionCall(c.name(body.name), body.args.map(c.expr), {
      distinct: body.distinct,
      filter: body.filter === null ? undefined : c.expr(body.filter),
      ignoreNulls: body.ignore_nulls === true,
    }),
  alias: aliasExpr,
  boolean: ({ value }) => literal(value, BooleanType),
  case: caseExpr,
  cast: (body, c) => castExpr(body, undefined, c),
  column: ({ name, table }, c) => unresolvedAttribute(...(table === null ? [] : [c.name(table)]), c.name(name)),
  dot: ({ this: child, field }, c) => {
    const base = c.expr(child);
    return base.kind === 'UnresolvedAttribute'
      ? unresolvedAttribute(...base.nameParts, c.name(field))
      : getStructField(base, c.name(field));
  },
  function: (body, c) => {
    const name = c.name(body.name).toLowerCase();
    if (name === 'identifier') throw notConstantName(body.args.map(c.expr));
    return functionCall(c.name(body.name), body.args.map(c.expr), { distinct: body.distinct });
  },
  lambda: ({ parameters, body }, c) => lambdaFunction(parameters.map(c.name), c.expr(body)),
  literal: ({ value }, c) => c.literal(String(value)),
  method_call: ({ this: child, method }, c) => {
    const base = c.expr(child);
    const parts = base.kind === 'UnresolvedAttribute' ? base.nameParts : [];
    const routineName = [...parts, c.name(method)].map((part) => `\`${part}\``).join('.');
    if (parts.length > 1)
      throw new AnalysisError('REQUIRES_SINGLE_PART_NAMESPACE', {
        sessionCatalog: 'spark_catalog',
        identifier: routineName,
      });
    throw new AnalysisError('UNRESOLVED_ROUTINE', { routineName, remedy: 'Functions have names of one part.' });
  },
  null: () => literal(null, NullType),
  paren: ({ this: child }, c) => c.expr(child),
  star: starExpr,
  subquery: ({ this: query }, c) => subqueryExpr('scalar', c.query(query)),
  subscript: ({ this: child, index }, c) => call('element', [c.expr(child), c.expr(index)]),
  try_cast: (body, c) => castExpr(body, 'try', c),
  tuple: ({ expressions }, c) => call(ROW, expressions.map(c.expr)),
  filter: ({ this: child, expression }, c) => {
    const inner = c.expr(child);
    if (inner.kind !== 'Call') throw unsupportedSql('FILTER');
    return call(inner.name, inner.args, { ...inner, filter: c.expr(expression) });
  },
  window_function: convertWindow,
  within_group: convertWithinGroup,
};

const HANDLERS: Handlers<Conversion, Expr> = { ...OPERATORS, ...PREDICATES, ...VALUES };

/** IDENTIFIER of anything but texts: those are names by now. */
function notConstantName([arg]: readonly Expr[]): ParseError {
  const params = { expr: arg === undefined ? '' : nameOf(arg), name: 'IDENTIFIER' };
  return arg?.kind === 'Literal'
    ? new ParseError('NOT_A_CONSTANT_STRING.WRONG_TYPE', { ...params, dataType: simpleString(arg.dataType) })
    : new ParseError('NOT_A_CONSTANT_STRING.NOT_CONSTANT', params);
}

/** An expression of the general parser as our node; UNSUPPORTED_SQL names a kind we have none for. */
export function convertExpression(node: Ast, conversion: Conversion): Expr {
  return dispatch(HANDLERS, node, conversion, (kind) => {
    throw unsupportedSql(kindInWords(kind));
  });
}

function castExpr({ this: child, to }: CastBody, mode: 'try' | undefined, c: Conversion): Expr {
  if (to.data_type !== 'var_char' || to.length === null) throw unsupportedSql(`CAST to ${to.data_type}`);
  return cast(c.expr(child), c.type(to.length), mode);
}

function caseExpr({ operand, whens, else_ }: Body<'case'>, c: Conversion): Expr {
  const tested = operand === null ? undefined : c.expr(operand);
  const branches = whens.map(([when, then]) => {
    const condition = tested === undefined ? c.expr(when) : call('=', [tested, c.expr(when)]);
    return { condition, value: c.expr(then) };
  });
  return caseWhen(branches, else_ === null ? undefined : c.expr(else_));
}

function aliasExpr(body: Body<'alias'>, c: Conversion): Expr {
  const child = c.expr(body.this);
  if (body.column_aliases.length === 0) return alias(child, c.name(body.alias));
  return multiAlias(child, body.column_aliases.map(c.name));
}

/** `a >>> b` comes as `a >> mark >> b`: the parser has no such operator. */
function rightShift({ left, right }: Binary, c: Conversion): Expr {
  const inner = bodyIf(left, 'bitwise_right_shift');
  const isUnsigned = inner !== undefined && c.expr(inner.right) === UNSIGNED_SHIFT;
  return isUnsigned ? call('>>>', [c.expr(inner.left), c.expr(right)]) : call('>>', [c.expr(left), c.expr(right)]);
}

function starExpr(body: Body<'star'>, c: Conversion): Expr {
  const target = body.table === null ? [] : body.table.name.split('.').map(c.name);
  const except = (body.except ?? []).map((column) => c.name(column).split(PART_SEPARATOR));
  return except.length === 0 ? unresolvedStar(...target) : unresolvedStarExcept(target, except);
}

function inPredicate(body: Body<'in'>, c: Conversion): Expr {
  if (body.query !== null && body.query !== undefined) {
    const tuple = bodyIf(body.this, 'tuple');
    const values = (tuple?.expressions ?? [body.this]).map(c.expr);
    return negateIf(body.not, subqueryExpr('in', c.query(body.query), values));
  }
  if (body.expressions.length === 0) throw new ParseError('INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE');
  return negateIf(body.not, call('in', [body.this, ...body.expressions].map(c.expr)));
}

/** `NOT a LIKE ALL (…)` arrives like `a NOT LIKE ALL (…)`: each pattern is negated. */
function notPredicate({ this: child }: Body<'not'>, c: Conversion): Expr {
  const like = bodyIf(child, 'like');
  if (like !== undefined && quantified(like, c) !== undefined) return likePredicate('like', like, true, c);
  const ilike = bodyIf(child, 'i_like');
  if (ilike !== undefined && quantified(ilike, c) !== undefined) return likePredicate('ilike', ilike, true, c);
  return call('not', [c.expr(child)]);
}

/** The patterns after ANY, SOME or ALL, which come as a call of the word. */
function quantified(
  { right }: Like,
  c: Conversion,
): { readonly word: string; readonly patterns: readonly Ast[] } | undefined {
  const list = bodyIf(right, 'function');
  const word = list === undefined ? '' : c.name(list.name);
  return list === undefined || !word.startsWith(QUANTIFIER) ? undefined : { word: word.slice(1), patterns: list.args };
}

function likePredicate(name: string, like: Like, negated: boolean, c: Conversion): Expr {
  const { left, right, escape: mark } = like;
  const one = (pattern: Ast): Expr => {
    const args = (mark === null ? [left, pattern] : [left, pattern, mark]).map(c.expr);
    const [, , sign] = args;
    if (sign?.kind === 'Literal' && (typeof sign.value !== 'string' || [...sign.value].length !== 1))
      throw new ParseError('INVALID_ESC', { invalidEscape: `'${sign.value}'` });
    return negateIf(negated, call(name, args));
  };
  const list = quantified(like, c);
  if (list === undefined) return one(right);
  const lowered = (child: Expr): Expr => (name === 'ilike' ? call('lower', [child]) : child);
  const nameOfList = `${negated ? 'not' : ''}like${list.word === 'all' ? 'all' : 'any'}`;
  return call(nameOfList, [left, ...list.patterns].map(c.expr).map(lowered));
}
