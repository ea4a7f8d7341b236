import { call, type Expr } from '../../expression/expr.ts';
import { toDdl } from '../../types/ddl.ts';
import type { SchemaInput, SchemaOf, TagOf } from '../../types/infer.ts';
import { Column } from '../column.ts';
import { literalOf } from '../literal-value.ts';
import { toStructType } from '../schema-input.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Returns } from '../typing/expression-type.ts';
import { columnExpr, unary, withLiterals } from './call-function.ts';

/** Options of a format, by name. */
export type Options = Readonly<Record<string, string>>;
type Nested<I> = I extends string
  ? Lowercase<I> extends `${'array' | 'map' | 'struct'}<${string}`
    ? TagOf<I>
    : SchemaOf<I> | null
  : SchemaOf<I> | null;

/** Options as the last argument of a call, where there are any. */
export const optionArguments = (options: Options | undefined): readonly Expr[] =>
  options === undefined ? [] : [call('map', Object.entries(options).flat().map(literalOf))];

/** JSON text read by a schema: DDL of columns or of one nested type, or a typed object. */
export const fromJson = <const A extends ColumnOrName, const I extends SchemaInput>(
  column: A,
  schema: I,
  options?: Options,
): Column<Returns<Nested<I>, [ExpressionOf<A>]>> => {
  const text = typeof schema === 'string' ? schema : toDdl(toStructType(schema));
  return new Column<never, never>((context) =>
    call('from_json', [columnExpr(column, context), literalOf(text), ...optionArguments(options)]),
  );
};

/** A struct, an array or a map as JSON text. */
export const toJson = <const A extends ColumnOrName>(
  column: A,
  options?: Options,
): Column<Returns<'string' | null, [ExpressionOf<A>]>> =>
  new Column<never, never>((context) => call('to_json', [columnExpr(column, context), ...optionArguments(options)]));

/** A value of JSON text by a path like `$.user.name`, as text. */
export const getJsonObject = withLiterals<'string' | null, [path: string]>('get_json_object');
/** The number of elements of the outermost array. */
export const jsonArrayLength = unary<'int' | null>('json_array_length');
/** The keys of the outermost object. */
export const jsonObjectKeys = unary<readonly 'string'[] | null>('json_object_keys');
