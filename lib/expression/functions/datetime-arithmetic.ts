import {
  type DataType,
  DateType,
  DoubleType,
  dayTimeIntervalType,
  isInterval,
  isNumeric,
  StringType,
  TimestampType,
} from '../../types/data-type.ts';
import { castTo, tightestCommonType } from '../coercion.ts';
import { call, type Expr } from '../expr.ts';
import type { EvaluationContext, Signature } from '../function-record.ts';
import { unexpectedInput } from '../mismatch.ts';
import { typeOf } from '../type-of.ts';
import { ANY_TIMESTAMP, DATE, NUMERIC, SMALL_INTEGRAL } from '../type-rule.ts';

/** A date, an instant or a wall clock. */
export const isDateTime = (type: DataType): boolean => ['date', 'timestamp', 'timestamp_ntz'].includes(type.kind);

const isTimestamp = (type: DataType): boolean => type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
const isAnsiInterval = (type: DataType): boolean =>
  type.kind === 'dayTimeInterval' || type.kind === 'yearMonthInterval';
/** What may be added to any time, so that the other side is taken for one. */
const movesTime = (type: DataType): boolean => type.kind === 'dayTimeInterval' || type.kind === 'calendarInterval';
const isDays = (type: DataType): boolean => ['byte', 'short', 'integer'].includes(type.kind);
const isWholeDays = (type: DataType): boolean =>
  type.kind === 'dayTimeInterval' && type.start === 'day' && type.end === 'day';

/** Dates, timestamps and intervals in sums and differences, as Spark reads them before it looks at numbers. */
export function temporalSignature(
  op: string,
  left: Expr,
  right: Expr,
  context: EvaluationContext,
): Signature | undefined {
  if (op === '+') return addition(left, right, context);
  return op === '-' ? subtraction(left, right, context) : undefined;
}

function addition(left: Expr, right: Expr, context: EvaluationContext): Signature | undefined {
  const [a, b] = [typeOf(left), typeOf(right)];
  const nulls = [a, b].filter((type) => type.kind === 'null').length;
  if (nulls === 1 && (isDateTime(a) || isDateTime(b))) {
    const [time, type] = isDateTime(a) ? [left, a] : [right, b];
    const target = type.kind === 'date' ? TimestampType : type;
    return {
      args: [castTo(time, target, context), castTo(left === time ? right : left, DAY_TIME, context)],
      dataType: target,
    };
  }
  if (isDateTime(b) && (isInterval(a) || (b.kind === 'date' && a.kind !== 'string' && a.kind !== 'date')))
    return moved('+', right, left, context);
  if (isDateTime(a) && (isInterval(b) || (a.kind === 'date' && b.kind !== 'string')))
    return moved('+', left, right, context);
  if ((a.kind === 'date' && b.kind === 'string') || (a.kind === 'string' && b.kind === 'date')) {
    const args = [left, right].map((arg) => castTo(arg, DateType, context));
    unexpectedInput('date_add', args, 1, SMALL_INTEGRAL.words);
  }
  const both = intervals(left, right, context);
  if (both !== undefined) return both;
  if (movesTime(b)) return movedText('+', left, right, context);
  return movesTime(a) ? movedText('+', right, left, context) : undefined;
}

function subtraction(left: Expr, right: Expr, context: EvaluationContext): Signature | undefined {
  const [a, b] = [typeOf(left), typeOf(right)];
  if (isDateTime(a) && isInterval(b)) return moved('-', left, right, context);
  if (isInterval(a) || isInterval(b)) {
    const both = intervals(left, right, context);
    if (both !== undefined) return both;
    if (movesTime(b)) return movedText('-', left, right, context);
  }
  if (isTimestamp(a) || isTimestamp(b)) return timesApart(left, right, context);
  if (b.kind === 'date' || (a.kind === 'date' && (b.kind === 'string' || b.kind === 'null')))
    return datesApart(left, right, context);
  return a.kind === 'date' ? moved('-', left, right, context) : undefined;
}

