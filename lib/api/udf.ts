import type { UserFunction } from '../contracts/executor.ts';
import { call } from '../expression/expr.ts';
import { parseDataType } from '../types/ddl.ts';
import type { TagOf, ValueOf } from '../types/infer.ts';
import { Column } from './column.ts';
import { columnExpr } from './functions/call-function.ts';
import type { ColumnOrName, ExpressionsOf } from './typing/argument.ts';
import type { Returns } from './typing/expression-type.ts';

/** The DDL types of a user's function. */
export interface FunctionTypes<Args extends readonly string[], R extends string> {
  readonly args: Args;
  readonly returns: R;
}

/** The body: canonical JavaScript values in and out. */
export type FunctionBody<Args extends readonly string[], R extends string> = (
  ...args: { readonly [I in keyof Args]: ValueOf<TagOf<Args[I]>> }
) => ValueOf<TagOf<R>>;

/** A user's function as the DataFrame API calls it; plans hold its name only. */
export interface UserDefinedFunction<Args extends readonly string[], R extends string> {
  <const A extends readonly ColumnOrName[] & { readonly length: Args['length'] }>(
    ...columns: A
  ): Column<Returns<TagOf<R>, ExpressionsOf<[...A]>>>;
  readonly definition: UserFunction;
}

/**
 * A scalar function in JavaScript. It runs once per row and must give the same answer for the same arguments: a batch may be run again.
 *
 * @example
 * const domain = udf('domain', { args: ['STRING'], returns: 'STRING' }, (email) => email?.split('@')[1] ?? null);
 * users.select(domain('email').as('domain'));
 */
export function udf<const Args extends readonly string[], const R extends string>(
  name: string,
  types: FunctionTypes<Args, R>,
  body: FunctionBody<Args, R>,
): UserDefinedFunction<Args, R> {
  const definition: UserFunction = Object.freeze({
    name: name.toLowerCase(),
    argumentTypes: types.args.map(parseDataType),
    returnType: parseDataType(types.returns),
    call: body as UserFunction['call'],
  });
  const apply = (...columns: readonly ColumnOrName[]): Column<never, never> =>
    new Column((context) => {
      context.registerFunction(definition);
      return call(
        definition.name,
        columns.map((column) => columnExpr(column, context)),
      );
    });
  return Object.assign(apply, { definition });
}
