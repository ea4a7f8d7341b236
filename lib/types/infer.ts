import type { Timestamp, Value } from './value.ts';

/**
 * The TypeScript side of a schema. A column's type is a tag: the SQL word for a scalar (`'bigint'`), an object of tags for a struct, an array of a tag for an
 * array, a ReadonlyMap of tags for a map, and `| null` where the column may be null. {@link RowOf} turns tags into the JavaScript values of
 * `types/value.ts`. `'any'` stands for a type that is not known at compile time: it passes every check.
 */
export type TypeTag =
  | ScalarTag
  | 'any'
  | readonly unknown[]
  | ReadonlyMap<unknown, unknown>
  | { readonly [field: string]: unknown };

export type IntegralTag = 'tinyint' | 'smallint' | 'int' | 'bigint';
export type NumericTag = IntegralTag | 'float' | 'double' | 'decimal';
export type IntervalTag = 'day-time interval' | 'year-month interval' | 'interval';
export type DateTimeTag = 'date' | 'timestamp' | 'timestamp_ntz';
export type ScalarTag = NumericTag | IntervalTag | DateTimeTag | 'boolean' | 'string' | 'binary';

/** The columns of a frame: name to tag. */
export type Schema = { readonly [name: string]: unknown };

/** The schema of a frame whose columns are not known at compile time. */
export type Untyped = { readonly [name: string]: 'any' | null };

/** Whether nothing is known about the columns. */
export type IsUntyped<S> = string extends keyof S ? true : false;

/** The `window` struct. */
export type WindowTag = { readonly start: 'timestamp'; readonly end: 'timestamp' };

/** Shows an intersection or mapped type as one plain object. */
export type Flatten<T> = { readonly [K in keyof T]: T[K] };

interface ScalarValues {
  boolean: boolean;
  tinyint: number;
  smallint: number;
  int: number;
  bigint: bigint;
  float: number;
  double: number;
  decimal: string;
  string: string;
  binary: Uint8Array;
  date: string;
  timestamp: Timestamp;
  timestamp_ntz: string;
  'day-time interval': string;
  'year-month interval': string;
  interval: string;
  any: Value;
}

/** The JavaScript value of a tag: `'bigint' | null` becomes `bigint | null`. */
export type ValueOf<T> = T extends null
  ? null
  : T extends keyof ScalarValues
    ? ScalarValues[T]
    : T extends readonly (infer E)[]
      ? readonly ValueOf<E>[]
      : T extends ReadonlyMap<infer K, infer V>
        ? ReadonlyMap<ValueOf<K>, ValueOf<V>>
        : { readonly [F in keyof T]: ValueOf<T[F]> };

/** The row of a frame as an object: `{ user_id: bigint | null; n: bigint }`. */
export type RowOf<S> = IsUntyped<S> extends true ? Record<string, Value> : { readonly [K in keyof S]: ValueOf<S[K]> };

/** What a schema may be written as: DDL text, or an object of DDL types in which a nested object is a struct. */
export type SchemaInput = string | SchemaObject;
export interface SchemaObject {
  readonly [column: string]: string | SchemaObject;
}

/** The columns that a literal DDL text or a typed object describes; {@link Untyped} for text that is not a literal or not understood. */
export type SchemaOf<I> = I extends string
  ? string extends I
    ? Untyped
    : ColumnsOf<SplitFields<I>>
  : { readonly [K in keyof I]: I[K] extends string ? TagOf<I[K]> : SchemaOf<I[K]> | null };

/** The tag of one DDL type: `'BIGINT'` is `'bigint' | null`, `'INT NOT NULL'` is `'int'`. */
export type TagOf<Text extends string> = string extends Text
  ? 'any' | null
  : Trim<Text> extends `${infer Type} ${'COMMENT' | 'comment'} ${string}`
    ? TagOf<Type>
    : Trim<Text> extends `${infer Type} ${'NOT NULL' | 'not null'}`
      ? TypeTagOf<Trim<Type>>
      : TypeTagOf<Trim<Text>> | null;