/** Spark's words for a time that an interval is added to. */
const TIMES = `(${ANY_TIMESTAMP.words} or "(TIMESTAMP_LTZ(P) OR TIMESTAMP_NTZ(P) WITH P IN [7, 9])")`;
const DAY_TIME = dayTimeIntervalType();

/** Two intervals of one family, or one beside a null. */
function intervals(left: Expr, right: Expr, context: EvaluationContext): Signature | undefined {
  const [a, b] = [typeOf(left), typeOf(right)];
  const matching = isInterval(a) && a.kind === b.kind;
  const besideNull = (isAnsiInterval(a) && b.kind === 'null') || (a.kind === 'null' && isAnsiInterval(b));
  const type = matching || besideNull ? tightestCommonType(a, b, context) : undefined;
  return type && { args: [castTo(left, type, context), castTo(right, type, context)], dataType: type };
}

/** A date or time moved by days or an interval. */
function moved(op: '+' | '-', left: Expr, right: Expr, context: EvaluationContext): Signature {
  const [a, b] = [typeOf(left), typeOf(right)];
  const args = [left, right];
  if (a.kind !== 'date') return { args, dataType: a };
  if (isDays(b) || isWholeDays(b) || b.kind === 'yearMonthInterval' || b.kind === 'calendarInterval')
    return { args, dataType: DateType };
  if (b.kind === 'dayTimeInterval')
    return { args: [castTo(left, TimestampType, context), right], dataType: TimestampType };
  return unexpectedInput(op === '+' ? 'date_add' : 'date_sub', args, 1, SMALL_INTEGRAL.words);
}

/** Text moved by an interval is read as a time, and becomes text again; anything else is no time. */
function movedText(op: '+' | '-', left: Expr, right: Expr, context: EvaluationContext): Signature | undefined {
  const [a, b] = [typeOf(left), typeOf(right)];
  if (a.kind === 'string') {
    const time = castTo(left, TimestampType, context);
    return { args: [time, right], dataType: StringType };
  }
  if (a.kind === 'calendarInterval' && b.kind !== 'calendarInterval') return undefined;
  const moving = op === '+' ? right : call('negative', [right]);
  return unexpectedInput('+', [left, moving], 0, TIMES, call('moved', [left, moving]));
}

function timesApart(left: Expr, right: Expr, context: EvaluationContext): Signature {
  const args = [left, right];
  const types = args.map(typeOf);
  const wrong = types.findIndex((type) => !isDateTime(type) && type.kind !== 'string' && type.kind !== 'null');
  if (wrong >= 0) unexpectedInput('-', args, wrong, TIMES);
  const [a, b] = types.map((type) => (isDateTime(type) ? type : undefined));
  const common = a !== undefined && b !== undefined ? tightestCommonType(a, b, context) : (a ?? b);
  return { args: args.map((arg) => castTo(arg, common ?? TimestampType, context)), dataType: DAY_TIME };
}

function datesApart(left: Expr, right: Expr, context: EvaluationContext): Signature {
  const args = [left, right];
  const wrong = args.map(typeOf).findIndex((type) => !['date', 'string', 'null'].includes(type.kind));
  if (wrong >= 0) unexpectedInput('-', args, wrong, DATE.words);
  return { args: args.map((arg) => castTo(arg, DateType, context)), dataType: dayTimeIntervalType('day', 'day') };
}

/** An interval times or divided by a number. */
export function scaledSignature(
  name: string,
  op: string,
  left: Expr,
  right: Expr,
  context: EvaluationContext,
): Signature | undefined {
  const [a, b] = [typeOf(left), typeOf(right)];
  if (op === '*' && isInterval(b) && !isInterval(a)) return scaledSignature(name, op, right, left, context);
  if ((op !== '*' && op !== '/') || !isAnsiInterval(a)) return undefined;
  if (!isNumeric(b) && b.kind !== 'string' && b.kind !== 'null') unexpectedInput(name, [left, right], 1, NUMERIC.words);
  const factor = isNumeric(b) ? right : castTo(right, DoubleType, context);
  const dataType: DataType =
    a.kind === 'dayTimeInterval' ? DAY_TIME : { kind: 'yearMonthInterval', start: 'year', end: 'month' };
  return { args: [left, factor], dataType };
}
