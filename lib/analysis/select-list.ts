import { AnalysisError } from '../errors/index.ts';
import {
  type AttributeMetadata,
  type AttributeReference,
  alias,
  attributeReference,
  type Call,
  type Expr,
  type SubqueryExpr,
  type UnresolvedStar,
  unresolvedAttribute,
  withoutAlias,
} from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { exists, transformUp } from '../expression/traverse.ts';
import { NullType } from '../types/data-type.ts';
import type { Analyzer, Scope } from './analyzer.ts';
import { isAggregateCall } from './functions.ts';
import { quoteName, sameName } from './quote.ts';
import { fieldsOf, type Names, namesIn, resolveNames } from './resolve-names.ts';
import { lookupAmong, lookupName } from './scope.ts';
import { outerColumns } from './subqueries.ts';

/** One column of a SELECT while it is resolved. Its name is taken before casts are put in, as Spark names columns. */
export interface SelectItem {
  readonly expr: Expr;
  readonly name: string;
  readonly exprId: number | undefined;
  readonly metadata: AttributeMetadata;
  /** Named by the query with AS: later items, GROUP BY and ORDER BY may use the name. */
  readonly aliased: boolean;
  /** The names of `AS (a, b)` over a generator of several columns. */
  readonly names: readonly string[];
  /** Whether it reads aliases of earlier items. */
  readonly usesAliases: boolean;
}

/** What stands before the name of an earlier alias in Spark's names of columns. */
const LATERAL_PREFIX = 'lateralAliasReference(';

interface AliasUse {
  readonly placeholder: AttributeReference;
  readonly target: Expr;
}

/** Expands stars, looks names up and names the columns. A name that no column bears may be an earlier alias of the list. */
export function resolveSelectList(
  list: readonly Expr[],
  scope: Scope,
  hidden: readonly AttributeReference[],
  analyzer: Analyzer,
): readonly SelectItem[] {
  const items: SelectItem[] = [];
  const plain = namesIn(scope, analyzer);
  // `r.*` has the key of a USING join that `*` leaves out.
  const qualified = namesIn({ ...scope, attributes: [...hidden, ...scope.attributes] }, analyzer);
  const columnsOf = (star: UnresolvedStar) => (star.target.length === 0 ? plain : qualified).star(star);
  for (const written of list.flatMap((expr) => (expr.kind === 'UnresolvedStar' ? columnsOf(expr) : [expr])))
    items.push(resolveItem(written, items, { scope, hidden }, analyzer));
  return items;
}

interface Columns {
  readonly scope: Scope;
  /** Looked at after the scope and the earlier aliases. */
  readonly hidden: readonly AttributeReference[];
}

function resolveItem(
  written: Expr,
  earlier: readonly SelectItem[],
  { scope, hidden }: Columns,
  analyzer: Analyzer,
): SelectItem {
  const uses: AliasUse[] = [];
  const names: Names = {
    ...namesIn(scope, analyzer),
    lookup: (nameParts) =>
      lookupAmong(nameParts, scope.attributes, analyzer.evaluation) ??
      lookupAlias(nameParts, earlier, uses, analyzer) ??
      lookupAmong(nameParts, hidden, analyzer.evaluation) ??
      (scope.outer === undefined ? undefined : lookupName(nameParts, scope.outer, analyzer.evaluation)),
  };
  const resolved = resolveNames(written, names, analyzer);
  const expr = withoutAlias(resolved);
  refuseAliases(expr, uses);
  return Object.freeze({
    expr: substitute(expr, uses),
    name: resolved.kind === 'Alias' ? resolved.name : itemName(written, expr),
    exprId: resolved.kind === 'Alias' ? resolved.exprId : undefined,
    metadata: resolved.kind === 'Alias' ? resolved.metadata : {},
    aliased: resolved.kind === 'Alias',
    names: resolved.kind === 'Alias' ? (resolved.names ?? []) : [],
    usesAliases: uses.length > 0,
  });
}

/** Refuses aliases of the list inside aggregates and window functions. */
function refuseAliases(expr: Expr, uses: readonly AliasUse[]): void {
  const [use] = uses;
  if (use === undefined) return;
  const ids = new Set(uses.map(({ placeholder }) => placeholder.exprId));
  const reads = (part: Expr): boolean =>
    exists(part, (inner) => inner.kind === 'AttributeReference' && ids.has(inner.exprId));
  const lca = quoteName([use.placeholder.name.slice(LATERAL_PREFIX.length, -1)]);
  exists(expr, (part) => {
    if (isAggregateCall(part) && reads(part))
      throw new AnalysisError('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_AGGREGATE_FUNC', {
        lca,
        aggFunc: `"${nameOf(part)}"`,
      });
    if (part.kind === 'WindowExpr' && reads(part))
      throw new AnalysisError('UNSUPPORTED_FEATURE.LATERAL_COLUMN_ALIAS_IN_WINDOW', {
        lca,
        windowExpr: `"${nameOf(part).replace(/(ROWS|RANGE) BETWEEN [^()]*\)$/, 'unspecifiedframe$$())')}"`,
      });
    return false;
  });
}

