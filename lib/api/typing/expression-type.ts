import type { IsUntyped } from '../../types/infer.ts';
import type { Rules } from './rules.ts';
import type { ErrorIn, QueryTypeError } from './type-error.ts';

declare const reference: unique symbol;
declare const result: unique symbol;
declare const rule: unique symbol;
declare const argument: unique symbol;

/**
 * The type of a column expression before its frame is known: a tree of {@link Ref}, {@link Returns} and {@link Apply} with tags as leaves.
 * `sum('amount')` is `Apply<'sum', [Ref<'amount'>]>`; {@link TypeOf} gives its tag once it meets the columns of a frame.
 */
export interface Ref<Name extends string> {
  readonly [reference]: Name;
}

/** A call whose result does not depend on its arguments; they are checked nevertheless. */
export interface Returns<Tag, Args extends readonly unknown[]> {
  readonly [result]: Tag;
  readonly [argument]: Args;
}

/** A call whose result follows one of the {@link Rules}. */
export interface Apply<Name extends keyof Rules<readonly unknown[]>, Args extends readonly unknown[]> {
  readonly [rule]: Name;
  readonly [argument]: Args;
}

/** The tag of an expression over the columns `S`, or a {@link QueryTypeError}. */
export type TypeOf<E, S> =
  E extends Ref<infer Name>
    ? Lookup<Name, S>
    : E extends Returns<infer Tag, infer Args>
      ? [ErrorIn<Evaluate<Args, S>[number]>] extends [never]
        ? Tag
        : ErrorIn<Evaluate<Args, S>[number]>
      : E extends Apply<infer Name, infer Args>
        ? Applied<Name, Evaluate<Args, S>>
        : E;

type Evaluate<Args extends readonly unknown[], S> = { [I in keyof Args]: TypeOf<Args[I], S> };
type Applied<Name extends keyof Rules<readonly unknown[]>, Tags extends readonly unknown[]> = [
  ErrorIn<Tags[number]>,
] extends [never]
  ? Rules<Tags>[Name]
  : ErrorIn<Tags[number]>;

/** The tag of a name: a column, a field of a struct column, or either after the name of a relation (`clicks.user_id`). */
export type Lookup<Name extends string, S> =
  IsUntyped<S> extends true
    ? 'any' | null
    : Name extends keyof S
      ? S[Name]
      : Name extends `\`${infer Quoted}\``
        ? Lookup<Quoted, S>
        : Name extends `${infer Head}.${infer Rest}`
          ? Head extends keyof S
            ? FieldOf<S[Head], Rest>
            : Lookup<Rest, S>
          : Lowercase<Name> extends Lowercase<keyof S & string>
            ? 'any' | null
            : QueryTypeError<`There is no column '${Name}' here.`>;

/** The tag of a field of a struct, an array of structs, or the value of a map. */
export type FieldOf<T, Path extends string> =
  | (Exclude<T, null> extends infer Base
      ? Base extends 'any'
        ? 'any' | null
        : Base extends string
          ? QueryTypeError<`A column of type ${Base} has no field '${Path}'.`>
          : Base extends readonly (infer Element)[]
            ? readonly FieldOf<Element, Path>[]
            : Base extends ReadonlyMap<unknown, infer V>
              ? V | null
              : Lookup<Path, Base>
      : never)
  | Extract<T, null>;
