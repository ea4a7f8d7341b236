import type { ParseSuccessResult } from '@polyglot-sql/sdk';

/** A node of the general SQL parser: an object whose one key names its kind. */
export type Ast = ParseSuccessResult['ast'][number];
type KeysOf<T> = T extends unknown ? keyof T : never;
export type AstKind = KeysOf<Ast>;
/** What a node of one kind holds. */
export type Body<K extends AstKind> =
  Extract<Ast, Readonly<Record<K, unknown>>> extends Readonly<Record<K, infer B>> ? B : never;

export type SelectAst = Body<'select'>;
export type SetOperationAst = Body<'union'>;
export type IdentifierAst = Body<'column'>['name'];
export type JoinAst = SelectAst['joins'][number];
export type OrderedAst = NonNullable<SelectAst['order_by']>['expressions'][number];
export type GroupByAst = NonNullable<SelectAst['group_by']>;
export type WithAst = NonNullable<SelectAst['with']>;

/** The kind of a node. */
export function kindOf(node: Ast): AstKind {
  return Object.keys(node)[0] as AstKind;
}

/** The body of a node if it is of the kind. */
export function bodyIf<K extends AstKind>(node: Ast, kind: K): Body<K> | undefined {
  return (node as Partial<Record<K, Body<K>>>)[kind];
}

/** A kind in words, for messages: `j_s_o_n_extract` as JSON EXTRACT. */
export const kindInWords = (kind: string): string =>
  kind
    .replace(/(?<=\b|_)([a-z])_(?=[a-z]_|[a-z]$)/g, '$1')
    .replaceAll('_', ' ')
    .toUpperCase();

/** Handlers by node kind: {@link dispatch} gives each its own body type. */
export type Handlers<C, R> = { readonly [K in AstKind]?: (body: Body<K>, context: C) => R };

/** Runs the handler of the node's kind; `otherwise` gets kinds without one. */
export function dispatch<C, R>(handlers: Handlers<C, R>, node: Ast, context: C, otherwise: (kind: AstKind) => R): R {
  const kind = kindOf(node);
  const handler = handlers[kind] as ((body: unknown, context: C) => R) | undefined;
  return handler === undefined ? otherwise(kind) : handler((node as Readonly<Record<string, unknown>>)[kind], context);
}
