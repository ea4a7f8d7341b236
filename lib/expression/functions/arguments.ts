import { type DataType, NullType } from '../../types/data-type.ts';
import type { Expr } from '../expr.ts';
import { typeOf } from '../type-of.ts';

/** The type of an argument; of one that is not there, that of NULL. */
export function typeAt(args: readonly Expr[], index: number): DataType {
  const arg = args[index];
  return arg === undefined ? NullType : typeOf(arg);
}

/** The type of the first argument, which is that of the result where a function keeps it. */
export const firstType = (args: readonly Expr[]): DataType => typeAt(args, 0);

/** The type of an array's elements. */
export const elementOf = (type: DataType): DataType => (type.kind === 'array' ? type.elementType : NullType);

/** The text of an argument that is a constant. */
export const constantText = (expr: Expr | undefined): string | undefined =>
  expr?.kind === 'Literal' && typeof expr.value === 'string' ? expr.value : undefined;
