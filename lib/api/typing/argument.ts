import type { Timestamp } from '../../types/value.ts';
import type { Column } from '../column.ts';
import type { Ref } from './expression-type.ts';

/** Any column, whatever its type and name. */
export type AnyColumn = Column<unknown, string>;

/** What functions take for a column: a {@link Column}, or the name of one. */
export type ColumnOrName = AnyColumn | string;

/** A JavaScript value that `lit` takes. */
export type LiteralInput =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | readonly LiteralInput[]
  | ReadonlyMap<LiteralInput, LiteralInput>;

/** What operators take: a {@link Column}, or a value that becomes a literal. */
export type Operand = AnyColumn | LiteralInput;

/** The expression type behind a {@link ColumnOrName}. */
export type ExpressionOf<A> = A extends Column<infer E, string> ? E : A extends string ? Ref<A> : 'any' | null;

/** The expression types behind some of them. */
export type ExpressionsOf<Args extends readonly unknown[]> = { [I in keyof Args]: ExpressionOf<Args[I]> };

/** The expression type behind an {@link Operand}. */
export type OperandType<A> = A extends Column<infer E, string> ? E : LiteralTag<A>;
export type OperandTypes<Args extends readonly unknown[]> = { [I in keyof Args]: OperandType<Args[I]> };

/** The tag of a literal: 5 is `'int'`, 5.5 and numbers that are not literal types are `'double'`. */
export type LiteralTag<V> = V extends null
  ? null
  : V extends boolean
    ? 'boolean'
    : V extends bigint
      ? 'bigint'
      : V extends number
        ? number extends V
          ? 'double'
          : `${V}` extends `${bigint}`
            ? 'int'
            : 'double'
        : V extends string
          ? 'string'
          : V extends Timestamp | Date
            ? 'timestamp'
            : V extends Uint8Array
              ? 'binary'
              : V extends readonly (infer E)[]
                ? readonly LiteralTag<E>[]
                : V extends ReadonlyMap<infer K, infer W>
                  ? ReadonlyMap<LiteralTag<K>, LiteralTag<W>>
                  : 'any' | null;

/** The output name of a {@link ColumnOrName}; `string` where it is Spark's own and unknown to TypeScript. */
export type NameOf<A> = A extends Column<unknown, infer N> ? N : A extends string ? LastPart<A> : string;

/** `k` of `s.k`. */
export type LastPart<Name extends string> = Name extends `\`${infer Quoted}\``
  ? Quoted
  : Name extends `${string}.${infer Rest}`
    ? LastPart<Rest>
    : Name;
