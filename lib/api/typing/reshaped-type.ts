import type { Flatten, IsUntyped, Untyped } from '../../types/infer.ts';

/** `S` after `unpivot`: the ids, the name of the column, its value. */
export type Unpivoted<S, Ids, Values, Variable extends string, Value extends string> =
  IsUntyped<S> extends true
    ? Untyped
    : string extends Variable | Value
      ? Untyped
      : Flatten<
          Pick<S, Ids & keyof S> & { readonly [K in Variable]: 'string' } & {
            readonly [K in Value]: S[Values & keyof S];
          }
        >;

/** The columns of `describe` and `summary`: numbers and texts, as text. */
export type Summary<S, Names> =
  IsUntyped<S> extends true
    ? Untyped
    : Flatten<
        { readonly summary: 'string' | null } & {
          readonly [K in Names & keyof S as Described<S[K]> extends true ? K : never]: 'string' | null;
        }
      >;

type Described<T> = [Exclude<T, null>] extends [
  'tinyint' | 'smallint' | 'int' | 'bigint' | 'float' | 'double' | 'decimal' | 'string' | 'any',
]
  ? true
  : false;
