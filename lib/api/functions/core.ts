import { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf, LastPart, NameOf } from '../typing/argument.ts';
import type { Ref } from '../typing/expression-type.ts';
import { invoke, toColumn } from './call-function.ts';

export { lit } from './call-function.ts';

/**
 * A column by its name; `s.k` is a column of relation `s`, or the field `k` of the struct `s`.
 *
 * @example
 * col('amount').gt(100)
 */
export const col = <const Name extends string>(name: Name): Column<Ref<Name>, LastPart<Name>> => toColumn(name);

/** The same as {@link col}. */
export const column = col;

/** A column from SQL text, in Spark's dialect; TypeScript knows neither its type nor its name. */
export const expr = (text: string): Column => new Column((context) => context.parseExpression(text));

/** Any function by its Spark name, built in or the user's. */
export const callFunction = (name: string, ...columns: readonly ColumnOrName[]): Column =>
  invoke(name.toLowerCase(), columns);

/** Sorts by the column, smallest first. */
export const asc = <const A extends ColumnOrName>(by: A): Column<ExpressionOf<A>, NameOf<A>> => toColumn(by).asc();

/** Sorts by the column, largest first. */
export const desc = <const A extends ColumnOrName>(by: A): Column<ExpressionOf<A>, NameOf<A>> => toColumn(by).desc();

/** {@link asc} with nulls before all others, as it is without saying so. */
export const ascNullsFirst = <const A extends ColumnOrName>(by: A): Column<'any' | null, NameOf<A>> =>
  toColumn(by).ascNullsFirst();
/** {@link asc} with nulls behind all others. */
export const ascNullsLast = <const A extends ColumnOrName>(by: A): Column<'any' | null, NameOf<A>> =>
  toColumn(by).ascNullsLast();
/** {@link desc} with nulls before all others. */
export const descNullsFirst = <const A extends ColumnOrName>(by: A): Column<'any' | null, NameOf<A>> =>
  toColumn(by).descNullsFirst();
/** {@link desc} with nulls behind all others, as it is without saying so. */
export const descNullsLast = <const A extends ColumnOrName>(by: A): Column<'any' | null, NameOf<A>> =>
  toColumn(by).descNullsLast();
