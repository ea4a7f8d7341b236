import { AnalysisError } from '../../errors/index.ts';
import { type DataType, DoubleType, IntegerType, NullType, sqlName } from '../../types/data-type.ts';
import { call, type Expr, type WindowExpr, windowExpr } from '../expr.ts';
import { isFoldable } from '../foldable.ts';
import type { EvaluationContext } from '../function-record.ts';
import { lookupFunction, type ResolutionContext, resolveCall } from '../function-registry.ts';
import { isWindowFunction } from '../functions/window-functions.ts';
import { notConstant, unexpectedInput, wrongNumberOfArguments } from '../mismatch.ts';
import { nameOf } from '../name-of.ts';
import { typeOf } from '../type-of.ts';
import { ANY, BOOLEAN, coerceTo, INT, type TypeRule } from '../type-rule.ts';
import { resolveFrame } from './resolve-frame.ts';
import { constantNumber, isAtOffset, isByOrder, windowArguments, windowFunctionText } from './window-text.ts';

/** Gives a window function whose parts are resolved its type, its casts and its frame, or refuses it. */
export function resolveWindow(expr: WindowExpr, context: ResolutionContext): WindowExpr {
  const typed = isWindowFunction(expr.name) ? resolveRanking(expr, context) : resolveAggregate(expr, context);
  if (expr.distinct)
    throw new AnalysisError('DISTINCT_WINDOW_FUNCTION_UNSUPPORTED', { windowExpr: `"${nameOf(expr)}"` });
  for (const key of expr.partitionBy) checkPartition(key);
  for (const order of expr.orderBy) checkOrder(order);
  return windowExpr({ ...typed, frame: resolveFrame(typed, context) });
}

function checkPartition(key: Expr): void {
  if (!isOrderable(typeOf(key)))
    throw new AnalysisError('EXPRESSION_TYPE_IS_NOT_ORDERABLE', {
      expr: `"${nameOf(key)}"`,
      exprType: `"${sqlName(typeOf(key))}"`,
    });
}

/** Refuses to sort by what has no order. */
export function checkOrder(order: Expr): void {
  const type = typeOf(order);
  if (isOrderable(type)) return;
  throw new AnalysisError('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', {
    sqlExpr: nameOf(order),
    functionName: 'sortorder',
    dataType: sqlName(type),
  });
}

function isOrderable(type: DataType): boolean {
  if (type.kind === 'array') return isOrderable(type.elementType);
  if (type.kind === 'struct') return type.fields.every((field) => isOrderable(field.dataType));
  return type.kind !== 'map' && type.kind !== 'calendarInterval';
}

function resolveAggregate(expr: WindowExpr, context: ResolutionContext): WindowExpr {
  const { name, args, filter, ignoreNulls } = expr;
  const record = lookupFunction(name);
  if (record?.kind === 'generator')
    throw new AnalysisError('UNSUPPORTED_GENERATOR.NESTED_IN_EXPRESSIONS', { expression: `"${nameOf(expr)}"` });
  const resolved = resolveCall(call(name, args, { filter, ignoreNulls }), context);
  if (record?.kind !== 'aggregate')
    throw new AnalysisError('UNSUPPORTED_EXPR_FOR_WINDOW', { sqlExpr: `"${nameOf(resolved)}"` });
  return windowExpr({ ...expr, args: resolved.args, filter: resolved.filter, dataType: resolved.dataType });
}

/** How many arguments each function takes, and its type; `undefined` is that of the first argument. */
const RANKING: Readonly<Record<string, { readonly arity: readonly number[]; readonly type: DataType | undefined }>> =
  Object.freeze({
    cume_dist: { arity: [0], type: DoubleType },
    dense_rank: { arity: [], type: IntegerType },
    lag: { arity: [0, 1, 2, 3, 4], type: undefined },
    lead: { arity: [0, 1, 2, 3, 4], type: undefined },
    nth_value: { arity: [2, 3], type: undefined },
    ntile: { arity: [0, 1], type: IntegerType },
    percent_rank: { arity: [], type: DoubleType },
    rank: { arity: [], type: IntegerType },
    row_number: { arity: [0], type: IntegerType },
  });
const IGNORES_NULLS: ReadonlySet<string> = new Set(['lag', 'lead', 'nth_value']);

