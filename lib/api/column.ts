import { alias, call, cast, type Expr, getStructField, sortOrder } from '../expression/expr.ts';
import { parseDataType } from '../types/ddl.ts';
import type { TagOf } from '../types/infer.ts';
import type { ColumnContext } from './column-context.ts';
import { literalOf } from './literal-value.ts';
import { refuseMembers } from './refused-members.ts';
import type { LiteralInput, Operand, OperandType, OperandTypes } from './typing/argument.ts';
import type { Apply, Returns } from './typing/expression-type.ts';

declare const columnType: unique symbol;

type Predicate<E> = Column<Returns<'boolean', [E]>>;
type TextTest<E> = Column<Returns<'boolean' | null, [E]>>;
type Comparison<E, B> = Column<Apply<'comparison', [E, OperandType<B>]>>;
type Arithmetic<E, B> = Column<Apply<'arithmetic', [E, OperandType<B>]>>;
type Whole<E> = Column<Returns<'any' | null, [E]>>;

/**
 * A column expression that has not met its frame yet. `E` is its type as far as TypeScript knows it, `N` its output name.
 *
 * @example
 * col('amount').multiply(1.2).cast('DECIMAL(10,2)').as('gross')
 */
export class Column<out E = 'any' | null, out N extends string = string> {
  declare readonly [columnType]: readonly [E, N];
  readonly #build: (context: ColumnContext) => Expr;

  constructor(build: (context: ColumnContext) => Expr) {
    this.#build = build;
  }

  /** The expression, with its SQL texts parsed and its user functions registered by the session. */
  toExpr(context: ColumnContext): Expr {
    return this.#build(context);
  }

  /** Gives the column an output name. */
  as<const M extends string>(name: M): Column<E, M> {
    return this.#wrap((child) => alias(child, name));
  }
  /** The same as {@link as}. */
  alias<const M extends string>(name: M): Column<E, M> {
    return this.as(name);
  }
  /** The same as {@link as}. */
  name<const M extends string>(name: M): Column<E, M> {
    return this.as(name);
  }

  /** Converts to a DDL type; bad input is an error under ANSI and null otherwise. */
  cast<const T extends string>(type: T): Column<Returns<TagOf<T>, [E]>, N> {
    return this.#wrap((child) => cast(child, parseDataType(type)));
  }
  /** Converts to a DDL type; bad input is null. */
  tryCast<const T extends string>(type: T): Column<Returns<TagOf<T> | null, [E]>, N> {
    return this.#wrap((child) => cast(child, parseDataType(type), 'try'));
  }

  eq<const B extends Operand>(other: B): Comparison<E, B> {
    return this.#call('=', other);
  }
  equalTo<const B extends Operand>(other: B): Comparison<E, B> {
    return this.eq(other);
  }
  notEqual<const B extends Operand>(other: B): Comparison<E, B> {
    return this.#call('!=', other);
  }
  /** Equality under which null equals null and nothing is unknown. */
  eqNullSafe<const B extends Operand>(other: B): Column<Apply<'nullSafe', [E, OperandType<B>]>> {
    return this.#call('<=>', other);
  }
  lt<const B extends Operand>(other: B): Comparison<E, B> {
    return this.#call('<', other);
  }
  leq<const B extends Operand>(other: B): Comparison<E, B> {
    return this.#call('<=', other);
  }
  le<const B extends Operand>(other: B): Comparison<E, B> {
    return this.leq(other);
  }
  gt<const B extends Operand>(other: B): Comparison<E, B> {
    return this.#call('>', other);
  }
  geq<const B extends Operand>(other: B): Comparison<E, B> {
    return this.#call('>=', other);
  }
  ge<const B extends Operand>(other: B): Comparison<E, B> {
    return this.geq(other);
  }
  /** From `lower` to `upper`, both included. */
  between<const A extends Operand, const B extends Operand>(
    lower: A,
    upper: B,
  ): Column<Apply<'among', [E, OperandType<A>, OperandType<B>]>> {
    return this.#call('between', lower, upper);
  }
  /** Whether the value is one of these. */
  isin<const B extends readonly Operand[]>(...values: B): Column<Apply<'among', [E, ...OperandTypes<B>]>> {
    return this.#call('in', ...values);
  }

  isNull(): Predicate<E> {
    return this.#call('isnull');
  }
  isNotNull(): Predicate<E> {
    return this.#call('isnotnull');
  }
  isNaN(): Predicate<E> {
    return this.#call('isnan');
  }

  and<const B extends Operand>(other: B): Column<Apply<'logic', [E, OperandType<B>]>> {
    return this.#call('and', other);
  }
  or<const B extends Operand>(other: B): Column<Apply<'logic', [E, OperandType<B>]>> {
    return this.#call('or', other);
  }
  not(): Column<Apply<'logic', [E]>> {
    return this.#call('not');
  }

