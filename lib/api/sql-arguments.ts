import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal } from '../expression/expr.ts';
import { printSpark } from '../expression/spark-printer.ts';
import type { SqlArguments } from '../sql/parameters.ts';
import { StringType } from '../types/data-type.ts';
import { operandExpr } from './column.ts';
import type { ColumnContext } from './column-context.ts';
import type { Operand } from './typing/argument.ts';

/**
 * What the markers of a SQL text stand for: values by the names of `:name`, or in the order of `?`. A value is what `lit` takes; a column is a literal or one
 * made of literals by `array`, `map` or `struct`.
 */
export type SqlArgs = Readonly<Record<string, Operand>> | readonly Operand[];

/** The arguments as SQL. What is undefined is not given. */
export function sqlArguments(args: SqlArgs, context: ColumnContext): SqlArguments {
  if (Array.isArray(args))
    return (args as readonly Operand[]).map((value, place) => argumentText(`_pos_${place}`, value, context));
  const given = Object.entries(args as Readonly<Record<string, Operand>>).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, argumentText(name, value, context)]));
}

function argumentText(name: string, value: Operand, context: ColumnContext): string {
  const given = operandExpr(value, context);
  const expr = given.kind === 'Alias' ? given.child : given;
  if (!isConstant(expr)) throw new AnalysisError('INVALID_SQL_ARG', { name });
  return printSpark(namedFields(expr));
}

/** `struct(1 AS x)` as Spark resolves it, by which it goes in names. */
function namedFields(expr: Expr): Expr {
  if (expr.kind !== 'Call') return expr;
  if (expr.name !== 'struct') return call(expr.name, expr.args.map(namedFields));
  const fields = expr.args.flatMap((field, place) => {
    const [name, value] = field.kind === 'Alias' ? [field.name, field.child] : [`col${place + 1}`, field];
    return [literal(name, StringType), namedFields(value)];
  });
  return call('named_struct', fields);
}

const CONSTRUCTORS: ReadonlySet<string> = new Set([
  ...['array', 'map', 'map_from_arrays', 'map_from_entries', 'named_struct', 'struct'],
]);

function isConstant(expr: Expr): boolean {
  if (expr.kind === 'Alias') return isConstant(expr.child);
  return (
    expr.kind === 'Literal' || (expr.kind === 'Call' && CONSTRUCTORS.has(expr.name) && expr.args.every(isConstant))
  );
}
