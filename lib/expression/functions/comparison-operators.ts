import { BooleanType, type DataType, StringType, simpleString } from '../../types/data-type.ts';
import { castTo, commonType, comparisonType, tightestCommonType } from '../coercion.ts';
import { quoteString } from '../duckdb-sql.ts';
import { call, type Expr } from '../expr.ts';
import type { EvaluationContext, FunctionRecord, Signature } from '../function-record.ts';
import { checkOrder, differentOperands, differentTypes, unexpectedInput, wrongNumberOfArguments } from '../mismatch.ts';
import { extremeOf, isPlain, orderKey } from '../order-key.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { ANY, BOOLEAN } from '../type-rule.ts';
import { type Args, checkArguments, type Head, scalar, scalarBy } from './define.ts';

function resolveComparison(name: string, args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length !== 2) wrongNumberOfArguments(call(name, args), '2');
  const [a, b] = args.map(typeOf) as [DataType, DataType];
  const type = comparisonType(a, b, context);
  if (type === undefined) differentOperands(name, args);
  checkOrder(name, args, type);
  const nullable = name !== '<=>' && args.some(isNullable);
  return { args: args.map((arg) => castTo(arg, type, context)), dataType: BooleanType, nullable };
}

const comparison = (symbol: string, description: string, operator = symbol, ...aliases: string[]): FunctionRecord =>
  scalarBy(
    [symbol, `expr1 ${symbol} expr2`, description, ...aliases],
    (args, context) => resolveComparison(symbol, args, context),
    ([x, y], { args: [left] }) => `(${ordered(symbol, x, left)} ${operator} ${ordered(symbol, y, left)})`,
  );

/** An operand of a comparison by order; for equality it stays as it is. */
const ordered = (symbol: string, sql: string, operand: Expr | undefined): string =>
  operand === undefined || !/^[<>]=?$/.test(symbol) ? sql : orderKey(sql, typeOf(operand));

function resolveLogic(name: string, arity: number, args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length !== arity) wrongNumberOfArguments(call(name, args), String(arity));
  const types = args.map(typeOf);
  const odd = types.find((t) => t.kind !== 'boolean' && t.kind !== 'null' && t.kind !== 'string');
  if (odd !== undefined && args.length === 2) differentOperands(name, args);
  if (odd !== undefined) unexpectedInput(name, args, 0, BOOLEAN.words);
  return {
    args: args.map((arg) => castTo(arg, BooleanType, context)),
    dataType: BooleanType,
    nullable: args.some(isNullable),
  };
}

const logic = (
  name: string,
  usage: string,
  description: string,
  arity: number,
  sql: (args: Args) => string,
): FunctionRecord =>
  scalarBy([name, usage, description], (args, context) => resolveLogic(name, arity, args, context), sql);

/** DuckDB evaluates both sides for all rows; where the right one can raise a fault, it must not see rows that the left decides. */
function lazily(x: string, y: string, operator: 'AND' | 'OR'): string {
  const both = `(${x} ${operator} ${y})`;
  if (!y.includes('error(')) return both;
  return operator === 'AND'
    ? `CASE WHEN NOT ${x} THEN false ELSE ${both} END`
    : `CASE WHEN ${x} THEN true ELSE ${both} END`;
}

/** The type in which all are compared with the first. */
const compared = (types: readonly DataType[], context: EvaluationContext): DataType | undefined =>
  types.reduce<DataType | undefined>((a, b) => a && comparisonType(a, b, context), { kind: 'null' });

function resolveIn(args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length < 2) wrongNumberOfArguments(call('in', args), '> 1');
  const types = args.map(typeOf);
  const [tested, ...listed] = types as [DataType, ...DataType[]];
  const all = listed.length === 1 && listed[0] !== undefined ? comparisonType(tested, listed[0], context) : undefined;
  const type = all ?? commonType(types, context) ?? compared(types, context);
  if (type === undefined) differentTypes('in', args);
  checkOrder('in', args, type);
  return {
    args: args.map((arg) => castTo(arg, type, context)),
    dataType: BooleanType,
    nullable: args.some(isNullable),
  };
}

function resolveBetween(args: readonly Expr[], context: EvaluationContext): Signature {
  if (args.length !== 3) wrongNumberOfArguments(call('between', args), '3');
  const [value, low, high] = args as [Expr, Expr, Expr];
  const from = comparisonType(typeOf(value), typeOf(low), context) ?? differentOperands('>=', [value, low]);
  const to = comparisonType(typeOf(value), typeOf(high), context) ?? differentOperands('<=', [value, high]);
  const type = comparisonType(from, to, context) ?? differentOperands('<=', [low, high]);
  checkOrder('>=', [value, low], type);
  return {
    args: args.map((arg) => castTo(arg, type, context)),
    dataType: BooleanType,
    nullable: args.some(isNullable),
  };
}