interface ScalarWords {
  boolean: 'boolean';
  tinyint: 'tinyint';
  byte: 'tinyint';
  smallint: 'smallint';
  short: 'smallint';
  int: 'int';
  integer: 'int';
  bigint: 'bigint';
  long: 'bigint';
  float: 'float';
  real: 'float';
  double: 'double';
  decimal: 'decimal';
  dec: 'decimal';
  numeric: 'decimal';
  string: 'string';
  binary: 'binary';
  date: 'date';
  timestamp: 'timestamp';
  timestamp_ltz: 'timestamp';
  timestamp_ntz: 'timestamp_ntz';
  interval: 'interval';
}

type TypeTagOf<T extends string> =
  Lowercase<T> extends keyof ScalarWords
    ? ScalarWords[Lowercase<T>]
    : Lowercase<T> extends `${'decimal' | 'dec' | 'numeric'}${' ' | ''}(${string}`
      ? 'decimal'
      : Lowercase<T> extends `${'varchar' | 'char' | 'character'}${' ' | ''}(${string}`
        ? 'string'
        : T extends `${infer Head}<${infer Inner}>`
          ? NestedTagOf<Lowercase<Trim<Head>>, Inner>
          : Lowercase<T> extends `interval ${'year' | 'month'}${string}`
            ? 'year-month interval'
            : Lowercase<T> extends `interval ${string}`
              ? 'day-time interval'
              : 'any';

type NestedTagOf<Head extends string, Inner extends string> = Head extends 'array'
  ? readonly TagOf<Inner>[]
  : Head extends 'struct'
    ? ColumnsOf<SplitFields<Inner>>
    : Head extends 'map'
      ? SplitFields<Inner> extends [infer K extends string, infer V extends string]
        ? ReadonlyMap<Exclude<TagOf<K>, null>, TagOf<V>>
        : 'any'
      : 'any';

type ColumnsOf<Fields extends readonly string[]> = {
  readonly [F in Fields[number] as FieldName<Trim<F>>]: TagOf<FieldType<Trim<F>>>;
};

type FieldName<F extends string> = F extends `\`${infer Name}\`${string}`
  ? Name
  : FirstWord<F> extends `${infer Name}:${string}`
    ? Name
    : FirstWord<F>;
type FieldType<F extends string> = F extends `\`${string}\`${infer Type}`
  ? WithoutColon<Trim<Type>>
  : FirstWord<F> extends `${string}:${string}`
    ? AfterColon<F>
    : WithoutColon<Trim<AfterFirstWord<F>>>;

type FirstWord<T extends string> = T extends `${infer Word}${Space}${string}` ? FirstWord<Word> : T;
type AfterFirstWord<T extends string> = T extends `${FirstWord<T>}${infer Rest}` ? Rest : '';
type AfterColon<T extends string> = T extends `${string}:${infer Rest}` ? Rest : T;
type WithoutColon<T extends string> = T extends `:${infer Rest}` ? Rest : T;

/** Splits at the commas that stand outside `<…>` and `(…)`. */
type SplitFields<
  Text extends string,
  Pending extends string = '',
  Done extends readonly string[] = [],
> = Text extends `${infer Head},${infer Rest}`
  ? IsBalanced<`${Pending}${Head}`> extends true
    ? SplitFields<Rest, '', [...Done, `${Pending}${Head}`]>
    : SplitFields<Rest, `${Pending}${Head},`, Done>
  : [...Done, `${Pending}${Text}`];

type IsBalanced<T extends string> =
  Count<T, '<'> extends Count<T, '>'> ? (Count<T, '('> extends Count<T, ')'> ? true : false) : false;
type Count<T extends string, C extends string, N extends readonly 0[] = []> = T extends `${string}${C}${infer Rest}`
  ? Count<Rest, C, [...N, 0]>
  : N['length'];

type Space = ' ' | '\n' | '\t' | '\r';
type Trim<T extends string> = T extends `${Space}${infer Rest}`
  ? Trim<Rest>
  : T extends `${infer Rest}${Space}`
    ? Trim<Rest>
    : T;
