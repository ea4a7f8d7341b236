import { AnalysisError } from '../errors/index.ts';
import { call, type Expr, literal } from '../expression/expr.ts';
import {
  BinaryType,
  BooleanType,
  DoubleType,
  decimalType,
  IntegerType,
  LongType,
  NullType,
  StringType,
  TimestampType,
} from '../types/data-type.ts';
import { Timestamp } from '../types/value.ts';

const MAX_INT = 2 ** 31 - 1;
const MIN_INT = -(2 ** 31);
const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/** The literal of a JavaScript value, with the type Spark's `lit` gives it; arrays and maps become `array(…)` and `map(…)`. */
export function literalOf(value: unknown): Expr {
  if (value === null || value === undefined) return literal(null, NullType);
  if (typeof value === 'boolean') return literal(value, BooleanType);
  if (typeof value === 'string') return literal(value, StringType);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'bigint') return bigintLiteral(value);
  if (value instanceof Date) return literal(String(Timestamp.fromDate(value).epochMicros), TimestampType);
  if (value instanceof Uint8Array) return literal(Buffer.from(value).toString('base64'), BinaryType);
  if (Array.isArray(value)) return call('array', value.map(literalOf));
  if (value instanceof Map) return call('map', [...value].flat().map(literalOf));
  throw new AnalysisError('UNSUPPORTED_LITERAL_TYPE', { valueType: describeType(value) });
}

/** What a value is called in messages: its class, or its JavaScript type. */
export function describeType(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
}

/** Whole numbers are INT or BIGINT where they fit exactly, as in PySpark; all others DOUBLE. */
function numberLiteral(value: number): Expr {
  if (!Number.isSafeInteger(value)) return literal(doubleValue(value), DoubleType);
  return value >= MIN_INT && value <= MAX_INT ? literal(value, IntegerType) : literal(String(value), LongType);
}

/** A double as a literal holds it: what JSON cannot say is text. */
export const doubleValue = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

function bigintLiteral(value: bigint): Expr {
  if (value >= MIN_LONG && value <= MAX_LONG) return literal(String(value), LongType);
  const digits = String(value).replace('-', '').length;
  return literal(String(value), decimalType(digits));
}
