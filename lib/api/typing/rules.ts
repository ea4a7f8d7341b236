import type { IntegralTag, IntervalTag, NumericTag } from '../../types/infer.ts';
import type { FieldOf } from './expression-type.ts';
import type { QueryTypeError, Show } from './type-error.ts';

/** How results follow from the tags `V` of the arguments: one entry per kind of function, not per function. */
export interface Rules<V extends readonly unknown[]> {
  /** The argument itself: aliases, renames. */
  same: V[0];
  /** The argument's type, null for want of rows: min, max, first. */
  orNull: V[0] | null;
  sum: SumOf<V[0]>;
  average: AverageOf<V[0]>;
  /** Statistics: double, over numbers only. */
  statistic: Numeric<V[0], 'double' | null>;
  /** Functions that keep a numeric type: abs, negate. */
  numericSame: Numeric<V[0], V[0]>;
  /** Functions from a number to a double: sqrt, pow. */
  numericDouble: Numeric<V[number], 'double' | NullIn<V[number]>>;
  /** ceil and floor without a scale. */
  wholeNumber: WholeNumber<V[0]>;
  arithmetic: ArithmeticOf<V[0], V[1]>;
  quotient: QuotientOf<V[0], V[1]>;
  /** Arithmetic that gives null where it fails. */
  tried: ArithmeticOf<V[0], V[1]> | null;
  triedQuotient: QuotientOf<V[0], V[1]> | null;
  comparison: ComparisonOf<V[0], V[1]>;
  /** eqNullSafe: never null. */
  nullSafe: Exclude<ComparisonOf<V[0], V[1]>, null>;
  /** Every other argument against the first. */
  among: ComparisonOf<V[0], V[number]>;
  logic: LogicOf<V[number]>;
  /** A CASE's values: the widest; null if one may be null. */
  case: Unified<V[number]>;
  /** A CASE's value (second) behind its condition (first). */
  checkedValue: LogicOf<V[0]> extends infer C ? (C extends QueryTypeError<string> ? C : V[1]) : never;
  /** The widest of all arguments; null only if each may be null. */
  coalesce: Exclude<Unified<V[number]>, null> | CoalescedNull<V>;
  list: readonly Exclude<V[0], null>[];
  array: readonly Unified<V[number]>[];
  element: ElementOf<V[0]>;
  exploded: ItemOf<V[0], 'explode'>;
  explodedOuter: ItemOf<V[0], 'explode'> | null;
  /** The names of the fields, then their tags. */
  struct: StructOf<V>;
  /** What a lambda gets: an element of an array, a key or a value of a map. */
  item: ItemOf<V[0]>;
  itemOrNull: ItemOf<V[0]> | null;
  keyItem: EntryPart<V[0], 'key'>;
  valueItem: EntryPart<V[0], 'value'>;
  valueItemOrNull: EntryPart<V[0], 'value'> | null;
  /** An array of the first argument's type; null if one of the others may be. */
  items: V extends readonly [infer Item, ...infer Sources] ? readonly Item[] | NullIn<Sources[number]> : never;
  /** A map of the first two arguments' types; null if one of the others may be. */
  mapped: V extends readonly [infer K, infer W, ...infer Sources]
    ? ReadonlyMap<Base<K>, W> | NullIn<Sources[number]>
    : never;
  /** An array that may hold the other arguments too. */
  extended: V extends readonly [infer List, ...infer Added]
    ? readonly Unified<ItemOf<List> | Added[number]>[] | NullIn<List>
    : never;
  compacted: readonly Base<ItemOf<V[0]>>[] | NullIn<V[0]>;
  entries: readonly { readonly key: EntryPart<V[0], 'key'>; readonly value: EntryPart<V[0], 'value'> }[] | NullIn<V[0]>;
  keys: MapPart<V[0], 'key'>;
  values: MapPart<V[0], 'value'>;
  /** A field (a name as second argument) of a struct. */
  field: V[1] extends string ? FieldOf<V[0], V[1]> : never;
}

type Base<T> = Exclude<T, null>;
type NullIn<T> = Extract<T, null>;
type IsAny<T> = 'any' extends T ? true : false;

type Numeric<T, Result> =
  IsAny<T> extends true
    ? Result
    : [Base<T>] extends [NumericTag]
      ? Result
      : QueryTypeError<`This needs a number, not ${Show<Exclude<T, NumericTag>>}; cast it first.`>;

type SumOf<T> =
  IsAny<T> extends true
    ? 'any' | null
    : [Base<T>] extends [IntegralTag]
      ? 'bigint' | null
      : [Base<T>] extends ['float' | 'double']
        ? 'double' | null
        : [Base<T>] extends ['decimal' | IntervalTag]
          ? Base<T> | null
          : QueryTypeError<`sum needs a number, not ${Show<T>}; cast it first.`>;

type AverageOf<T> =
  IsAny<T> extends true
    ? 'any' | null
    : [Base<T>] extends ['decimal' | IntervalTag]
      ? Base<T> | null
      : [Base<T>] extends [NumericTag]
        ? 'double' | null
        : QueryTypeError<`avg needs a number, not ${Show<T>}; cast it first.`>;

type WholeNumber<T> =
  IsAny<T> extends true
    ? 'any' | NullIn<T>
    : [Base<T>] extends ['decimal']
      ? 'decimal' | NullIn<T>
      : Numeric<T, 'bigint' | NullIn<T>>;