function resolveRanking(expr: WindowExpr, context: EvaluationContext): WindowExpr {
  const { name } = expr;
  const { arity = [], type } = RANKING[name] ?? {};
  if (!isByOrder(name) && !arity.includes(expr.args.length))
    wrongNumberOfArguments(call(name, expr.args), arity.length === 1 ? String(arity[0]) : `[${arity.join(', ')}]`);
  refuseSyntax(expr);
  if (expr.orderBy.length === 0 && name !== 'nth_value')
    throw new AnalysisError('WINDOW_FUNCTION_FRAME_NOT_ORDERED', {
      wf: name,
      wfExpr: windowFunctionText(expr, nameOf),
    });
  const args = checkRanking(name, windowArguments(name, expr.args), context);
  const flagAt = name === 'nth_value' ? 2 : 3;
  const flag = args[flagAt];
  return windowExpr({
    ...expr,
    args: args.slice(0, flagAt),
    ignoreNulls: expr.ignoreNulls || (flag?.kind === 'Literal' && flag.value === true),
    dataType: type ?? (args[0] === undefined ? NullType : typeOf(args[0])),
  });
}

function refuseSyntax({ name, filter, distinct, ignoreNulls }: WindowExpr): void {
  const syntax =
    (distinct && 'DISTINCT') ||
    (filter !== undefined && 'FILTER CLAUSE') ||
    (ignoreNulls && !IGNORES_NULLS.has(name) && 'IGNORE NULLS');
  if (syntax !== false)
    throw new AnalysisError('INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX', { prettyName: name, syntax });
}

function checkRanking(name: string, args: readonly Expr[], context: EvaluationContext): readonly Expr[] {
  if (isAtOffset(name)) return checkOffset(name, args, context);
  if (name === 'ntile') return [positive(name, args, 0, 'buckets', '(0, 2147483647]', '')];
  if (name !== 'nth_value') return args;
  const [input, , ...flag] = args;
  const nulls = flag.map(
    (arg, i) => coerceTo(arg, BOOLEAN, context) ?? unexpectedInput(name, args, i + 2, BOOLEAN.words),
  );
  return [input as Expr, positive(name, args, 1, 'offset', '(0, 9223372036854775807]', 'L'), ...nulls];
}

/** `lag` and `lead`: the offset is a constant INT, the default of the type of the input. */
function checkOffset(name: string, args: readonly Expr[], context: EvaluationContext): readonly Expr[] {
  const [input, offset, otherwise] = args as readonly [Expr, Expr, Expr];
  if (typeOf(offset).kind === 'string') throw new AnalysisError('FAILED_FUNCTION_CALL', { funcName: `\`${name}\`` });
  if (!isFoldable(offset)) notConstant(name, args, 1, 'offset', IntegerType);
  if (typeOf(offset).kind !== 'integer' || constantNumber(offset) === undefined)
    throw new AnalysisError('_LEGACY_ERROR_TEMP_1035', { prettyName: name });
  const type = typeOf(input);
  const words = `("${sqlName(type)}" or "VOID")`;
  const rule: TypeRule = type.kind === 'null' ? ANY : { words, accepts: (t) => t.kind === type.kind, target: type };
  const flag = args.slice(3);
  if (flag.some((arg) => arg.kind !== 'Literal' || typeof arg.value !== 'boolean'))
    throw new AnalysisError('INVALID_PARAMETER_VALUE.BOOLEAN', {
      parameter: '`ignoreNulls`',
      functionName: `\`${name}\``,
      invalidValue: `"${flag.map(nameOf).join('')}"`,
    });
  return [input, offset, coerceTo(otherwise, rule, context) ?? unexpectedInput(name, args, 2, words), ...flag];
}

/** A constant INT from 1 on. */
function positive(
  name: string,
  args: readonly Expr[],
  index: number,
  inputName: string,
  valueRange: string,
  suffix: string,
): Expr {
  const arg = args[index] as Expr;
  if (typeOf(arg).kind !== 'integer') unexpectedInput(name, args, index, INT.words);
  const value = constantNumber(arg);
  if (value === undefined) return notConstant(name, args, index, inputName, IntegerType);
  if (value > 0) return arg;
  throw new AnalysisError('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
    sqlExpr: nameOf(call(name, args)),
    exprName: inputName,
    valueRange,
    currentValue: `${value}${suffix}`,
  });
}
