import { AnalysisError } from '../../errors/index.ts';
import { call, type Expr } from '../../expression/expr.ts';
import { namedExpression } from '../attribute-name.ts';
import { Column, operandExpr } from '../column.ts';
import type { ColumnContext } from '../column-context.ts';
import { literalOf } from '../literal-value.ts';
import type {
  ColumnOrName,
  ExpressionOf,
  ExpressionsOf,
  LiteralInput,
  LiteralTag,
  Operand,
  OperandTypes,
} from '../typing/argument.ts';
import type { Apply, Returns } from '../typing/expression-type.ts';
import type { Rules } from '../typing/rules.ts';

type RuleName = keyof Rules<readonly unknown[]>;

/** A column from a {@link ColumnOrName}. */
export const toColumn = (column: ColumnOrName): Column<never, never> =>
  typeof column === 'string'
    ? new Column(() => namedExpression(column))
    : new Column((context) => columnExpr(column, context));

/** The expression of a {@link ColumnOrName}. */
export function columnExpr(column: ColumnOrName, context: ColumnContext): Expr {
  if (typeof column === 'string') return namedExpression(column);
  if (column instanceof Column) return column.toExpr(context);
  throw new AnalysisError('NOT_COLUMN_OR_STR', {
    argType: column === null ? 'null' : typeof column,
    value: String(column),
  });
}

/** A literal value; a column is itself. */
export function lit<const V extends Operand>(
  value: V,
): V extends Column<infer E, infer N> ? Column<E, N> : Column<LiteralTag<V>>;
export function lit(value: Operand): Column<never, never> {
  return new Column((context) => operandExpr(value, context));
}

/** A call by Spark's name: `columns` are columns or names of columns, then come literals. */
export function invoke(
  name: string,
  columns: readonly ColumnOrName[],
  literals: readonly LiteralInput[] = [],
  options: { readonly distinct?: boolean; readonly ignoreNulls?: boolean } = {},
): Column<never, never> {
  return new Column((context) =>
    call(name, [...columns.map((column) => columnExpr(column, context)), ...literals.map(literalOf)], options),
  );
}

/** A function of columns or names of columns, with a fixed result; numbers are literals, and what is left out is no argument. */
export const ofColumns =
  <Tag, Args extends readonly (ColumnOrName | number | undefined)[]>(name: string) =>
  <const A extends Args>(...args: A): Column<Returns<Tag, ExpressionsOf<A>>> =>
    invoke(
      name,
      args.filter((arg) => arg !== undefined).map((arg) => (typeof arg === 'number' ? lit(arg) : arg)),
    );

/** {@link ofColumns} with a literal for each argument that is left out. */
export const withDefaults =
  <Tag, Args extends readonly (ColumnOrName | undefined)[]>(name: string, ...defaults: readonly LiteralInput[]) =>
  <const A extends Args>(...args: A): Column<Returns<Tag, ExpressionsOf<A>>> =>
    invoke(
      name,
      [...args, ...defaults.slice(args.length)].map((_, place) => args[place] ?? lit(defaults[place] ?? null)),
    );

/** A function of a column and of columns or literals, texts too, with a fixed result; what is left out is no argument. */
export const withOperands =
  <Tag, Operands extends readonly (Operand | undefined)[]>(name: string) =>
  <const A extends ColumnOrName, const O extends Operands>(
    column: A,
    ...operands: O
  ): Column<Returns<Tag, [ExpressionOf<A>, ...OperandTypes<O>]>> =>
    invoke(name, [column, ...operands.filter((operand) => operand !== undefined).map(lit)]);

/** A function of no argument with a fixed result. */
export const nullary =
  <Tag>(name: string) =>
  (): Column<Tag> =>
    invoke(name, []);

/** A function of one column with a fixed result. */
export const unary =
  <Tag>(name: string) =>
  <const A extends ColumnOrName>(column: A): Column<Returns<Tag, [ExpressionOf<A>]>> =>
    invoke(name, [column]);

/** A function of two columns with a fixed result. */
export const binary =
  <Tag>(name: string) =>
  <const A extends ColumnOrName, const B extends ColumnOrName>(
    left: A,
    right: B,
  ): Column<Returns<Tag, [ExpressionOf<A>, ExpressionOf<B>]>> =>
    invoke(name, [left, right]);

/** A function of any number of columns with a fixed result. */
export const variadic =
  <Tag>(name: string) =>
  <const A extends readonly ColumnOrName[]>(...columns: A): Column<Returns<Tag, ExpressionsOf<A>>> =>
    invoke(name, columns);

/** A function of one column whose result follows a rule. */
export const unaryBy =
  <R extends RuleName>(_rule: R, name: string) =>
  <const A extends ColumnOrName>(column: A): Column<Apply<R, [ExpressionOf<A>]>> =>
    invoke(name, [column]);

/** A function of two columns whose result follows a rule. */
export const binaryBy =
  <R extends RuleName>(_rule: R, name: string) =>
  <const A extends ColumnOrName, const B extends ColumnOrName>(
    left: A,
    right: B,
  ): Column<Apply<R, [ExpressionOf<A>, ExpressionOf<B>]>> =>
    invoke(name, [left, right]);

/** A function of any number of columns whose result follows a rule. */
export const variadicBy =
  <R extends RuleName>(_rule: R, name: string) =>
  <const A extends readonly ColumnOrName[]>(...columns: A): Column<Apply<R, ExpressionsOf<A>>> =>
    invoke(name, columns);

/** A function of one column and literals, with a fixed result; literals that are left out are no arguments. */
export const withLiterals =
  <Tag, Literals extends readonly (LiteralInput | undefined)[]>(name: string) =>
  <const A extends ColumnOrName>(column: A, ...literals: Literals): Column<Returns<Tag, [ExpressionOf<A>]>> =>
    invoke(
      name,
      [column],
      literals.filter((value) => value !== undefined),
    );
