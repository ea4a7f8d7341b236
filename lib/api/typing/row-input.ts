import type { IsUntyped } from '../../types/infer.ts';
import type { Value } from '../../types/value.ts';

interface InputValues {
  boolean: boolean;
  tinyint: number;
  smallint: number;
  int: number;
  bigint: bigint | number;
  float: number;
  double: number;
  decimal: string | number | bigint;
  string: string;
  binary: Uint8Array;
  date: string;
  timestamp: Date;
  timestamp_ntz: string;
  any: Value;
}

/** What may be given for a tag: canonical values, and those that convert without loss. */
type InputOf<T> = T extends null
  ? null
  : T extends keyof InputValues
    ? InputValues[T]
    : T extends string
      ? never
      : T extends readonly (infer E)[]
        ? readonly InputOf<E>[]
        : T extends ReadonlyMap<infer K, infer V>
          ? ReadonlyMap<InputOf<K>, InputOf<V>> | Readonly<Record<string, InputOf<V>>>
          : RowInputOf<T>;

type NullableName<S> = { [K in keyof S]: null extends S[K] ? K : never }[keyof S];

/** A row of columns `S` as an object: columns that may be null may be left out. */
export type RowInputOf<S> =
  IsUntyped<S> extends true
    ? Readonly<Record<string, unknown>>
    : { readonly [K in Exclude<keyof S, NullableName<S>>]: InputOf<S[K]> } & {
        readonly [K in NullableName<S>]?: InputOf<S[K]>;
      };
