import type { Flatten, IsUntyped, Untyped } from '../../types/infer.ts';
import type { AnyColumn, ColumnOrName, ExpressionOf, NameOf } from './argument.ts';
import type { Lookup, TypeOf } from './expression-type.ts';
import type { ErrorIn, QueryTypeError } from './type-error.ts';

/** The names that may stand for a column of `S` where a bare column is asked for. */
export type NameIn<S> = keyof S & string;

/** An argument of `select`, as it is if it fits the columns `S`, else the refusal. */
export type Checked<A, S> = A extends '*' | `${string}.*`
  ? A
  : [ErrorIn<TypeOf<ExpressionOf<A>, S>>] extends [never]
    ? A
    : ErrorIn<TypeOf<ExpressionOf<A>, S>>;
export type AllChecked<Args extends readonly unknown[], S> = { [I in keyof Args]: Checked<Args[I], S> };

/** A condition over `S`: its column must be boolean. */
export type CheckedCondition<C, S> = C extends AnyColumn
  ? [ErrorIn<TypeOf<ExpressionOf<C>, S>>] extends [never]
    ? [TypeOf<ExpressionOf<C>, S>] extends ['boolean' | 'any' | null]
      ? C
      : QueryTypeError<'A condition must be boolean.'>
    : ErrorIn<TypeOf<ExpressionOf<C>, S>>
  : C;

/** The columns of a select list over `S`. */
export type Selected<Args extends readonly ColumnOrName[], S> =
  IsUntyped<S> extends true
    ? NamedAll<Args> extends true
      ? Named<Args, S>
      : Untyped
    : NamedAll<Args> extends true
      ? '*' extends Args[number]
        ? Flatten<Omit<S, keyof Named<Args, S>> & Named<Args, S>>
        : Named<Args, S>
      : Untyped;

/** Whether TypeScript knows the name of every argument. */
type NamedAll<Args extends readonly unknown[]> =
  string extends NameOf<Args[number]>
    ? false
    : NameOf<Args[number]> extends infer N
      ? '*' extends N
        ? Exclude<Args[number], '*'> extends `${string}.*`
          ? false
          : true
        : true
      : never;

type Named<Args extends readonly unknown[], S> = {
  readonly [I in Exclude<keyof Args, keyof (readonly unknown[])> as Exclude<NameOf<Args[I]> & string, '*'>]: TypeOf<
    ExpressionOf<Args[I]>,
    S
  >;
};

/** `B`'s columns behind `A`'s, replacing those of the same name. */
export type Extended<A, B> =
  IsUntyped<A> extends true ? Untyped : IsUntyped<B> extends true ? Untyped : Flatten<Omit<A, keyof B> & B>;

/** `S` with one more or one changed column. */
export type WithColumn<S, Name extends string, E> =
  IsUntyped<S> extends true
    ? Untyped
    : string extends Name
      ? Untyped
      : Flatten<Omit<S, Name> & { readonly [K in Name]: TypeOf<E, S> }>;

/** `S` with several more or changed columns. */
export type WithColumns<S, C> =
  IsUntyped<S> extends true
    ? Untyped
    : IsUntyped<C> extends true
      ? Untyped
      : Flatten<Omit<S, keyof C> & { readonly [K in keyof C]: TypeOf<ExpressionOf<C[K]>, S> }>;

/** `S` under other names. */
export type Renamed<S, Names extends { readonly [from: string]: string }> =
  IsUntyped<S> extends true ? Untyped : { readonly [K in keyof S as K extends keyof Names ? Names[K] : K]: S[K] };

export type Dropped<S, Names extends string> = IsUntyped<S> extends true ? Untyped : Flatten<Omit<S, Names>>;

/** Every column may be null. */
export type Nullable<S> = { readonly [K in keyof S]: S[K] | null };

/** The words for join types that Spark takes. */
export type JoinTypeName = keyof JoinSides;
type Both = 'both';
interface JoinSides {
  inner: Both;
  cross: Both;
  outer: 'full';
  full: 'full';
  fullouter: 'full';
  fullOuter: 'full';
  full_outer: 'full';
  left: 'left';
  leftouter: 'left';
  leftOuter: 'left';
  left_outer: 'left';
  right: 'right';
  rightouter: 'right';
  rightOuter: 'right';
  right_outer: 'right';
  semi: 'only left';
  leftsemi: 'only left';
  leftSemi: 'only left';
  left_semi: 'only left';
  anti: 'only left';
  leftanti: 'only left';
  leftAnti: 'only left';
  left_anti: 'only left';
}

/** Both inputs' columns side by side; a name they share has either's type. */
export type SideBySide<L, R> =
  IsUntyped<L> extends true
    ? Untyped
    : IsUntyped<R> extends true
      ? Untyped
      : {
          readonly [K in keyof L | keyof R]: (K extends keyof L ? L[K] : never) | (K extends keyof R ? R[K] : never);
        };

type LeftSide<L, How extends JoinTypeName> = JoinSides[How] extends 'right' | 'full' ? Nullable<L> : L;
type RightSide<R, How extends JoinTypeName> = JoinSides[How] extends 'left' | 'full' ? Nullable<R> : R;

/** The columns of a join on a condition. */
type JoinedOn<L, R, How extends JoinTypeName> = JoinSides[How] extends 'only left'
  ? L
  : SideBySide<LeftSide<L, How>, RightSide<R, How>>;

/** The columns of a join on shared names, which come out once. */
type JoinedUsing<L, R, Keys extends string, How extends JoinTypeName> = JoinSides[How] extends 'only left'
  ? L
  : IsUntyped<L> extends true
    ? Untyped
    : IsUntyped<R> extends true
      ? Untyped
      : Flatten<
          {
            readonly [K in Keys & keyof L]: JoinSides[How] extends 'right' ? Lookup<K & string, R> : L[K];
          } & SideBySide<Omit<LeftSide<L, How>, Keys>, Omit<RightSide<R, How>, Keys>>
        >;

/** What two inputs are joined on: names both have, a condition, or several. */
export type JoinKeys<L, R> =
  | SharedName<L, R>
  | (string & Record<never, never>)
  | readonly string[]
  | AnyColumn
  | readonly AnyColumn[];

/** The keys of a join, as they are if they fit both inputs, else the refusal. */
export type CheckedKeys<On, L, R> = On extends AnyColumn
  ? CheckedCondition<On, SideBySide<L, R>>
  : [Exclude<KeyNames<On>, SharedName<L, R>>] extends [infer Missing extends string]
    ? [Missing] extends [never]
      ? On
      : QueryTypeError<`There is no column '${Missing}' in both inputs.`>
    : On;
type KeyNames<On> = On extends string ? On : On extends readonly (infer Key)[] ? Extract<Key, string> : never;

/** The columns of a join on {@link JoinKeys}. */
export type Joined<L, R, On, How extends JoinTypeName> = On extends string
  ? JoinedUsing<L, R, On, How>
  : On extends readonly (infer Key)[]
    ? [Key] extends [string]
      ? JoinedUsing<L, R, Key, How>
      : JoinedOn<L, R, How>
    : JoinedOn<L, R, How>;

/** The names both inputs have. */
type SharedName<L, R> =
  IsUntyped<L> extends true
    ? IsUntyped<R> extends true
      ? string
      : NameIn<R>
    : IsUntyped<R> extends true
      ? NameIn<L>
      : NameIn<L> & NameIn<R>;
