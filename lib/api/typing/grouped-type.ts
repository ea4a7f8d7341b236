import type { IsUntyped, Untyped } from '../../types/infer.ts';
import type { Lookup } from './expression-type.ts';
import type { NameIn } from './frame-type.ts';
import type { Rules } from './rules.ts';

/** `agg({ amount: 'max' })`: the function of a column, by its Spark name. */
export type AggregatesByColumn<S> = { readonly [K in NameIn<S> | '*']?: string };

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
export type AggregatedBy<S, M> =
  IsUntyped<S> extends true
    ? Untyped
    : {
        readonly [K in keyof M as `${Printed<M[K]>}(${ColumnText<K>})`]: M[K] extends 'count'
          ? 'bigint'
          : M[K] extends keyof NamedRules
            ? Rules<readonly [Lookup<K & string, S>]>[NamedRules[M[K]]]
            : 'any' | null;
      };

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