  plus<const B extends Operand>(other: B): Arithmetic<E, B> {
    return this.#call('+', other);
  }
  minus<const B extends Operand>(other: B): Arithmetic<E, B> {
    return this.#call('-', other);
  }
  multiply<const B extends Operand>(other: B): Arithmetic<E, B> {
    return this.#call('*', other);
  }
  divide<const B extends Operand>(other: B): Column<Apply<'quotient', [E, OperandType<B>]>> {
    return this.#call('/', other);
  }
  mod<const B extends Operand>(other: B): Arithmetic<E, B> {
    return this.#call('%', other);
  }
  negate(): Column<Apply<'numericSame', [E]>> {
    return this.#call('negative');
  }
  bitwiseAND<const B extends Operand>(other: B): Arithmetic<E, B> {
    return this.#call('&', other);
  }
  bitwiseOR<const B extends Operand>(other: B): Arithmetic<E, B> {
    return this.#call('|', other);
  }
  bitwiseXOR<const B extends Operand>(other: B): Arithmetic<E, B> {
    return this.#call('^', other);
  }

  /** SQL LIKE: `_` is any character, `%` any text, `\` escapes. */
  like(pattern: string): TextTest<E> {
    return this.#call('like', pattern);
  }
  /** LIKE without regard to letter case. */
  ilike(pattern: string): TextTest<E> {
    return this.#call('ilike', pattern);
  }
  /** Whether a Java regular expression matches some part of the text. */
  rlike(pattern: string): TextTest<E> {
    return this.#call('rlike', pattern);
  }
  startsWith(prefix: string | Column<unknown>): TextTest<E> {
    return this.#call('startswith', prefix);
  }
  endsWith(suffix: string | Column<unknown>): TextTest<E> {
    return this.#call('endswith', suffix);
  }
  contains(part: string | Column<unknown>): TextTest<E> {
    return this.#call('contains', part);
  }
  /** `length` characters from `position` on, counted from 1; a negative position counts from the end. */
  substr(position: number | Column<unknown>, length: number | Column<unknown>): Column<Returns<'string' | null, [E]>> {
    return this.#call('substring', position, length);
  }

  /** A field of a struct. */
  getField<const F extends string>(field: F): Column<Apply<'field', [E, F]>, F> {
    return this.#wrap((child) => getStructField(child, field));
  }
  /** An element of an array (from 0 on), the value of a map's key, or a field of a struct. */
  getItem(key: string): Whole<E>;
  getItem(key: number | bigint | Column<unknown>): Column<Apply<'element', [E]>>;
  getItem(key: string | number | bigint | Column<unknown>): Column<never, never> {
    return typeof key === 'string' ? this.#wrap((child) => getStructField(child, key)) : this.#call('element', key);
  }

  asc(): Column<E, N> {
    return this.#wrap((child) => sortOrder(child, 'asc'));
  }
  ascNullsFirst(): Column<E, N> {
    return this.#wrap((child) => sortOrder(child, 'asc', 'first'));
  }
  ascNullsLast(): Column<E, N> {
    return this.#wrap((child) => sortOrder(child, 'asc', 'last'));
  }
  desc(): Column<E, N> {
    return this.#wrap((child) => sortOrder(child, 'desc'));
  }
  descNullsFirst(): Column<E, N> {
    return this.#wrap((child) => sortOrder(child, 'desc', 'first'));
  }
  descNullsLast(): Column<E, N> {
    return this.#wrap((child) => sortOrder(child, 'desc', 'last'));
  }

  #wrap(build: (child: Expr) => Expr): Column<never, never> {
    return new Column((context) => build(this.#build(context)));
  }

  #call(name: string, ...operands: readonly Operand[]): Column<never, never> {
    return new Column((context) => call(name, [this.#build(context), ...operands.map((o) => operandExpr(o, context))]));
  }
}

/** The expression of an operand: a column's own, or the literal of a value. */
export function operandExpr(operand: Operand, context: ColumnContext): Expr {
  return operand instanceof Column ? operand.toExpr(context) : literalOf(operand satisfies LiteralInput);
}

const IN_SQL = 'Write it in SQL text: expr(…), selectExpr(…).';

refuseMembers(Column, 'Column', {
  methods: {
    astype: 'Use cast.',
    dropFields: IN_SQL,
    outer: IN_SQL,
    over: "Write it in SQL text: expr('sum(v) OVER (PARTITION BY k ORDER BY t)').",
    transform: 'Call the function on the column.',
    try_cast: 'Names are in camel case: tryCast.',
    withField: IN_SQL,
  },
});
