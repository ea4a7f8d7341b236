import type { Expr, Literal } from '../expression/expr.ts';
import { isIntegral } from '../types/data-type.ts';

/** `1` in GROUP BY or ORDER BY: a position of the select list. */
export const isIntegerLiteral = (expr: Expr): expr is Literal =>
  expr.kind === 'Literal' && expr.value !== null && isIntegral(expr.dataType);

/** The position a literal names, counted from 1. */
export const ordinalOf = (literal: Literal): number => Number(literal.value);
