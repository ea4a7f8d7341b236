import { AnalysisError } from '../errors/index.ts';
import type { Expr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { sqlName } from '../types/data-type.ts';
import type { Ast } from './ast.ts';
import { asLiteral, type Conversion } from './conversion.ts';
import { COUNT_TEXT } from './shield.ts';
import { unsupportedSql } from './sql-error.ts';

type Condition = ConstructorParameters<typeof AnalysisError>[0];

/** The number behind LIMIT or OFFSET: a literal, or a sum, difference or product of literals. */
export function constantCount(node: Ast, clause: string, c: Conversion): number {
  const given = c.expr(node);
  const text = given.kind === 'Call' && given.name === COUNT_TEXT ? given.args[0] : undefined;
  const expr = text?.kind === 'Literal' ? c.parseExpression(String(text.value)) : given;
  const value = fold(expr);
  const invalid = (condition: Condition, params: object = {}): AnalysisError =>
    new AnalysisError(condition, {
      ...params,
      expr: `"${nameOf(expr)}"`,
      name: clause.toLowerCase(),
    });
  if (typeof value === 'number') {
    if (value < 0) throw invalid('INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE', { v: value });
    return value;
  }
  const cast = expr.kind === 'Cast' ? asLiteral(expr.child) : undefined;
  if (cast?.value === null) throw invalid('INVALID_LIMIT_LIKE_EXPRESSION.IS_NULL');
  const constant = asLiteral(expr);
  if (constant !== undefined)
    throw invalid('INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE', { dataType: `"${sqlName(constant.dataType)}"` });
  if (expr.kind === 'UnresolvedAttribute')
    throw new AnalysisError('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', {
      objectName: expr.nameParts.map((part) => `\`${part}\``).join('.'),
    });
  throw unsupportedSql(`${clause} by an expression`, `Give ${clause} a whole number.`);
}

const OPERATORS: Readonly<Record<string, (x: number, y: number) => number>> = Object.freeze({
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
});

/** A whole number, or undefined where the expression is none. */
function fold(expr: Expr): number | undefined {
  const constant = asLiteral(expr);
  if (constant !== undefined)
    return typeof constant.value === 'number' &&
      Number.isInteger(constant.value) &&
      constant.dataType.kind !== 'decimal'
      ? constant.value
      : undefined;
  if (expr.kind !== 'Call') return undefined;
  const [x, y] = expr.args.map(fold);
  return x === undefined || y === undefined ? undefined : OPERATORS[expr.name]?.(x, y);
}
