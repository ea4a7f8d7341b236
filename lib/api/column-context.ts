import type { UserFunction } from '../contracts/executor.ts';
import type { Expr } from '../expression/expr.ts';

/** What turns a column into an expression: the session in which it is used. `col` and `expr` need none, so that columns can be written anywhere. */
export interface ColumnContext {
  /** One item of a select list as SQL text; raises ParseError. */
  parseExpression(text: string): Expr;
  /** How many functions of higher order are around the column; none if it is not said. */
  readonly lambdaDepth?: number;
  /** Makes the body of a user's function known under its name. */
  registerFunction(fn: UserFunction): void;
}
