import type { IsUntyped, Untyped } from '../../types/infer.ts';
import type { AnyColumn } from './argument.ts';
import type { Lookup } from './expression-type.ts';
import type { Selected } from './frame-type.ts';
import type { Rules } from './rules.ts';

/** Functions whose column's name is known, with the rule that gives its type. */
interface NamedRules {
  avg: 'average';
  max: 'orNull';
  mean: 'average';
  min: 'orNull';
  sum: 'sum';
}
interface PrintedNames {
  mean: 'avg';
}

type Printed<Fn> = Fn extends keyof PrintedNames ? PrintedNames[Fn] : Fn & string;
type ColumnText<Name> = Name extends '*' ? '1' : Name & string;

/** The columns that `agg({ … })` adds. */
type AggregatedBy<S, M> =
  IsUntyped<S> extends true
    ? Untyped
    : {
        readonly [K in keyof M as `${Printed<M[K]>}(${ColumnText<K>})`]: M[K] extends 'count'
          ? 'bigint'
          : M[K] extends keyof NamedRules
            ? Rules<readonly [Lookup<K & string, S>]>[NamedRules[M[K]]]
            : 'any' | null;
      };

/** The columns of `agg`, by columns or by an object of functions. */
export type AggregatedAs<S, Args> = Args extends readonly AnyColumn[]
  ? Selected<Args, S>
  : Args extends readonly [infer M]
    ? AggregatedBy<S, M>
    : never;

type ValueText<V> = V extends null ? 'null' : `${V & (string | number | bigint | boolean)}`;

/** Whether an object type has exactly one key. */
type IsSingle<T> = [keyof T] extends [never] ? false : [Widest<keyof T, keyof T>] extends [true] ? true : false;
/** For each key: whether it is all of them. */
type Widest<K, All> = K extends unknown ? ([All] extends [K] ? true : false) : never;

/** The columns `A` of aggregates, once for each value `P` of a pivot column; as they are without one. */
export type PivotedBy<P, A> = [P] extends [never]
  ? A
  : IsUntyped<A> extends true
    ? Untyped
    : string extends ValueText<P>
      ? Untyped
      : IsSingle<A> extends true
        ? { readonly [V in P as ValueText<V>]: A[keyof A] | null }
        : {
            readonly [K in `${ValueText<P>}_${keyof A & string}`]: K extends `${ValueText<P>}_${infer N extends keyof A & string}`
              ? A[N] | null
              : never;
          };
