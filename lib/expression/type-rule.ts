import {
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DoubleType,
  decimalType,
  IntegerType,
  isIntegral,
  isNumeric,
  LongType,
  StringType,
  sameType,
  sqlName,
  TimestampType,
} from '../types/data-type.ts';
import { castTo } from './coercion.ts';
import { decimalFor } from './decimal-types.ts';
import type { Expr } from './expr.ts';
import type { EvaluationContext } from './function-record.ts';
import { typeOf } from './type-of.ts';

/** What a parameter takes as it is, and what other arguments are cast to. */
export interface TypeRule {
  /** Spark's words for it in messages, quotes included. */
  readonly words: string;
  readonly accepts: (type: DataType) => boolean;
  /** The type an argument of another type is cast to, where coercion allows; undefined: none is. */
  readonly target: DataType | undefined;
  /** Whether an argument of another type may be cast at all; default: where coercion allows. */
  readonly castable?: (type: DataType) => boolean;
}

/** A rule without casts: only nulls take its type. */
export const uncast = (wanted: TypeRule): TypeRule => Object.freeze({ ...wanted, castable: () => false });

const rule = (words: string, accepts: (type: DataType) => boolean, target?: DataType): TypeRule =>
  Object.freeze({ words, accepts, target });
const exactly = (type: DataType): TypeRule => rule(`"${sqlName(type)}"`, (t) => sameType(t, type), type);
const oneOf = (words: string, kinds: readonly DataType['kind'][], target?: DataType): TypeRule =>
  rule(words, (t) => kinds.includes(t.kind), target);

export const ANY: TypeRule = rule('"ANY"', () => true);
export const STRING = exactly(StringType);
export const BINARY = exactly(BinaryType);
export const BOOLEAN = exactly(BooleanType);
export const INT = exactly(IntegerType);
export const LONG = exactly(LongType);
export const DOUBLE = exactly(DoubleType);
export const DATE = exactly(DateType);
export const TIMESTAMP = exactly(TimestampType);
export const NUMERIC = rule('"NUMERIC"', isNumeric, DoubleType);
/** Whole numbers as they are; a null is an INT. */
export const INTEGRAL = uncast(rule('"INTEGRAL"', isIntegral, IntegerType));
/** Days to add: INT, SMALLINT or TINYINT. */
export const SMALL_INTEGRAL: TypeRule = Object.freeze({
  ...oneOf('("INT" or "SMALLINT" or "TINYINT")', ['byte', 'short', 'integer'], IntegerType),
  castable: (t: DataType) => t.kind === 'string',
});
export const DECIMAL = rule('"DECIMAL"', (t) => t.kind === 'decimal', decimalType(38, 18));
export const STRING_OR_BINARY = oneOf('("STRING" or "BINARY")', ['string', 'binary'], StringType);
export const ANY_TIMESTAMP = oneOf(
  '"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)"',
  ['timestamp', 'timestamp_ntz'],
  TimestampType,
);
export const NUMERIC_OR_INTERVAL = rule(
  '"NUMERIC" or "ANSI INTERVAL"',
  (t) => isNumeric(t) || t.kind === 'dayTimeInterval' || t.kind === 'yearMonthInterval',
  DoubleType,
);
/** The same with the words of signs and `abs`. */
export const SIGNED: TypeRule = Object.freeze({
  ...NUMERIC_OR_INTERVAL,
  words: '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
});
export const ARRAY = oneOf('"ARRAY"', ['array']);
export const MAP = oneOf('"MAP"', ['map']);
export const ARRAY_OR_MAP = oneOf('("ARRAY" or "MAP")', ['array', 'map']);
export const STRUCT = oneOf('"STRUCT"', ['struct']);
export const JSON_SOURCE = oneOf('("STRUCT" or "ARRAY" or "MAP")', ['struct', 'array', 'map']);
export const ORDERABLE = rule('"ORDERABLE"', (t) => t.kind !== 'map' && t.kind !== 'calendarInterval');

/** The argument as the rule wants it, or undefined where coercion has no way. */
export function coerceTo(arg: Expr, wanted: TypeRule, context: EvaluationContext): Expr | undefined {
  if (arg.kind === 'LambdaFunction') return wanted === ANY ? arg : undefined;
  const type = typeOf(arg);
  if (wanted.accepts(type)) return arg;
  const { target } = wanted;
  if (target === undefined) return type.kind === 'null' ? arg : undefined;
  if (type.kind === 'null') return castTo(arg, target, context);
  if (wanted.castable?.(type) === false) return undefined;
  const concrete = target.kind === 'decimal' ? (decimalFor(type) ?? target) : target;
  return castsImplicitly(type, concrete) ? castTo(arg, concrete, context) : undefined;
}

/** Which casts a function call may put in: text and other atomic values into each other, numbers among themselves, dates into timestamps and back. */
function castsImplicitly(from: DataType, to: DataType): boolean {
  if (isNested(from) || isNested(to)) return false;
  if (from.kind === 'string' || to.kind === 'string') return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  const days = ['date', 'timestamp', 'timestamp_ntz'];
  return days.includes(from.kind) && days.includes(to.kind);
}

const isNested = (type: DataType): boolean => type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';
