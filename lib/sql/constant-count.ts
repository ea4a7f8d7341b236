import type { Expr } from '../expression/expr.ts';
import type { Ast } from './ast.ts';
import type { Conversion } from './conversion.ts';
import { COUNT_TEXT } from './shield/markers.ts';

/** The expression behind LIMIT or OFFSET. */
export function countExpr(node: Ast, c: Conversion): Expr {
  const given = c.expr(node);
  const text = given.kind === 'Call' && given.name === COUNT_TEXT ? given.args[0] : undefined;
  return text?.kind === 'Literal' ? c.parseExpression(String(text.value)) : given;
}

/** The number that the expression is, if it is a plain one: most are, and the plan shows it before analysis. */
export const plainCount = (expr: Expr): number | undefined =>
  expr.kind === 'Literal' && expr.dataType.kind === 'integer' && typeof expr.value === 'number' && expr.value >= 0
    ? expr.value
    : undefined;