/** The widest of some numeric tags. */
type Widest<T> = 'double' extends T
  ? 'double'
  : 'float' extends T
    ? 'decimal' extends T
      ? 'double'
      : 'float'
    : 'decimal' extends T
      ? 'decimal'
      : 'bigint' extends T
        ? 'bigint'
        : 'int' extends T
          ? 'int'
          : T;

type Unified<T> =
  IsAny<T> extends true ? 'any' | NullIn<T> : [Base<T>] extends [NumericTag] ? Widest<Base<T>> | NullIn<T> : T;
type CoalescedNull<V extends readonly unknown[]> = true extends {
  [I in keyof V]: null extends V[I] ? false : true;
}[number]
  ? never
  : null;

type ArithmeticOf<A, B> =
  IsAny<A | B> extends true
    ? 'any' | NullIn<A | B>
    : [Base<A | B>] extends [NumericTag]
      ? Widest<Base<A | B>> | NullIn<A | B>
      : [Base<A>] extends ['date' | 'timestamp' | 'timestamp_ntz' | IntervalTag]
        ? DateArithmeticOf<Base<A>, Base<B>> | NullIn<A | B>
        : QueryTypeError<`Arithmetic needs numbers, not ${Show<A>} and ${Show<B>}; cast them first.`>;

type DateArithmeticOf<A, B> = [B] extends [IntervalTag]
  ? A
  : [A] extends [IntervalTag]
    ? B extends NumericTag
      ? A
      : B
    : [A | B] extends ['date']
      ? 'day-time interval'
      : [B] extends ['date' | 'timestamp' | 'timestamp_ntz']
        ? 'day-time interval'
        : [A] extends ['date']
          ? [B] extends [IntegralTag]
            ? 'date'
            : QueryTypeError<`A date cannot be combined with ${Show<B>}; use an interval.`>
          : QueryTypeError<`A ${Show<A>} cannot be combined with ${Show<B>}; use an interval.`>;

type QuotientOf<A, B> =
  IsAny<A | B> extends true
    ? 'any' | null
    : [Base<A | B>] extends [NumericTag]
      ? (Widest<Base<A | B>> extends 'decimal' ? 'decimal' : 'double') | NullIn<A | B>
      : [Base<A>] extends [IntervalTag]
        ? A | NullIn<B>
        : QueryTypeError<`Division needs numbers, not ${Show<A>} and ${Show<B>}; cast them first.`>;

type ComparisonOf<A, B> =
  IsAny<A | B> extends true
    ? 'boolean' | NullIn<A | B>
    : [Family<Base<B>>] extends [Family<Base<A>>]
      ? 'boolean' | NullIn<A | B>
      : 'text' extends Family<Base<A>> | Family<Base<B>>
        ? 'boolean' | NullIn<A | B>
        : [Base<A>] extends [never]
          ? 'boolean' | null
          : QueryTypeError<`${Show<A>} cannot be compared with ${Show<B>}; cast one of them.`>;

/** Types that compare with each other; text compares with every scalar. */
type Family<T> = T extends NumericTag
  ? 'number'
  : T extends 'date' | 'timestamp' | 'timestamp_ntz'
    ? 'time'
    : T extends 'string'
      ? 'text'
      : T extends string
        ? T
        : 'nested';

type LogicOf<T> =
  IsAny<T> extends true
    ? 'boolean' | NullIn<T>
    : [Base<T>] extends ['boolean']
      ? 'boolean' | NullIn<T>
      : QueryTypeError<`A condition must be boolean, not ${Show<Exclude<T, 'boolean'>>}.`>;

type ElementOf<T> =
  Base<T> extends readonly (infer E)[]
    ? E | null
    : Base<T> extends ReadonlyMap<unknown, infer V>
      ? V | null
      : IsAny<T> extends true
        ? 'any' | null
        : Base<T> extends string
          ? QueryTypeError<`A column of type ${Base<T>} has no elements.`>
          : 'any' | null;

type ItemOf<T, Who extends string = 'This'> =
  IsAny<T> extends true
    ? 'any' | null
    : Base<T> extends readonly (infer E)[]
      ? E
      : QueryTypeError<`${Who} needs an array, not ${Show<T>}.`>;

type EntryPart<T, Part extends 'key' | 'value'> =
  IsAny<T> extends true
    ? Part extends 'key'
      ? 'any'
      : 'any' | null
    : Base<T> extends ReadonlyMap<infer K, infer V>
      ? Part extends 'key'
        ? K
        : V
      : QueryTypeError<`This needs a map, not ${Show<T>}.`>;

type MapPart<T, Part extends 'key' | 'value'> =
  IsAny<T> extends true
    ? 'any' | null
    : Base<T> extends ReadonlyMap<infer K, infer V>
      ? readonly (Part extends 'key' ? K : V)[] | NullIn<T>
      : QueryTypeError<`This needs a map, not ${Show<T>}.`>;

type StructOf<V extends readonly unknown[]> = V extends readonly [infer Names extends readonly string[], ...infer Tags]
  ? string extends Names[number]
    ? 'any'
    : {
        readonly [I in Exclude<keyof Tags, keyof (readonly unknown[])> as I extends keyof Names
          ? Names[I] & string
          : never]: Tags[I];
      }
  : 'any';
