import { call } from '../../expression/expr.ts';
import type { SchemaInput, SchemaOf } from '../../types/infer.ts';
import { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Returns } from '../typing/expression-type.ts';
import { invoke, lit } from './call-function.ts';
import { type Options, optionArguments, readText, writesText } from './format-text.ts';

/** A line of CSV read by a schema: DDL of columns, or a typed object. */
export const fromCsv = <const A extends ColumnOrName, const I extends SchemaInput>(
  column: A,
  schema: I,
  options?: Options,
): Column<Returns<SchemaOf<I> | null, [ExpressionOf<A>]>> => readText('from_csv', column, schema, options);

/** A struct as a line of CSV. */
export const toCsv = writesText('to_csv');

const schemaOf =
  (name: string) =>
  (text: string | Column<unknown>, options?: Options): Column<'string'> =>
    new Column<never, never>((context) => call(name, [lit(text).toExpr(context), ...optionArguments(options)]));

/** The schema of a constant line of CSV, as text. */
export const schemaOfCsv = schemaOf('schema_of_csv');
/** The schema of a constant JSON text, as text. */
export const schemaOfJson = schemaOf('schema_of_json');
/** Fields of a JSON object as columns of text: `c0`, `c1` and so on. */
export const jsonTuple = (column: ColumnOrName, ...fields: readonly string[]): Column =>
  invoke('json_tuple', [column], fields);
