import type { Column } from '../column.ts';
import type { ColumnOrName, ExpressionOf, ExpressionsOf, LiteralInput, NameOf } from '../typing/argument.ts';
import type { Apply } from '../typing/expression-type.ts';
import {
  binary,
  binaryBy,
  invoke,
  toColumn,
  unary,
  unaryBy,
  variadic,
  variadicBy,
  withLiterals,
} from './call-function.ts';

type NamesOf<A extends readonly unknown[]> = { readonly [I in keyof A]: NameOf<A[I]> };

/** A struct of the columns, under their names. */
export const struct = <const A extends readonly ColumnOrName[]>(
  ...columns: A
): Column<Apply<'struct', [NamesOf<A>, ...ExpressionsOf<A>]>> => invoke('struct', columns);

export const array = variadicBy('array', 'array');
/** A map of keys and values in turn; exported to users as `map` and `createMap`. */
export const createMap = variadic<ReadonlyMap<'any', 'any' | null>>('map');
/** The same as {@link createMap}. */
export const map = createMap;
export const mapFromArrays = binary<ReadonlyMap<'any', 'any' | null> | null>('map_from_arrays');
export const mapKeys = unaryBy('keys', 'map_keys');
export const mapValues = unaryBy('values', 'map_values');
/** Elements of an array, or entries of a map. */
export const size = unary<'int' | null>('size');
export const arrayContains = withLiterals<'boolean' | null, [value: LiteralInput]>('array_contains');
export const arrayPosition = withLiterals<'bigint' | null, [value: LiteralInput]>('array_position');
export const arrayDistinct = unaryBy('same', 'array_distinct');
export const arrayMin = unaryBy('element', 'array_min');
export const arrayMax = unaryBy('element', 'array_max');
export const arrayUnion = binaryBy('same', 'array_union');
export const arrayIntersect = binaryBy('same', 'array_intersect');
export const arrayExcept = binaryBy('same', 'array_except');
export const arraysOverlap = binary<'boolean' | null>('arrays_overlap');
export const arrayJoin = withLiterals<'string' | null, [delimiter: string, nullText?: string]>('array_join');
export const flatten = unary<readonly ('any' | null)[] | null>('flatten');
/** `length` elements from `start` on, counted from 1. */
export const slice = withLiterals<readonly ('any' | null)[] | null, [start: number, length: number]>('slice');

/** A sorted array; nulls come first, or last where it is descending. */
export const sortArray = <const A extends ColumnOrName>(
  column: A,
  ascending = true,
): Column<Apply<'same', [ExpressionOf<A>]>> => invoke('sort_array', [column], [ascending]);

/** An element of an array, counted from 1 (from the end where negative), or the value of a key. */
export const elementAt = <const A extends ColumnOrName>(
  column: A,
  key: LiteralInput | Column<unknown>,
): Column<Apply<'element', [ExpressionOf<A>]>> =>
  isColumn(key) ? invoke('element_at', [column, key]) : invoke('element_at', [column], [key]);

const isColumn = (key: LiteralInput | Column<unknown>): key is Column<unknown> =>
  typeof key === 'object' && key !== null && 'toExpr' in key;

/** A row per element. Rows without elements vanish; see {@link explodeOuter}. */
export const explode = <const A extends ColumnOrName>(column: A): Column<Apply<'exploded', [ExpressionOf<A>]>, 'col'> =>
  invoke('explode', [column]);

/** A row per element, and one with null where there are none. */
export const explodeOuter = <const A extends ColumnOrName>(
  column: A,
): Column<Apply<'explodedOuter', [ExpressionOf<A>]>, 'col'> => invoke('explode_outer', [column]);

/** {@link explode} with the element's place, from 0 on: columns `pos` and `col`. */
export const posexplode = (column: ColumnOrName): Column => invoke('posexplode', [toColumn(column)]);

/** {@link posexplode} that keeps rows without elements. */
export const posexplodeOuter = (column: ColumnOrName): Column => invoke('posexplode_outer', [toColumn(column)]);

/** A row per struct of the array, its fields as columns. */
export const inline = (column: ColumnOrName): Column => invoke('inline', [toColumn(column)]);
