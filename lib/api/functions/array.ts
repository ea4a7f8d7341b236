import type { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf, Operand, OperandType } from '../typing/argument.ts';
import type { Apply } from '../typing/expression-type.ts';
import { invoke, lit, ofColumns, toColumn, unary, unaryBy, variadic } from './call-function.ts';

type Extension = (
  name: string,
) => <const A extends ColumnOrName, const V extends Operand>(
  column: A,
  value: V,
) => Column<Apply<'extended', [ExpressionOf<A>, OperandType<V>]>>;

const extension: Extension = (name) => (column, value) => invoke(name, [column, lit(value)]);
const numberOrColumn = (value: ColumnOrName | number): ColumnOrName => (typeof value === 'number' ? lit(value) : value);

/** An array with a value at the end. */
export const arrayAppend = extension('array_append');
/** An array with a value at the start. */
export const arrayPrepend = extension('array_prepend');
/** An array with a value at a position from 1 on; nulls fill what is between. */
export const arrayInsert = <const A extends ColumnOrName, const V extends Operand>(
  column: A,
  position: ColumnOrName | number,
  value: V,
): Column<Apply<'extended', [ExpressionOf<A>, OperandType<V>, null]>> =>
  invoke('array_insert', [column, numberOrColumn(position), lit(value)]);
/** An array without nulls. */
export const arrayCompact = unaryBy('compacted', 'array_compact');
/** An array without the elements that equal a value. */
export const arrayRemove = <const A extends ColumnOrName, const V extends Operand>(
  column: A,
  value: V,
): Column<Apply<'same', [ExpressionOf<A>, OperandType<V>]>> => invoke('array_remove', [column, lit(value)]);
/** A value so many times. */
export const arrayRepeat = <const A extends ColumnOrName, const N extends ColumnOrName | number>(
  column: A,
  count: N,
): Column<Apply<'items', [ExpressionOf<A>, N extends number ? 'int' : ExpressionOf<N>]>> =>
  invoke('array_repeat', [column, numberOrColumn(count)]);
/** The number of elements; null for null. */
export const arraySize = unary<'int' | null>('array_size');
/** The arrays side by side: an array of structs whose fields are called like the columns. */
export const arraysZip = variadic<readonly 'any'[] | null>('arrays_zip');
/** The values from one to another, by a step of 1 (or -1, or a day) if none is given. */
export const sequence = ofColumns<
  readonly 'any'[] | null,
  [start: ColumnOrName, stop: ColumnOrName, step?: ColumnOrName]
>('sequence');

/** An element of an array, counted from 0; null where there is none. */
export const get = <const A extends ColumnOrName>(
  column: A,
  index: ColumnOrName | number,
): Column<Apply<'element', [ExpressionOf<A>]>> => invoke('get', [column, numberOrColumn(index)]);

/** An element of an array, counted from 1, or the value of a key; null where there is none. */
export const tryElementAt = <const A extends ColumnOrName>(
  column: A,
  key: ColumnOrName,
): Column<Apply<'element', [ExpressionOf<A>]>> => invoke('try_element_at', [column, key]);

/** Columns of the values in n rows, n being the first argument: `stack(lit(2), 'a', 'b')`. */
export const stack = (...columns: readonly ColumnOrName[]): Column => invoke('stack', columns.map(toColumn));
