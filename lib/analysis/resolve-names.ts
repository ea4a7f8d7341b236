import { AnalysisError } from '../errors/index.ts';
import {
  type AttributeReference,
  type Call,
  call,
  type Expr,
  getStructField,
  literal,
  type SubqueryExpr,
  subqueryExpr,
  type UnresolvedAttribute,
  type UnresolvedStar,
} from '../expression/expr.ts';
import { childrenOf, mapChildren } from '../expression/traverse.ts';
import { planOfSubquery } from '../plan/traverse.ts';
import { IntegerType } from '../types/data-type.ts';
import type { Analyzer, Scope } from './analyzer.ts';
import { isAggregateCall } from './functions.ts';
import { quoteName, sameName } from './quote.ts';
import { lookupName } from './scope.ts';
import { expandStar } from './stars.ts';
import { unresolvedColumn } from './suggestions.ts';

/** How names are looked up at one place of a plan. */
export interface Names {
  /** What a name stands for; undefined: it is left as it is, and {@link checkNames} will refuse it. */
  lookup(nameParts: readonly string[]): Expr | undefined;
  /** The columns of `*`, `s.*`, `r.*`. */
  star(star: UnresolvedStar): readonly Expr[];
  /** The scope that a subquery sees around itself. */
  readonly scope: Scope;
  /** Names inside the arguments of an aggregate, where they differ: above an Aggregate those are the columns below it. */
  readonly inAggregate?: Names;
}

/** Names that are calls without parentheses. */
const LITERAL_FUNCTIONS: readonly string[] = ['current_date', 'current_timestamp', 'current_user', 'localtimestamp'];

/** Plain lookup in a scope. */
export function namesIn(scope: Scope, analyzer: Analyzer): Names {
  return {
    scope,
    lookup: (nameParts) => lookupName(nameParts, scope, analyzer.evaluation),
    star: (star) => expandStar(star, scope.attributes, analyzer.evaluation),
  };
}

/** Puts columns for names, columns for stars in arguments, and analysed plans into subqueries. Types come after, in `resolveTypes`. */
export function resolveNames(expr: Expr, names: Names, analyzer: Analyzer): Expr {
  return resolve(expr, names, analyzer, new Set());
}

function resolve(expr: Expr, names: Names, analyzer: Analyzer, parameters: ReadonlySet<string>): Expr {
  const visit = (child: Expr): Expr => resolve(child, names, analyzer, parameters);
  switch (expr.kind) {
    case 'UnresolvedAttribute':
      return parameters.has(expr.nameParts[0]?.toLowerCase() ?? '') ? expr : resolveName(expr, names);
    case 'LambdaFunction': {
      const inner = new Set([...parameters, ...expr.parameters.map((name) => name.toLowerCase())]);
      return mapChildren(expr, (child) => resolve(child, names, analyzer, inner));
    }
    case 'SubqueryExpr':
      return resolveSubquery(expr, names, analyzer, visit);
    case 'WindowExpr': {
      if (expr.dataType !== undefined) return expr;
      const args = expr.args.flatMap((arg) => (arg.kind === 'UnresolvedStar' ? starArgument(expr, arg, names) : arg));
      return mapChildren({ ...expr, args }, visit);
    }
    case 'Call': {
      if (expr.dataType !== undefined) return expr;
      const inner = names.inAggregate !== undefined && isAggregateCall(expr) ? names.inAggregate : names;
      const args = expr.args.flatMap((arg) => (arg.kind === 'UnresolvedStar' ? starArgument(expr, arg, inner) : arg));
      return mapChildren({ ...expr, args }, (child) => resolve(child, inner, analyzer, parameters));
    }
    default:
      return mapChildren(expr, visit);
  }
}

function resolveName(expr: UnresolvedAttribute, names: Names): Expr {
  const found = names.lookup(expr.nameParts);
  if (found !== undefined) return spelledAs(found, expr.nameParts);
  const [name = '', ...rest] = expr.nameParts;
  return rest.length === 0 && LITERAL_FUNCTIONS.includes(name.toLowerCase()) ? call(name.toLowerCase(), []) : expr;
}

/** A column keeps the spelling of the query: `SELECT K` names its result `K`. */
function spelledAs(found: Expr, nameParts: readonly string[]): Expr {
  const name = nameParts.at(-1);
  if (found.kind !== 'AttributeReference' || name === undefined || !sameName(found.name, name)) return found;
  if (found.name === name) return found;
  const renamed: AttributeReference = { ...found, name };
  return Object.freeze(renamed);
}

/** `count(*)` counts rows; elsewhere a star stands for its columns. */
function starArgument(
  { name, distinct }: Pick<Call, 'name' | 'distinct'>,
  star: UnresolvedStar,
  names: Names,
): readonly Expr[] {
  if (name !== 'count' || (distinct && star.target.length === 0)) return names.star(star);
  if (star.target.length === 0) return [literal(1, IntegerType)];
  throw new AnalysisError('INVALID_USAGE_OF_STAR_WITH_TABLE_IDENTIFIER_IN_COUNT', {
    tableName: quoteName(star.target),
  });
}

function resolveSubquery(expr: SubqueryExpr, names: Names, analyzer: Analyzer, visit: (child: Expr) => Expr): Expr {
  const plan = analyzer.within({ outer: names.scope }).analyze(planOfSubquery(expr));
  return subqueryExpr(expr.form, plan, expr.values.map(visit));
}

/** Refuses a name that is still unresolved; parameters of lambdas are left to `resolveTypes`. */
export function checkNames(expr: Expr, attributes: readonly AttributeReference[]): void {
  visitUnresolved(expr, new Set(), (unresolved) => {
    throw unresolvedColumn(unresolved.nameParts, attributes);
  });
}

/** Whether a name in it was not found; parameters of lambdas aside. */
export function hasUnknownName(expr: Expr): boolean {
  let isUnknown = false;
  visitUnresolved(expr, new Set(), () => {
    isUnknown = true;
  });
  return isUnknown;
}

function visitUnresolved(
  expr: Expr,
  parameters: ReadonlySet<string>,
  report: (expr: UnresolvedAttribute) => void,
): void {
  const inner =
    expr.kind === 'LambdaFunction'
      ? new Set([...parameters, ...expr.parameters.map((name) => name.toLowerCase())])
      : parameters;
  if (expr.kind === 'UnresolvedAttribute' && !parameters.has(expr.nameParts[0]?.toLowerCase() ?? '')) report(expr);
  for (const child of childrenOf(expr)) visitUnresolved(child, inner, report);
}

/** A name whose first part is a known expression: the rest are fields, checked when types are known. */
export const fieldsOf = (base: Expr, fields: readonly string[]): Expr =>
  fields.reduce<Expr>((child, field) => getStructField(child, field), base);
