import { call, type Expr } from '../../expression/expr.ts';
import { toDdl } from '../../types/ddl.ts';
import type { SchemaInput } from '../../types/infer.ts';
import { Column } from '../column.ts';
import { literalOf } from '../literal-value.ts';
import { toStructType } from '../schema-input.ts';
import type { ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Returns } from '../typing/expression-type.ts';
import { columnExpr } from './call-function.ts';

/** Options of a format, by name. */
export type Options = Readonly<Record<string, string>>;

/** Options as the last argument of a call, where there are any. */
export const optionArguments = (options: Options | undefined): readonly Expr[] =>
  options === undefined ? [] : [call('map', Object.entries(options).flat().map(literalOf))];

/** A call of a function that reads text of a format by a schema: DDL, or a typed object. */
export function readText(
  name: string,
  column: ColumnOrName,
  schema: SchemaInput,
  options: Options | undefined,
): Column<never, never> {
  const text = typeof schema === 'string' ? schema : toDdl(toStructType(schema));
  return new Column((context) =>
    call(name, [columnExpr(column, context), literalOf(text), ...optionArguments(options)]),
  );
}

/** A function that writes a value as text of a format. */
export const writesText =
  (name: string) =>
  <const A extends ColumnOrName>(column: A, options?: Options): Column<Returns<'string' | null, [ExpressionOf<A>]>> =>
    new Column<never, never>((context) => call(name, [columnExpr(column, context), ...optionArguments(options)]));