/** `SELECT v AS x, x + 1`: the alias stands in as a column until the item is named, then its expression takes the place. */
function lookupAlias(
  nameParts: readonly string[],
  earlier: readonly SelectItem[],
  uses: AliasUse[],
  analyzer: Analyzer,
): Expr | undefined {
  const [name = '', ...fields] = nameParts;
  const matches = earlier.filter((item) => item.aliased && sameName(item.name, name));
  const [target] = matches;
  if (target === undefined) return undefined;
  if (matches.length > 1)
    throw new AnalysisError('AMBIGUOUS_LATERAL_COLUMN_ALIAS', { name: quoteName([name]), n: matches.length });
  const placeholder = attributeReference({
    name: `${LATERAL_PREFIX}${name})`,
    exprId: analyzer.nextExprId(),
    dataType: NullType,
  });
  uses.push({ placeholder, target: target.expr });
  return fieldsOf(placeholder, fields);
}

/** A struct takes the names of its fields from the aliases, not from what they stand for. */
function withFieldNames(struct: Call, placeholders: ReadonlyMap<number, AttributeReference>): Call {
  const args = struct.args.map((arg) =>
    arg.kind === 'AttributeReference' && placeholders.has(arg.exprId)
      ? alias(arg, arg.name.slice(LATERAL_PREFIX.length, -1))
      : arg,
  );
  return Object.freeze({ ...struct, args });
}

function substitute(expr: Expr, uses: readonly AliasUse[]): Expr {
  if (uses.length === 0) return expr;
  const placeholders = new Map(uses.map(({ placeholder }) => [placeholder.exprId, placeholder]));
  const named = transformUp(expr, (node) =>
    node.kind === 'Call' && node.name === 'struct' ? withFieldNames(node, placeholders) : node,
  );
  return transformUp(named, (node) => {
    if (node.kind !== 'AttributeReference') return node;
    return uses.find((use) => use.placeholder.exprId === node.exprId)?.target ?? node;
  });
}

/** Spark's name of a column without AS: the last part of a name, the column under a cast, else the text of the expression. */
function itemName(written: Expr, resolved: Expr): string {
  if (resolved.kind === 'AttributeReference') return resolved.name;
  if (resolved.kind === 'Cast' && resolved.child.kind === 'AttributeReference') return resolved.child.name;
  const isNullary = resolved.kind === 'Call' && resolved.args.length === 0;
  if (written.kind === 'UnresolvedAttribute' && !isNullary) return written.nameParts.at(-1) ?? '';
  if (written.kind === 'GetStructField' && resolved === written) return written.field;
  return nameOf(transformUp(resolved, (part) => namedSubquery(namedWindow(part))));
}

/** Windows are columns by the time Spark names expressions: `window.start`. */
const namedWindow = (expr: Expr): Expr => {
  const isWindow = expr.kind === 'Call' && (expr.name === 'window' || expr.name === 'session_window');
  return isWindow && expr.kind === 'Call' ? unresolvedAttribute(expr.name) : expr;
};

/** A subquery shows which columns of the query around it reads. */
function namedSubquery(expr: Expr): Expr {
  if (expr.kind !== 'SubqueryExpr') return expr;
  const outer = outerColumns(expr).map(({ name }) => name);
  const name = { scalar: 'scalarsubquery', exists: 'exists', in: 'listquery' }[expr.form];
  const called = `${name}(${outer.join(', ')})`;
  return unresolvedAttribute(expr.form === 'in' ? `(${testedText(expr)} IN (${called}))` : called);
}

function testedText({ values }: SubqueryExpr): string {
  const [only, second] = values;
  if (only !== undefined && second === undefined) return nameOf(only);
  const fields = values.map((value, i) => {
    const name = value.kind === 'AttributeReference' ? value.name : `_${i}`;
    return `'${name}', ${nameOf(value)}`;
  });
  return `named_struct(${fields.join(', ')})`;
}

/** The finished column: the attribute itself where nothing changes it and it is not the outer query's, otherwise an alias with an id. */
export function toNamed(item: SelectItem, analyzer: Analyzer): Expr {
  const { expr, name, exprId, metadata } = item;
  const isOuter = (column: AttributeReference): boolean =>
    analyzer.outer?.attributes.some((outer) => outer.exprId === column.exprId) ?? false;
  if (expr.kind === 'AttributeReference' && !item.aliased && expr.name === name && !isOuter(expr)) return expr;
  return alias(expr, name, exprId ?? analyzer.nextExprId(), metadata);
}

export const withExpr = (item: SelectItem, expr: Expr): SelectItem => Object.freeze({ ...item, expr });

/** The items over other expressions, by position. */
export const withExprs = (items: readonly SelectItem[], exprs: readonly Expr[]): readonly SelectItem[] =>
  items.map((item, i) => withExpr(item, exprs[i] ?? item.expr));
