import {
  arrayType,
  type DataType,
  DoubleType,
  isIntegral,
  isNumeric,
  LongType,
  mapType,
  NullType,
  StringType,
  sameType,
  structField,
  structType,
  TimestampType,
} from '../types/data-type.ts';
import { decimalFor, widerDecimal } from './decimal-types.ts';
import { type CastMode, type Expr, implicitCast, literal } from './expr.ts';
import type { EvaluationContext } from './function-record.ts';
import { typeOf } from './type-of.ts';

const PRECEDENCE: readonly DataType['kind'][] = ['byte', 'short', 'integer', 'long', 'float', 'double'];
const DATETIME: readonly DataType['kind'][] = ['date', 'timestamp', 'timestamp_ntz'];

/** The mode of casts under the session's settings. */
export const castMode = (context: EvaluationContext): CastMode => (context.ansi ? 'ansi' : 'legacy');

/** The expression, cast where its type is another; a null literal just takes the type. */
export function castTo(expr: Expr, type: DataType, context: EvaluationContext): Expr {
  if (sameType(typeOf(expr), type)) return expr;
  if (expr.kind === 'Literal' && expr.value === null) return literal(null, type);
  return implicitCast(expr, type, castMode(context));
}

/**
 * The type both sides turn into without loss, and without strings giving way: numbers widen, dates become timestamps, structures go field by field.
 */
export function tightestCommonType(a: DataType, b: DataType, context: EvaluationContext): DataType | undefined {
  return sameType(a, b) ? a : tightest(a, b, context, tightestCommonType);
}

type Common = (a: DataType, b: DataType, context: EvaluationContext) => DataType | undefined;

function tightest(a: DataType, b: DataType, context: EvaluationContext, nested: Common): DataType | undefined {
  if (a.kind === 'null') return b;
  if (b.kind === 'null') return a;
  if (isNumeric(a) && isNumeric(b)) return numericCommon(a, b, context);
  if (DATETIME.includes(a.kind) && DATETIME.includes(b.kind)) {
    return a.kind === 'timestamp' || b.kind === 'timestamp' ? TimestampType : a.kind === 'date' ? b : a;
  }
  return intervalCommon(a, b) ?? structural(a, b, context, nested);
}

function numericCommon(a: DataType, b: DataType, context: EvaluationContext): DataType {
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const [x, y] = [decimalFor(a), decimalFor(b)];
    const exact = [a, b].every((t) => t.kind !== 'float' && t.kind !== 'double');
    return exact && x !== undefined && y !== undefined ? widerDecimal(x, y) : DoubleType;
  }
  const wider = PRECEDENCE.indexOf(a.kind) > PRECEDENCE.indexOf(b.kind) ? a : b;
  const other = wider === a ? b : a;
  return context.ansi && wider.kind === 'float' && isIntegral(other) ? DoubleType : wider;
}

const DAY_TIME = ['day', 'hour', 'minute', 'second'] as const;

function intervalCommon(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === 'dayTimeInterval' && b.kind === 'dayTimeInterval') {
    const start = DAY_TIME[Math.min(DAY_TIME.indexOf(a.start), DAY_TIME.indexOf(b.start))] ?? 'day';
    const end = DAY_TIME[Math.max(DAY_TIME.indexOf(a.end), DAY_TIME.indexOf(b.end))] ?? 'second';
    return { kind: 'dayTimeInterval', start, end };
  }
  if (a.kind === 'yearMonthInterval' && b.kind === 'yearMonthInterval') {
    const start = a.start === 'year' || b.start === 'year' ? 'year' : 'month';
    return { kind: 'yearMonthInterval', start, end: a.end === 'month' || b.end === 'month' ? 'month' : 'year' };
  }
  return undefined;
}

function structural(a: DataType, b: DataType, context: EvaluationContext, nested: Common): DataType | undefined {
  if (a.kind === 'array' && b.kind === 'array') {
    const element = common(a.elementType, b.elementType, context, nested);
    return element && arrayType(element);
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = common(a.keyType, b.keyType, context, nested);
    const value = common(a.valueType, b.valueType, context, nested);
    return key && value && mapType(key, value);
  }
  if (a.kind !== 'struct' || b.kind !== 'struct' || a.fields.length !== b.fields.length) return undefined;
  const fields = a.fields.map((field, i) => {
    const other = b.fields[i];
    if (other === undefined || other.name.toLowerCase() !== field.name.toLowerCase()) return undefined;
    const type = common(field.dataType, other.dataType, context, nested);
    return type && structField(field.name, type, field.nullable || other.nullable);
  });
  return fields.every((f) => f !== undefined) ? structType(fields) : undefined;
}

const common = (a: DataType, b: DataType, context: EvaluationContext, nested: Common): DataType | undefined =>
  sameType(a, b) ? a : nested(a, b, context);

/** The type of CASE, coalesce, IN, array(…) and UNION over two types: {@link tightestCommonType}, and strings meet other types half way. */
export function widerType(a: DataType, b: DataType, context: EvaluationContext): DataType | undefined {
  if (sameType(a, b)) return a;
  return tightest(a, b, context, widerType) ?? withString(a, b, context.ansi ? ansiStringMeets : legacyStringMeets);
}

/** {@link widerType} over a list; `undefined`: there is none. */
export function commonType(types: readonly DataType[], context: EvaluationContext): DataType | undefined {
  return types.reduce<DataType | undefined>((a, b) => a && widerType(a, b, context), NullType);
}

/** The first of two types that differ in the names of struct fields only: such values are compared, and united, field by field. */
export const sameButNames = (a: DataType, b: DataType): DataType | undefined => (haveSameShape(a, b) ? a : undefined);

