import { extractField } from '../../analysis/fields.ts';
import { lambdaParameterTypes } from '../../analysis/lambda-parameters.ts';
import { loadSqlParser } from '../../sql/index.ts';
import { IntegerType } from '../../types/data-type.ts';
import {
  type AttributeReference,
  type Call,
  type Expr,
  type LambdaVariable,
  lambdaFunction,
  lambdaVariable,
  literal,
} from '../expr.ts';
import type { PrintContext } from '../function-record.ts';
import { resolveNode } from '../resolve-node.ts';
import { mapChildren } from '../traverse.ts';
import { typeOf } from '../type-of.ts';

/** A context in which columns are called what they are called. */
export const contextOf = (timeZone = 'UTC', ansi = true): PrintContext => ({
  ansi,
  timeZone,
  column: (_, name) => `"${name}"`,
  subquery: () => 'NULL',
  batchTimestampMicros: '1704067200000000',
});

/** Reads SQL text into a resolved expression over some columns. */
export async function expressionReader(): Promise<
  (sql: string, columns: readonly AttributeReference[], context: PrintContext) => Expr
> {
  const parser = await loadSqlParser();
  return (sql, columns, context) => resolve(parser.parseExpression(sql), columns, [], context);
}

function resolve(
  expr: Expr,
  columns: readonly AttributeReference[],
  variables: readonly LambdaVariable[],
  context: PrintContext,
): Expr {
  const visit = (child: Expr): Expr => resolve(child, columns, variables, context);
  if (expr.kind === 'UnresolvedStar') return literal(1, IntegerType);
  if (expr.kind === 'UnresolvedAttribute') {
    const [name, ...fields] = expr.nameParts;
    const found = variables.findLast((v) => v.name === name) ?? columns.find((c) => c.name === name);
    if (found === undefined) throw new Error(`No column ${name}.`);
    return fields.reduce<Expr>((base, field) => extractField(base, field, context), found);
  }
  if (expr.kind === 'Call') {
    const filter = expr.filter === undefined ? undefined : visit(expr.filter);
    return resolveNode({ ...expr, filter, args: resolveArguments(expr, columns, variables, context) }, context);
  }
  return resolveNode(mapChildren(expr, visit), context);
}

function resolveArguments(
  expr: Call,
  columns: readonly AttributeReference[],
  variables: readonly LambdaVariable[],
  context: PrintContext,
): readonly Expr[] {
  const plain = expr.args
    .filter((arg) => arg.kind !== 'LambdaFunction')
    .map((arg) => resolve(arg, columns, variables, context));
  const types = lambdaParameterTypes(expr.name, plain.map(typeOf));
  const lambdas = expr.args.filter((arg) => arg.kind === 'LambdaFunction');
  let next = 0;
  return expr.args.map((arg) => {
    if (arg.kind !== 'LambdaFunction') return plain[next++] ?? arg;
    const bound = arg.parameters.map((name, i) =>
      lambdaVariable(name, i, types[lambdas.indexOf(arg)]?.[i] ?? IntegerType),
    );
    return lambdaFunction(arg.parameters, resolve(arg.body, columns, [...variables, ...bound], context));
  });
}
