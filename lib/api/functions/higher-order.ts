import type { Column } from '../column.ts';
import type { AnyColumn, ColumnOrName, ExpressionOf } from '../typing/argument.ts';
import type { Apply, Returns } from '../typing/expression-type.ts';
import { invoke } from './call-function.ts';
import { invokeLambda, type LambdaArgument } from './lambda.ts';

type Item<A> = Column<Apply<'item', [ExpressionOf<A>]>>;
type PaddedItem<A> = Column<Apply<'itemOrNull', [ExpressionOf<A>]>>;
type Key<A> = Column<Apply<'keyItem', [ExpressionOf<A>]>>;
type Value<A> = Column<Apply<'valueItem', [ExpressionOf<A>]>>;
type PaddedValue<A> = Column<Apply<'valueItemOrNull', [ExpressionOf<A>]>>;
type Condition<R> = Apply<'logic', [ExpressionOf<R>]>;
type Accumulated<Z> = Column<Apply<'orNull', [ExpressionOf<Z>]>>;

/** The index is handed over only to a function that takes it. */
const withIndex = (lambda: { readonly length: number }): LambdaArgument => taking(lambda, lambda.length > 1 ? 2 : 1);
const taking = (lambda: unknown, arity: number): LambdaArgument => ({
  lambda: lambda as LambdaArgument['lambda'],
  arity,
});

/**
 * Each element through a function, which may take the index (from 0 on) too.
 *
 * @example
 * transform('amounts', (x) => x.multiply(2))
 */
export const transform = <const A extends ColumnOrName, R extends AnyColumn>(
  column: A,
  lambda: (item: Item<A>, index: Column<'int'>) => R,
): Column<Apply<'items', [ExpressionOf<R>, ExpressionOf<A>]>> => invokeLambda('transform', [column], withIndex(lambda));

/** The elements a condition holds for; it may take the index (from 0 on) too. */
export const filter = <const A extends ColumnOrName, R extends AnyColumn>(
  column: A,
  condition: (item: Item<A>, index: Column<'int'>) => R,
): Column<Apply<'same', [ExpressionOf<A>, Condition<R>]>> => invokeLambda('filter', [column], withIndex(condition));

const test =
  (name: string) =>
  <const A extends ColumnOrName, R extends AnyColumn>(
    column: A,
    condition: (item: Item<A>) => R,
  ): Column<Returns<'boolean' | null, [ExpressionOf<A>, Condition<R>]>> =>
    invokeLambda(name, [column], taking(condition, 1));

/** Whether a condition holds for some element. */
export const exists = test('exists');
/** Whether a condition holds for all elements. */
export const forall = test('forall');

const fold = (name: string) => {
  function folded<const A extends ColumnOrName, const Z extends ColumnOrName, M extends AnyColumn>(
    column: A,
    start: Z,
    merge: (accumulator: Accumulated<Z>, item: Item<A>) => M,
  ): Column<Apply<'orNull', [ExpressionOf<Z>, ExpressionOf<M>, ExpressionOf<A>]>>;
  function folded<const A extends ColumnOrName, const Z extends ColumnOrName, M extends AnyColumn, F extends AnyColumn>(
    column: A,
    start: Z,
    merge: (accumulator: Accumulated<Z>, item: Item<A>) => M,
    finish: (accumulator: Accumulated<Z>) => F,
  ): Column<Apply<'orNull', [ExpressionOf<F>, ExpressionOf<M>, ExpressionOf<A>]>>;
  function folded(column: ColumnOrName, start: ColumnOrName, merge: unknown, finish?: unknown): Column<never, never> {
    const last = finish === undefined ? [] : [taking(finish, 1)];
    return invokeLambda(name, [column, start], taking(merge, 2), ...last);
  }
  return folded;
};

/**
 * The elements folded into one value: from `start` on, and through `finish` at the end.
 *
 * @example
 * aggregate('amounts', lit(0), (sum, x) => sum.plus(x))
 */
export const aggregate = fold('aggregate');
/** The same as {@link aggregate}. */
export const reduce = fold('reduce');

/** Two arrays element by element through a function; the shorter one is filled up with nulls. */
export const zipWith = <const A extends ColumnOrName, const B extends ColumnOrName, R extends AnyColumn>(
  left: A,
  right: B,
  lambda: (left: PaddedItem<A>, right: PaddedItem<B>) => R,
): Column<Apply<'items', [ExpressionOf<R>, ExpressionOf<A>, ExpressionOf<B>]>> =>
  invokeLambda('zip_with', [left, right], taking(lambda, 2));

/** The pairs of a map a condition holds for. */
export const mapFilter = <const A extends ColumnOrName, R extends AnyColumn>(
  column: A,
  condition: (key: Key<A>, value: Value<A>) => R,
): Column<Apply<'same', [ExpressionOf<A>, Condition<R>]>> => invokeLambda('map_filter', [column], taking(condition, 2));

/** The keys of a map through a function of key and value. */
export const transformKeys = <const A extends ColumnOrName, R extends AnyColumn>(
  column: A,
  lambda: (key: Key<A>, value: Value<A>) => R,
): Column<Apply<'mapped', [ExpressionOf<R>, Apply<'valueItem', [ExpressionOf<A>]>, ExpressionOf<A>]>> =>
  invokeLambda('transform_keys', [column], taking(lambda, 2));

/** The values of a map through a function of key and value. */
export const transformValues = <const A extends ColumnOrName, R extends AnyColumn>(
  column: A,
  lambda: (key: Key<A>, value: Value<A>) => R,
): Column<Apply<'mapped', [Apply<'keyItem', [ExpressionOf<A>]>, ExpressionOf<R>, ExpressionOf<A>]>> =>
  invokeLambda('transform_values', [column], taking(lambda, 2));

/** Two maps key by key through a function; a value that is missing is null. */
export const mapZipWith = <const A extends ColumnOrName, const B extends ColumnOrName, R extends AnyColumn>(
  left: A,
  right: B,
  lambda: (key: Key<A>, left: PaddedValue<A>, right: PaddedValue<B>) => R,
): Column<Apply<'mapped', [Apply<'keyItem', [ExpressionOf<A>]>, ExpressionOf<R>, ExpressionOf<A>, ExpressionOf<B>]>> =>
  invokeLambda('map_zip_with', [left, right], taking(lambda, 3));

/** An array sorted with nulls last, or by a function that says with -1, 0 or 1 how two elements compare. */
export const arraySort = <const A extends ColumnOrName, R extends AnyColumn = Column<'int'>>(
  column: A,
  comparator?: (left: Item<A>, right: Item<A>) => R,
): Column<Apply<'same', [ExpressionOf<A>, ExpressionOf<R>]>> =>
  comparator === undefined
    ? invoke('array_sort', [column])
    : invokeLambda('array_sort', [column], taking(comparator, 2));
