import { type Expr, getStructField } from '../expression/expr.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import { resolveField } from '../expression/resolve-node.ts';

/** `base.field`: a field of a struct, of each struct of an array, or the value of a map. */
export const extractField = (base: Expr, field: string, evaluation: EvaluationContext): Expr =>
  resolveField(getStructField(base, field), evaluation);
