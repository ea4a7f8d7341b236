import { type Expr, unresolvedAttribute } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { transformUp } from '../expression/traverse.ts';

/** `name` in back-quotes, a back-quote in it doubled. */
export const quoteIdentifier = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** A name of several parts as Spark's messages show it: `` `e`.`v` ``. */
export const quoteName = (parts: readonly string[]): string => parts.map(quoteIdentifier).join('.');

/** An expression in double quotes, as Spark's messages show it: `"(v + 1)"`. */
export const quoteExpr = (expr: Expr): string => `"${nameOf(expr)}"`;

/** An expression with the relations of its columns, as some messages show it: `sum(e.v)`. */
export const qualifiedText = (expr: Expr): string =>
  nameOf(
    transformUp(expr, (part) =>
      part.kind === 'AttributeReference' ? unresolvedAttribute(...part.qualifier.slice(-1), part.name) : part,
    ),
  );

/** A list of names in brackets, sorted. */
export const quoteColumns = (names: readonly string[]): string => names.toSorted().map(quoteIdentifier).join(', ');

/** Names are compared without regard to case, as Spark does by default. */
export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
