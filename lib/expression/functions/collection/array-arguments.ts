import { AnalysisError } from '../../../errors/index.ts';
import { arrayType, type DataType, sqlName } from '../../../types/data-type.ts';
import { castTo, tightestCommonType } from '../../coercion.ts';
import { call, type Expr } from '../../expr.ts';
import type { EvaluationContext } from '../../function-record.ts';
import { checkOrder } from '../../mismatch.ts';
import { nameOf } from '../../name-of.ts';
import { typeOf } from '../../type-of.ts';
import { elementOf, typeAt } from '../arguments.ts';

/** Whether Spark takes a type where a place in an array is asked for: no BIGINT, and no NULL without a type. */
export const isIntAtMost = (kind: DataType['kind']): boolean => ['byte', 'short', 'integer'].includes(kind);

/** Functions that look for a value. */
const SEARCHES: ReadonlySet<string> = new Set(['array_contains', 'array_position', 'array_remove']);

/** An array and a value of its element type: both take the common type. */
export function withElement(name: string, index = 1) {
  return (args: readonly Expr[], context: EvaluationContext): readonly Expr[] => {
    const element = tightestCommonType(elementOf(typeAt(args, 0)), typeAt(args, index), context);
    if (element === undefined) differentElements(name, args);
    if (SEARCHES.has(name)) checkOrder(name, args, element);
    return args.map((arg, i) =>
      i === 0 ? castTo(arg, arrayType(element), context) : i === index ? castTo(arg, element, context) : arg,
    );
  };
}

const TWO_ARRAYS: ReadonlySet<string> = new Set(['array_union', 'array_intersect', 'array_except', 'arrays_overlap']);

/** Refuses a value that is none of the array's elements, or two arrays of different elements. */
function differentElements(name: string, args: readonly Expr[]): never {
  const [leftType = '', rightType = ''] = args.map((arg) => sqlName(typeOf(arg)));
  const params = { sqlExpr: nameOf(call(name, args)), functionName: name, leftType, rightType };
  const condition = TWO_ARRAYS.has(name)
    ? 'DATATYPE_MISMATCH.BINARY_ARRAY_DIFF_TYPES'
    : 'DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES';
  throw new AnalysisError(condition, params);
}

/** Two arrays as arrays of one type; text does not meet numbers here. */
export function checkedArrays(name: string, args: readonly Expr[], context: EvaluationContext): readonly Expr[] {
  if (!args.every((arg) => ['array', 'null'].includes(typeOf(arg).kind))) differentElements(name, args);
  const type = tightestCommonType(typeAt(args, 0), typeAt(args, 1), context) ?? differentElements(name, args);
  checkOrder(name, args, elementOf(type));
  return args.map((arg) => castTo(arg, type, context));
}

/** Refuses NULL without a type. */
export function nullTyped(name: string, args: readonly Expr[]): never {
  throw new AnalysisError('DATATYPE_MISMATCH.NULL_TYPE', { sqlExpr: nameOf(call(name, args)), functionName: name });
}