function haveSameShape(a: DataType, b: DataType): boolean {
  if (a.kind === 'array' && b.kind === 'array') return haveSameShape(a.elementType, b.elementType);
  if (a.kind === 'map' && b.kind === 'map')
    return haveSameShape(a.keyType, b.keyType) && haveSameShape(a.valueType, b.valueType);
  if (a.kind !== 'struct' || b.kind !== 'struct') return sameType(a, b);
  const others = b.fields;
  return (
    a.fields.length === others.length &&
    a.fields.every((field, i) => haveSameShape(field.dataType, others[i]?.dataType ?? field.dataType))
  );
}

/** The type in which two operands are compared. */
export function comparisonType(a: DataType, b: DataType, context: EvaluationContext): DataType | undefined {
  if (sameType(a, b)) return a;
  return (
    tightest(a, b, context, tightestCommonType) ??
    sameButNames(a, b) ??
    withString(a, b, context.ansi ? ansiStringMeets : legacyStringCompares)
  );
}

function withString(a: DataType, b: DataType, meets: (other: DataType) => DataType | undefined): DataType | undefined {
  if (a.kind === 'string') return meets(b);
  return b.kind === 'string' ? meets(a) : undefined;
}

/** ANSI: text is read as the other type; as BIGINT beside integers, as DOUBLE beside fractions. */
function ansiStringMeets(other: DataType): DataType | undefined {
  if (isIntegral(other)) return LongType;
  if (isNumeric(other)) return DoubleType;
  return isAtomicValue(other) ? other : undefined;
}

function legacyStringMeets(other: DataType): DataType | undefined {
  return isAtomicValue(other) && other.kind !== 'boolean' && other.kind !== 'binary' ? StringType : undefined;
}

function legacyStringCompares(other: DataType): DataType | undefined {
  if (other.kind === 'decimal') return DoubleType;
  return isAtomicValue(other) ? other : undefined;
}

const isAtomicValue = (type: DataType): boolean =>
  isNumeric(type) || DATETIME.includes(type.kind) || type.kind === 'boolean' || type.kind === 'binary';

/** Whether CAST knows the pair at all; whether a value fits shows only when it runs. */
export function canCast(from: DataType, to: DataType): boolean {
  if (sameType(from, to) || from.kind === 'null') return true;
  if (from.kind === 'array')
    return to.kind === 'string' || (to.kind === 'array' && canCast(from.elementType, to.elementType));
  if (from.kind === 'map') {
    return (
      to.kind === 'string' ||
      (to.kind === 'map' && canCast(from.keyType, to.keyType) && canCast(from.valueType, to.valueType))
    );
  }
  if (from.kind === 'struct') {
    if (to.kind === 'string') return true;
    return (
      to.kind === 'struct' &&
      to.fields.length === from.fields.length &&
      from.fields.every((f, i) => canCast(f.dataType, to.fields[i]?.dataType ?? NullType))
    );
  }
  return ATOMIC_CASTS[from.kind]?.includes(to.kind) ?? false;
}

/** Casts of ANSI off, which give null or a value of little meaning. */
export const isLegacyCast = (from: DataType, to: DataType): boolean =>
  (isIntegral(from) && to.kind === 'binary') ||
  (from.kind === 'boolean' && to.kind === 'timestamp') ||
  (from.kind === 'timestamp' && to.kind === 'boolean') ||
  (from.kind === 'date' && (isNumeric(to) || to.kind === 'boolean'));

/** Whether TRY_CAST knows the pair; the gaps of sessions are texts read as intervals. */
export const canTryCast = (from: DataType, to: DataType): boolean =>
  (canCast(from, to) && !isLegacyCast(from, to)) || (from.kind === 'string' && to.kind === 'calendarInterval');

const NUMBERS: readonly DataType['kind'][] = [...PRECEDENCE, 'decimal'];
const INTERVALS: readonly DataType['kind'][] = ['dayTimeInterval', 'yearMonthInterval'];
const NUMBER_CASTS: readonly DataType['kind'][] = [...NUMBERS, 'string', 'boolean', 'timestamp'];
/** What intervals turn into, and come from: numbers without a floating point. */
const EXACT: readonly DataType['kind'][] = NUMBERS.filter((kind) => kind !== 'float' && kind !== 'double');

const ATOMIC_CASTS: Readonly<Partial<Record<DataType['kind'], readonly DataType['kind'][]>>> = Object.freeze({
  string: [...NUMBERS, 'boolean', 'binary', ...DATETIME, ...INTERVALS],
  boolean: [...NUMBERS, 'string', 'timestamp'],
  byte: [...NUMBER_CASTS, ...INTERVALS, 'binary'],
  short: [...NUMBER_CASTS, ...INTERVALS, 'binary'],
  integer: [...NUMBER_CASTS, ...INTERVALS, 'binary'],
  long: [...NUMBER_CASTS, ...INTERVALS, 'binary'],
  float: NUMBER_CASTS,
  double: NUMBER_CASTS,
  decimal: [...NUMBER_CASTS, ...INTERVALS],
  binary: ['string'],
  date: ['string', 'timestamp', 'timestamp_ntz', ...NUMBERS, 'boolean'],
  timestamp: ['string', 'date', 'timestamp_ntz', 'boolean', ...NUMBERS],
  timestamp_ntz: ['string', 'date', 'timestamp'],
  dayTimeInterval: ['string', 'dayTimeInterval', ...EXACT],
  yearMonthInterval: ['string', 'yearMonthInterval', ...EXACT],
  calendarInterval: ['string'],
});
