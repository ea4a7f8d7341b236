import { type CaseWhen, caseWhen, type Expr } from '../../expression/expr.ts';
import { Column, operandExpr } from '../column.ts';
import type { ColumnContext } from '../column-context.ts';
import type { AnyColumn, ColumnOrName, ExpressionOf, Operand, OperandType } from '../typing/argument.ts';
import type { Apply } from '../typing/expression-type.ts';
import { binaryBy, invoke, lit, ofColumns, unary, variadicBy, withOperands } from './call-function.ts';

interface Branch {
  readonly condition: AnyColumn;
  readonly value: Operand;
}

/** A CASE that may take more branches. `Values` are the types of its values so far. */
export class CaseColumn<out Values extends readonly unknown[]> extends Column<Apply<'case', [null, ...Values]>> {
  readonly #branches: readonly Branch[];

  constructor(branches: readonly Branch[]) {
    super((context) => caseWhen(branchExprs(branches, context)));
    this.#branches = branches;
  }

  /** A further branch: the first whose condition holds gives the value. */
  when<const C extends AnyColumn, const V extends Operand>(
    condition: C,
    value: V,
  ): CaseColumn<[...Values, ...CaseBranch<C, V>]> {
    return new CaseColumn([...this.#branches, { condition, value }]);
  }

  /** The value where no condition holds; without it, null. */
  otherwise<const V extends Operand>(value: V): Column<Apply<'case', [...Values, OperandType<V>]>> {
    const build = (context: ColumnContext): Expr =>
      caseWhen(branchExprs(this.#branches, context), operandExpr(value, context));
    return new Column<never, never>(build);
  }
}

type CaseBranch<C, V> = [Apply<'checkedValue', [ExpressionOf<C>, OperandType<V>]>];

const branchExprs = (branches: readonly Branch[], context: ColumnContext): CaseWhen['branches'] =>
  branches.map(({ condition, value }) => ({
    condition: condition.toExpr(context),
    value: operandExpr(value, context),
  }));

/**
 * The value where the condition holds; go on with `.when` and `.otherwise`.
 *
 * @example
 * when(col('amount').gt(100), 'large').otherwise('small')
 */
export const when = <const C extends AnyColumn, const V extends Operand>(
  condition: C,
  value: V,
): CaseColumn<CaseBranch<C, V>> => new CaseColumn([{ condition, value }]);

/** The first value that is not null. */
export const coalesce = variadicBy('coalesce', 'coalesce');
/** The second value where the first is null. */
export const nvl = binaryBy('coalesce', 'nvl');
/** The second value where the first is null. */
export const ifnull = binaryBy('coalesce', 'ifnull');
/** Null where both are equal, else the first. */
export const nullif = <const A extends ColumnOrName, const B extends ColumnOrName>(
  left: A,
  right: B,
): Column<Apply<'orNull', [ExpressionOf<A>]>> => invoke('nullif', [left, right]);
/** The largest value; nulls are passed over. */
export const greatest = variadicBy('coalesce', 'greatest');
/** The smallest value; nulls are passed over. */
export const least = variadicBy('coalesce', 'least');
export const isnull = unary<'boolean'>('isnull');
export const isnotnull = unary<'boolean'>('isnotnull');
export const isnan = unary<'boolean'>('isnan');
/** The opposite of a condition. */
export const not = <const C extends AnyColumn>(condition: C): Column<Apply<'logic', [ExpressionOf<C>]>> =>
  invoke('not', [condition]);
/** Whether both are equal, null being equal to null. */
export const equalNull = ofColumns<'boolean', [left: ColumnOrName, right: ColumnOrName]>('equal_null');
/** The second column where the first is not null, else the third. */
export const nvl2 = ofColumns<'any' | null, [column: ColumnOrName, present: ColumnOrName, absent: ColumnOrName]>(
  'nvl2',
);
/** Stops the query where the condition is not true, with a message if one is given. */
export const assertTrue = withOperands<null, [message?: string | AnyColumn]>('assert_true');
/** Stops the query with a message. */
export const raiseError = (message: string | AnyColumn): Column<null> => invoke('raise_error', [lit(message)]);
