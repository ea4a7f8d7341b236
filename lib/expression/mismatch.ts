import { AnalysisError } from '../errors/index.ts';
import { type DataType, existsType, sameType, sqlName } from '../types/data-type.ts';
import { comparisonType } from './coercion.ts';
import { type Call, call, type Expr } from './expr.ts';
import type { EvaluationContext } from './function-record.ts';
import { nameOf } from './name-of.ts';
import { typeOf } from './type-of.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** Refuses an argument of the wrong type, in Spark's words. */
export function unexpectedInput(
  name: string,
  args: readonly Expr[],
  index: number,
  required: string,
  whole: Expr = call(name, args),
): never {
  const arg = args[index];
  throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    sqlExpr: nameOf(whole),
    paramIndex: ORDINALS[index] ?? `${index + 1}th`,
    requiredType: required,
    inputSql: `"${arg === undefined ? '' : nameOf(arg)}"`,
    inputType: arg === undefined ? '' : sqlName(typeOf(arg.kind === 'LambdaFunction' ? arg.body : arg)),
  });
}

/** Refuses two operands that have no type in common. */
export function differentOperands(name: string, args: readonly Expr[]): never {
  const [left, right] = args.map((a) => sqlName(typeOf(a)));
  throw new AnalysisError('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', {
    sqlExpr: nameOf(call(name, args)),
    left: left ?? '',
    right: right ?? '',
  });
}

/** Refuses operands of a common type the operator does not work on. */
function wrongOperand(name: string, args: readonly Expr[], required: string, type: DataType): never {
  throw new AnalysisError('DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE', {
    sqlExpr: nameOf(call(name, args)),
    inputType: required,
    actualDataType: sqlName(type),
  });
}

/** Refuses operands: of different types as such, and of one type (text beside an atomic value takes its type) for that type. */
export function refuseBinary(name: string, args: readonly Expr[], required: string, context: EvaluationContext): never {
  const [a, b] = args.map(typeOf) as [DataType, DataType];
  if (sameType(a, b)) wrongOperand(name, args, required, a);
  const text = a.kind === 'string' || b.kind === 'string' ? comparisonType(a, b, context) : undefined;
  if (text !== undefined) wrongOperand(name, args, required, text);
  return differentOperands(name, args);
}

/** Refuses arguments that should share a type. */
export function differentTypes(name: string, args: readonly Expr[], whole: Expr = call(name, args)): never {
  const types = args.map((a) => `"${sqlName(typeOf(a))}"`);
  throw new AnalysisError('DATATYPE_MISMATCH.DATA_DIFF_TYPES', {
    sqlExpr: nameOf(whole),
    functionName: name,
    dataType: ALTERNATIVES.has(name) ? `(${types.join(' or ')})` : `[${types.join(', ')}]`,
  });
}

const DIFFERENT_ENTRIES = {
  KEY: 'DATATYPE_MISMATCH.CREATE_MAP_KEY_DIFF_TYPES',
  VALUE: 'DATATYPE_MISMATCH.CREATE_MAP_VALUE_DIFF_TYPES',
} as const;

/** Refuses keys or values of a map that share no type. */
export function differentEntries(part: 'KEY' | 'VALUE', args: readonly Expr[], entries: readonly Expr[]): never {
  throw new AnalysisError(DIFFERENT_ENTRIES[part], {
    sqlExpr: nameOf(call('map', args)),
    functionName: 'map',
    dataType: `[${entries.map((entry) => `"${sqlName(typeOf(entry))}"`).join(', ')}]`,
  });
}

/** Functions whose message lists the types as alternatives. */
const ALTERNATIVES: ReadonlySet<string> = new Set(['array', 'concat', 'coalesce', 'listagg', 'map_concat']);

/** Refuses values that cannot be put in order. */
export function notOrderable(name: string, args: readonly Expr[], type: DataType): never {
  const params = { sqlExpr: nameOf(call(name, args)), functionName: name, dataType: sqlName(type) };
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', params);
}

/** Refuses values of a type that has no order: maps, calendar intervals, and what holds them. */
export function checkOrder(name: string, args: readonly Expr[], type: DataType): void {
  if (existsType(type, ({ kind }) => kind === 'map' || kind === 'calendarInterval')) notOrderable(name, args, type);
}

/** A map that the type is or holds: no key of another. */
function mapWithin(type: DataType): DataType | undefined {
  if (type.kind === 'map') return type;
  if (type.kind === 'array') return mapWithin(type.elementType) && type;
  return type.kind === 'struct' && type.fields.some((field) => mapWithin(field.dataType) !== undefined)
    ? type
    : undefined;
}

/** Refuses keys that are or hold maps. */
export function checkMapKey(name: string, args: readonly Expr[], key: DataType): void {
  const map = mapWithin(key);
  if (map === undefined) return;
  const params = { sqlExpr: nameOf(call(name, args)), keyType: sqlName(map) };
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_MAP_KEY_TYPE', params);
}

/** Refuses an argument that has to be a constant. */
export function notConstant(
  name: string,
  args: readonly Expr[],
  index: number,
  inputName: string,
  type: DataType,
): never {
  const arg = args[index];
  throw new AnalysisError('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', {
    sqlExpr: nameOf(call(name, args)),
    inputName,
    inputType: sqlName(type),
    inputExpr: arg === undefined ? '' : nameOf(arg),
  });
}

/** Refuses a wrong number of arguments. `expected` is Spark's form: `1`, `[2, 3]`, `> 1`. */
export function wrongNumberOfArguments(expr: Call, expected: string): never {
  throw new AnalysisError('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
    functionName: `\`${expr.name}\``,
    expectedNum: expected,
    actualNum: expr.args.length,
  });
}
