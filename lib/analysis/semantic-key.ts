import type { Expr } from '../expression/expr.ts';

/** A text that two expressions share exactly if they are the same computation: names, qualifiers and nullability of columns aside. */
export function semanticKey(expr: Expr): string {
  return JSON.stringify(expr, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('kind' in value)) return value;
    if (value.kind === 'AttributeReference' && 'exprId' in value) return { column: value.exprId };
    return value.kind === 'Alias' && 'child' in value ? value.child : value;
  });
}

export const sameExpr = (a: Expr, b: Expr): boolean => semanticKey(a) === semanticKey(b);
