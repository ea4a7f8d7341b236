import { AnalysisError } from '../../errors/index.ts';
import { call, type LambdaFunction, lambdaFunction, unresolvedAttribute } from '../../expression/expr.ts';
import { Column } from '../column.ts';
import type { ColumnContext } from '../column-context.ts';
import type { AnyColumn, ColumnOrName } from '../typing/argument.ts';
import { columnExpr } from './call-function.ts';

type Lambda = (...parameters: Column<never, never>[]) => AnyColumn;

/** A function of one to three columns, as Spark takes it, and how many columns it gets. */
export interface LambdaArgument {
  readonly lambda: Lambda;
  readonly arity: number;
}

/** A call of a function of higher order: columns, then functions of columns. */
export function invokeLambda(
  name: string,
  columns: readonly ColumnOrName[],
  ...lambdas: readonly LambdaArgument[]
): Column<never, never> {
  return new Column((context) =>
    call(name, [
      ...columns.map((column) => columnExpr(column, context)),
      ...lambdas.map((argument) => lambdaExpr(name, argument, context)),
    ]),
  );
}

/** Parameters have names that no frame is likely to have, and other ones than those of the lambdas around. */
function lambdaExpr(name: string, { lambda, arity }: LambdaArgument, context: ColumnContext): LambdaFunction {
  const depth = context.lambdaDepth ?? 0;
  const names = ['x', 'y', 'z'].slice(0, arity).map((letter) => `lambda_${letter}_${depth}`);
  const body: unknown = lambda(
    ...names.map((parameter) => new Column<never, never>(() => unresolvedAttribute(parameter))),
  );
  if (!(body instanceof Column))
    throw new AnalysisError('NOT_COLUMN_OR_STR', {
      argType: typeof body,
      value: `${String(body)}, from the function for ${name}`,
    });
  return lambdaFunction(
    names,
    body.toExpr({
      parseExpression: (text) => context.parseExpression(text),
      registerFunction: (fn) => context.registerFunction(fn),
      lambdaDepth: depth + 1,
    }),
  );
}
