import { AnalysisError } from '../errors/index.ts';
import type { Call, Expr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { parseIntervalText } from '../types/interval.ts';
import { MICROS_PER_DAY } from '../util/interval.ts';

/** Length, step and offset of `window(time, duration, slide, start)`, in microseconds. */
export interface WindowParameters {
  readonly durationMicros: bigint;
  readonly slideMicros: bigint;
  readonly startMicros: bigint;
}

const MAX_LONG = 9223372036854775807n;

/** Reads and checks the parameters of a `window` call. */
export function windowParameters(expr: Call): WindowParameters {
  const [time, duration, slide = duration, start] = expr.args;
  if (time === undefined || duration === undefined || slide === undefined || expr.args.length > 4)
    throw new AnalysisError('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
      functionName: '`window`',
      expectedNum: '[2, 3, 4]',
      actualNum: expr.args.length,
    });
  const parameters: WindowParameters = Object.freeze({
    durationMicros: microsOf(duration),
    slideMicros: microsOf(slide),
    startMicros: start === undefined ? 0n : microsOf(start),
  });
  check(windowText(time, parameters), parameters);
  return parameters;
}

/** The call as messages show it: `window(t, 10000000, 10000000, 0)`. */
export const windowText = (time: Expr, { durationMicros, slideMicros, startMicros }: WindowParameters): string =>
  `window(${nameOf(time)}, ${durationMicros}, ${slideMicros}, ${startMicros})`;

/** Microseconds of a constant: interval text without months, or a whole number of microseconds. */
function microsOf(expr: Expr): bigint {
  const value = expr.kind === 'Literal' ? expr.value : undefined;
  if (expr.kind === 'Literal' && typeof value === 'string' && expr.dataType.kind === 'string') return textMicros(value);
  if (expr.kind === 'Literal' && typeof value === 'number' && expr.dataType.kind === 'integer') return BigInt(value);
  if (expr.kind === 'Literal' && typeof value === 'string' && expr.dataType.kind === 'long') return BigInt(value);
  if (expr.kind === 'Call' && expr.name === 'negative' && expr.args[0] !== undefined) return -microsOf(expr.args[0]);
  throw new AnalysisError('_LEGACY_ERROR_TEMP_1207');
}

function textMicros(text: string): bigint {
  const interval = parseIntervalText(text);
  if (interval.months !== 0) throw new AnalysisError('_LEGACY_ERROR_TEMP_3231', { interval: text });
  return BigInt(interval.days) * MICROS_PER_DAY + interval.microseconds;
}

function check(sqlExpr: string, { durationMicros, slideMicros, startMicros }: WindowParameters): void {
  requirePositive(sqlExpr, 'window_duration', durationMicros);
  requirePositive(sqlExpr, 'slide_duration', slideMicros);
  if (slideMicros > durationMicros)
    throw violation(sqlExpr, ['slide_duration', slideMicros], '<=', ['window_duration', durationMicros]);
  const offset = startMicros < 0n ? -startMicros : startMicros;
  if (offset >= slideMicros)
    throw violation(sqlExpr, ['abs(start_time)', offset], '<', ['slide_duration', slideMicros]);
}

function requirePositive(sqlExpr: string, exprName: string, micros: bigint): void {
  if (micros > 0n) return;
  throw new AnalysisError('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
    sqlExpr,
    exprName: `\`${exprName}\``,
    valueRange: `(0, ${MAX_LONG}]`,
    currentValue: `${micros}L`,
  });
}

type Parameter = readonly [name: string, micros: bigint];

function violation(sqlExpr: string, left: Parameter, constraint: string, right: Parameter): AnalysisError {
  return new AnalysisError('DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION', {
    sqlExpr,
    leftExprName: left[0],
    leftExprValue: `${left[1]}L`,
    constraint,
    rightExprName: right[0],
    rightExprValue: `${right[1]}L`,
  });
}
