import type { SchemaInput, SchemaOf, TagOf } from '../../types/infer.ts';
import type { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Returns } from '../typing/expression-type.ts';
import { unary, withLiterals } from './call-function.ts';
import { type Options, readText, writesText } from './format-text.ts';

type Nested<I> = I extends string
  ? Lowercase<I> extends `${'array' | 'map' | 'struct'}<${string}`
    ? TagOf<I>
    : SchemaOf<I> | null
  : SchemaOf<I> | null;

/** JSON text read by a schema: DDL of columns or of one nested type, or a typed object. */
export const fromJson = <const A extends ColumnOrName, const I extends SchemaInput>(
  column: A,
  schema: I,
  options?: Options,
): Column<Returns<Nested<I>, [ExpressionOf<A>]>> => readText('from_json', column, schema, options);

/** A struct, an array or a map as JSON text. */
export const toJson = writesText('to_json');

/** A value of JSON text by a path like `$.user.name`, as text. */
export const getJsonObject = withLiterals<'string' | null, [path: string]>('get_json_object');
/** The number of elements of the outermost array. */
export const jsonArrayLength = unary<'int' | null>('json_array_length');
/** The keys of the outermost object. */
export const jsonObjectKeys = unary<readonly 'string'[] | null>('json_object_keys');
