import type { Flatten, IsUntyped, NumericTag } from '../../types/infer.ts';

type Present<T> = Exclude<T, null>;

/** The tags of the columns that a value fills. */
type FilledTag<V> = V extends boolean ? 'boolean' : V extends string ? 'string' : NumericTag;

/** `S` after `na.fill(value, names)`: columns of the value's kind are not null. */
export type Filled<S, V, Names> =
  IsUntyped<S> extends true
    ? S
    : Flatten<{
        readonly [K in keyof S]: K extends Names
          ? [Present<S[K]>] extends [FilledTag<V>]
            ? Present<S[K]>
            : S[K]
          : S[K];
      }>;

/** `S` after `na.fill({ … })`: the columns named are not null. */
export type FilledBy<S, Names> =
  IsUntyped<S> extends true ? S : Flatten<{ readonly [K in keyof S]: K extends Names ? Present<S[K]> : S[K] }>;

/** `S` where some columns are not null. */
export type NotNull<S, Names> = FilledBy<S, Names>;
