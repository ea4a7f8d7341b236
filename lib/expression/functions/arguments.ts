import type { DataType } from '../../types/data-type.ts';
import type { Expr } from '../expr.ts';
import { typeOf } from '../type-of.ts';

/** The type of an argument that is there. */
export const typeAt = (args: readonly Expr[], index: number): DataType => typeOf(args[index] as Expr);

/** The text of an argument that is a constant. */
export const constantText = (expr: Expr | undefined): string | undefined =>
  expr?.kind === 'Literal' && typeof expr.value === 'string' ? expr.value : undefined;