const test = (
  name: string,
  usage: string,
  description: string,
  sql: (x: string) => string,
  rule = ANY,
): FunctionRecord =>
  scalar([name, usage, description], { params: [rule], returns: BooleanType, nullable: false, sql: ([x]) => sql(x) });

const truth = (name: string, word: string): FunctionRecord =>
  scalarBy(
    [name, `expr IS ${word}`, `Whether the condition is ${word.toLowerCase()}; never null.`],
    (args, context) => ({ ...resolveLogic(name, 1, args, context), nullable: false }),
    ([x]) => (word === 'UNKNOWN' ? `(${x} IS NULL)` : `coalesce(${x} = ${word.toLowerCase()}, false)`),
  );

/** `greatest` and `least` take one type; text does not meet numbers here. */
function extreme(head: Head, sql: string): FunctionRecord {
  return scalarBy(
    head,
    (args, context) => {
      const checked = checkArguments(head[0], args, { params: [ANY, ANY], rest: ANY }, context);
      const type = checked
        .map(typeOf)
        .reduce<DataType | undefined>((a, b) => a && tightestCommonType(a, b, context), { kind: 'null' });
      if (type === undefined) differentTypes(head[0], args);
      checkOrder(head[0], args, type);
      return {
        args: checked.map((arg) => castTo(arg, type, context)),
        dataType: type,
        nullable: checked.every(isNullable),
      };
    },
    (args, { dataType }) =>
      dataType === undefined || isPlain(dataType)
        ? `${sql}(${args.join(', ')})`
        : extremeOf(`[${args.join(', ')}]`, dataType, sql === 'least' ? 'min' : 'max'),
  );
}

/** Comparison, logic and tests for null. */
export const comparisonOperators: readonly FunctionRecord[] = [
  comparison('=', 'Equality; null if a side is null.', '=', '=='),
  comparison('!=', 'Inequality; null if a side is null.', '<>', '<>'),
  comparison('<=>', 'Equality in which null equals null.', 'IS NOT DISTINCT FROM'),
  comparison('<', 'Less than; NaN is the largest number.'),
  comparison('<=', 'Less than or equal.'),
  comparison('>', 'Greater than.'),
  comparison('>=', 'Greater than or equal.'),
  logic('and', 'expr1 AND expr2', 'Logical AND with three values.', 2, ([x, y]) => lazily(x, y, 'AND')),
  logic('or', 'expr1 OR expr2', 'Logical OR with three values.', 2, ([x, y]) => lazily(x, y, 'OR')),
  logic('not', 'NOT expr', 'Logical NOT; null stays null.', 1, ([x]) => `(NOT ${x})`),
  scalarBy(
    ['in', 'expr IN (expr, …)', 'Whether a value is in a list; null if it is not and the list holds a null.'],
    resolveIn,
    ([x, ...list]) => `(${x} IN (${list.join(', ')}))`,
  ),
  scalarBy(
    ['between', 'expr BETWEEN low AND high', 'Whether low <= expr and expr <= high.'],
    resolveBetween,
    ([x, low, high], { args: [tested] }) =>
      `(${ordered('<=', x, tested)} BETWEEN ${ordered('<=', low, tested)} AND ${ordered('<=', high, tested)})`,
  ),
  test('isnull', 'isnull(expr)', 'Whether the value is null.', (x) => `(${x} IS NULL)`),
  test('isnotnull', 'isnotnull(expr)', 'Whether the value is not null.', (x) => `(${x} IS NOT NULL)`),
  truth('istrue', 'TRUE'),
  truth('isfalse', 'FALSE'),
  truth('isunknown', 'UNKNOWN'),
  extreme(['greatest', 'greatest(expr, …)', 'The largest value, nulls aside.'], 'greatest'),
  extreme(['least', 'least(expr, …)', 'The smallest value, nulls aside.'], 'least'),
  scalarBy(
    ['equal_null', 'equal_null(expr1, expr2)', 'The same as `<=>`.'],
    (args, context) => resolveComparison('<=>', args, context),
    ([x, y]) => `(${x} IS NOT DISTINCT FROM ${y})`,
  ),
  scalar(['typeof', 'typeof(expr)', 'The type of the value as text.'], {
    params: [ANY],
    returns: StringType,
    nullable: false,
    sql: (_, expr) => quoteString(simpleString(typeOf(expr.args[0] as Expr))),
  }),
];
