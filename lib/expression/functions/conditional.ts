import {
  BooleanType,
  type DataType,
  DoubleType,
  FloatType,
  IntegerType,
  isFractional,
  isNumeric,
  NullType,
  StringType,
} from '../../types/data-type.ts';
import { castMode, castTo, commonType, comparisonType } from '../coercion.ts';
import { castSql } from '../duckdb-cast.ts';
import { duckDbType, faultSql } from '../duckdb-sql.ts';
import { call, type Expr, literal } from '../expr.ts';
import type { EvaluationContext, FunctionRecord } from '../function-record.ts';
import { checkOrder, differentOperands, differentTypes } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { isNullable, typeOf } from '../type-of.ts';
import { ANY, BOOLEAN, DOUBLE, NUMERIC, STRING, type TypeRule } from '../type-rule.ts';
import { checkArguments, type Head, scalar, scalarBy } from './define.ts';

/** The arguments from index `from` on, cast to their common type. */
function unify(name: string, args: readonly Expr[], from: number, context: EvaluationContext): readonly Expr[] {
  const type = commonType(args.slice(from).map(typeOf), context);
  if (type === undefined)
    differentTypes(
      name === 'nvl' ? 'coalesce' : name,
      args.slice(from),
      call(name === 'nvl' ? 'coalesce' : name, args),
    );
  return args.map((arg, i) => (i < from ? arg : castTo(arg, type, context)));
}

const lastType = (args: readonly Expr[]): DataType => {
  const last = args.at(-1);
  return last === undefined ? NullType : typeOf(last);
};

/** FLOAT stays as it is, what is neither becomes DOUBLE. */
const FLOATING: TypeRule = { ...DOUBLE, accepts: ({ kind }) => ['float', 'double', 'null'].includes(kind) };

const firstNonNull = (head: Head, required: number, most: number | undefined): FunctionRecord =>
  scalarBy(
    head,
    (args, context) => {
      const params = Array.from({ length: required }, () => ANY);
      checkArguments(head[0], args, most === undefined ? { params, rest: ANY } : { params }, context);
      const unified = unify(head[0], args, 0, context);
      return { args: unified, dataType: lastType(unified), nullable: unified.every(isNullable) };
    },
    (args) => (args.length === 1 ? args[0] : `coalesce(${args.join(', ')})`),
  );

/** Text is no condition. */
const CONDITION: TypeRule = { ...BOOLEAN, accepts: (type) => type.kind === 'boolean', target: undefined };

/** Choices between values. */
export const conditionalFunctions: readonly FunctionRecord[] = [
  firstNonNull(['coalesce', 'coalesce(expr, …)', 'The first argument that is not null.'], 1, undefined),
  firstNonNull(['nvl', 'nvl(expr1, expr2)', 'The first argument, or the second where it is null.', 'ifnull'], 2, 2),
  scalar(['nvl2', 'nvl2(expr1, expr2, expr3)', 'The second argument where the first is not null, else the third.'], {
    params: [ANY, ANY, ANY],
    refine: (args, context) => unify('nvl2', args, 1, context),
    returns: lastType,
    sql: ([x, y, z]) => `CASE WHEN ${x} IS NOT NULL THEN ${y} ELSE ${z} END`,
  }),
  scalar(['if', 'if(cond, expr1, expr2)', 'The second argument where the condition is true, else the third.'], {
    params: [CONDITION, ANY, ANY],
    refine: (args, context) => unify('if', args, 1, context),
    returns: lastType,
    sql: ([c, x, y]) => `CASE WHEN ${c} THEN ${x} ELSE ${y} END`,
  }),
  scalarBy(
    ['nullif', 'nullif(expr1, expr2)', 'Null where both are equal, else the first.'],
    (args, context) => {
      const [x, y] = checkArguments('nullif', args, { params: [ANY, ANY] }, context) as [Expr, Expr];
      const type = comparisonType(typeOf(x), typeOf(y), context) ?? differentOperands('=', [x, y]);
      checkOrder('=', [x, y], type);
      return { args: [x, castTo(y, type, context)], dataType: typeOf(x), nullable: true };
    },
    ([x, y], expr, context) => {
      const [from, to] = expr.args.map(typeOf) as [DataType, DataType];
      return `CASE WHEN ${castSql(x, from, to, castMode(context), context)} = ${y} THEN NULL ELSE ${x} END`;
    },
  ),
  scalar(['isnan', 'isnan(expr)', 'Whether the number is NaN; false for null.'], {
    params: [{ ...DOUBLE, accepts: isFractional }],
    returns: BooleanType,
    nullable: false,
    sql: ([x]) => `coalesce(isnan(${x}), false)`,
  }),
  scalar(['nanvl', 'nanvl(expr1, expr2)', 'The first argument, or the second where it is NaN.'], {
    params: [FLOATING, FLOATING],
    refine: (args, context) => {
      const [first, second] = args.map((arg) => typeOf(arg).kind);
      const isFloat = first === 'float' && (second === 'float' || second === 'null');
      return args.map((arg) => castTo(arg, isFloat ? FloatType : DoubleType, context));
    },
    returns: lastType,
    sql: ([x, y]) => `CASE WHEN isnan(${x}) THEN ${y} ELSE ${x} END`,
  }),
  scalar(['raise_error', 'raise_error(message)', 'Stops the query with the message.'], {
    params: [STRING],
    returns: NullType,
    nullable: true,
    sql: ([x]) => faultSql('USER_RAISED_EXCEPTION', {}, { errorMessage: x }),
  }),
  scalar(['assert_true', 'assert_true(expr[, message])', 'Stops the query where the condition is not true.'], {
    params: [BOOLEAN, STRING],
    required: 1,
    refine: (args) =>
      args.length > 1 ? args : [...args, literal(`'${nameOf(args[0] as Expr)}' is not true!`, StringType)],
    returns: NullType,
    nullable: true,
    sql: ([x, message]) =>
      `CASE WHEN ${x} THEN CAST(NULL AS ${duckDbType(NullType)}) ELSE ${faultSql('USER_RAISED_EXCEPTION', {}, { errorMessage: message })} END`,
  }),
  scalar(['nullifzero', 'nullifzero(expr)', 'Null in place of 0.'], {
    params: [NUMERIC],
    returns: lastType,
    nullable: true,
    sql: ([x]) => `CASE WHEN ${x} <> 0 THEN ${x} END`,
  }),
  scalar(['zeroifnull', 'zeroifnull(expr)', '0 in place of null.'], {
    params: [{ ...NUMERIC, accepts: (t) => isNumeric(t) || t.kind === 'null' }],
    refine: ([x], context) => [
      typeOf(x as Expr).kind === 'null' ? castTo(x as Expr, IntegerType, context) : (x as Expr),
    ],
    returns: lastType,
    nullable: false,
    sql: ([x]) => `coalesce(${x}, 0)`,
  }),
];
