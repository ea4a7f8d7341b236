import { AnalysisError } from '../errors/index.ts';
import { type DataType, isNumeric, sqlName } from '../types/data-type.ts';
import { canCast, castMode, castTo, commonType, isLegacyCast } from './coercion.ts';
import {
  type Call,
  type CaseWhen,
  type Cast,
  call,
  caseWhen,
  type Expr,
  type GetStructField,
  getStructField,
  literal,
} from './expr.ts';
import { type ResolutionContext, resolveCall } from './function-registry.ts';
import { differentTypes, unexpectedInput } from './mismatch.ts';
import { nameOf } from './name-of.ts';
import { typeOf } from './type-of.ts';
import { BOOLEAN } from './type-rule.ts';
import { resolveWindow } from './window/resolve-window.ts';

/** Gives one node whose children are resolved its type: calls, casts, CASE and field access. Other nodes are returned as they are. */
export function resolveNode(expr: Expr, context: ResolutionContext): Expr {
  switch (expr.kind) {
    case 'Call':
      return fieldByText(expr, context) ?? resolveCall(expr, context);
    case 'Cast':
      return resolveCast(expr, context);
    case 'CaseWhen':
      return resolveCase(expr, context);
    case 'GetStructField':
      return resolveField(expr, context);
    case 'WindowExpr':
      return resolveWindow(expr, context);
    default:
      return expr;
  }
}

/** `s['field']` of a struct, which takes no other index. */
function fieldByText({ name, args }: Call, context: ResolutionContext): Expr | undefined {
  const [base, key] = args;
  if (name !== 'element' || base === undefined || key === undefined) return undefined;
  const type = typeOf(base);
  if (key.kind !== 'Literal' || typeof key.value !== 'string') {
    if (type.kind !== 'struct') return undefined;
    throw new AnalysisError('INVALID_EXTRACT_FIELD_TYPE', { extraction: nameOf(key) });
  }
  const isStruct = type.kind === 'struct' || (type.kind === 'array' && type.elementType.kind === 'struct');
  return isStruct ? resolveField(getStructField(base, key.value), context) : undefined;
}

/** Refuses casts Spark does not know, and fixes the mode by the session. */
export function resolveCast(expr: Cast, context: ResolutionContext): Cast {
  const from = typeOf(expr.child);
  const resolved = Object.freeze({ ...expr, mode: expr.mode ?? castMode(context) });
  const legacy = isLegacyCast(from, expr.dataType);
  if (canCast(from, expr.dataType) && !(legacy && (context.ansi || expr.mode === 'try'))) return resolved;
  const isStrict = context.ansi || expr.mode === 'try';
  const hasFunction =
    (isStrict && expr.dataType.kind === 'date' && isNumeric(from)) ||
    (from.kind === 'date' && isNumeric(expr.dataType));
  const condition = hasFunction
    ? 'DATATYPE_MISMATCH.CAST_WITH_FUNC_SUGGESTION'
    : legacy && expr.mode !== 'try'
      ? 'DATATYPE_MISMATCH.CAST_WITH_CONF_SUGGESTION'
      : 'DATATYPE_MISMATCH.CAST_WITHOUT_SUGGESTION';
  throw new AnalysisError(condition, {
    sqlExpr: nameOf(resolved),
    srcType: sqlName(from),
    targetType: sqlName(expr.dataType),
  });
}

/** Casts conditions to BOOLEAN and values to their common type. */
function resolveCase(expr: CaseWhen, context: ResolutionContext): CaseWhen {
  const values = [...expr.branches.map((b) => b.value), ...(expr.otherwise === undefined ? [] : [expr.otherwise])];
  const type: DataType = commonType(values.map(typeOf), context) ?? differentTypes('casewhen', values, expr);
  const branches = expr.branches.map((b, i) => ({
    condition: toCondition(b.condition, i, expr),
    value: castTo(b.value, type, context),
  }));
  return caseWhen(branches, expr.otherwise === undefined ? literal(null, type) : castTo(expr.otherwise, type, context));
}

/** The i-th condition of a CASE, which must be a BOOLEAN. */
function toCondition(condition: Expr, index: number, whole: CaseWhen): Expr {
  if (typeOf(condition).kind === 'boolean') return condition;
  return unexpectedInput(
    'casewhen',
    whole.branches.map((b) => b.condition),
    index,
    BOOLEAN.words,
    whole,
  );
}

/** `base.field` of a struct or an array of structs; of a map it is the lookup of a key. */
export function resolveField(expr: GetStructField, context: ResolutionContext): Expr {
  const base = typeOf(expr.child);
  if (base.kind === 'map')
    return resolveCall(call('element', [expr.child, literal(expr.field, { kind: 'string' })]), context);
  const struct = base.kind === 'array' ? base.elementType : base;
  if (base.kind === 'array' && struct.kind !== 'struct') {
    unexpectedInput('element', [expr.child, literal(expr.field, { kind: 'string' })], 1, '"INTEGRAL"');
  }
  if (struct.kind !== 'struct') {
    throw new AnalysisError('INVALID_EXTRACT_BASE_FIELD_TYPE', { base: nameOf(expr.child), other: sqlName(base) });
  }
  const found = struct.fields.find((f) => f.name.toLowerCase() === expr.field.toLowerCase());
  if (found !== undefined) return getStructField(expr.child, found.name);
  const fields = struct.fields.map((f) => `\`${f.name}\``).join(', ');
  throw new AnalysisError('FIELD_NOT_FOUND', { fieldName: `\`${expr.field}\``, fields });
}
