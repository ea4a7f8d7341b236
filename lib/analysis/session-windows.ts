import { AnalysisError } from '../errors/index.ts';
import { castTo } from '../expression/coercion.ts';
import { alias, type Call, call, type Expr, literal } from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { nameOf } from '../expression/name-of.ts';
import { typeOf } from '../expression/type-of.ts';
import { filter, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import {
  CalendarIntervalType,
  type DataType,
  LongType,
  StringType,
  sqlName,
  TimestampType,
} from '../types/data-type.ts';
import { readIntervalText } from '../util/interval.ts';
import type { Analyzer } from './analyzer.ts';
import { quoteExpr } from './quote.ts';
import { TIME_OR_WINDOW, type WithColumn, windowAttribute } from './window-column.ts';
import { isWindowStruct, windowTime } from './window-time.ts';

/**
 * `session_window(time, gap)`: the session that a row opens on its own, [time, time + gap); the aggregate merges sessions that touch. Rows without a
 * time, and rows whose gap is null or not above zero, go.
 */
export function sessionWindow(expr: Call, child: LogicalPlan, analyzer: Analyzer): WithColumn {
  const { evaluation } = analyzer;
  const [written, gap] = expr.args;
  if (written === undefined || gap === undefined || expr.args.length > 2)
    throw new AnalysisError('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
      functionName: '`session_window`',
      expectedNum: 2,
      actualNum: expr.args.length,
    });
  const { time, plan } = timeOf(written, gap, child, analyzer);
  const { end, needsCheck } = sessionEnd(time, gap, analyzer);
  const timed = resolveCall(call('isnotnull', [time]), evaluation);
  const positive = resolveCall(call('>', [end, time]), evaluation);
  const kept = filter(needsCheck ? resolveCall(call('and', [timed, positive]), evaluation) : timed, plan);
  const session = resolveCall(
    call('named_struct', [literal('start', StringType), time, literal('end', StringType), end]),
    evaluation,
  );
  const column = windowAttribute('session_window', time, typeOf(session), analyzer);
  const computed = alias(session, column.name, column.exprId, column.metadata);
  return { plan: project([computed, ...outputOf(kept)], kept), column };
}

/** A session over windows takes their last microsecond; text and dates are cast. */
function timeOf(
  time: Expr,
  gap: Expr,
  child: LogicalPlan,
  analyzer: Analyzer,
): { readonly time: Expr; readonly plan: LogicalPlan } {
  const { kind } = typeOf(time);
  if (kind === 'timestamp' || kind === 'timestamp_ntz') return { time, plan: child };
  if (kind === 'string' || kind === 'date')
    return { time: castTo(time, TimestampType, analyzer.evaluation), plan: child };
  if (isWindowStruct(time)) {
    const { plan, column } = windowTime(call('window_time', [time]), child, analyzer);
    return { time: column, plan };
  }
  throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    sqlExpr: `sessionwindow(${nameOf(time)}, ${nameOf(gap)})`,
    paramIndex: 'first',
    requiredType: TIME_OR_WINDOW,
    inputSql: quoteExpr(time),
    inputType: sqlName(typeOf(time)),
  });
}

interface SessionEnd {
  readonly end: Expr;
  /** The gap may be null or not above zero. */
  readonly needsCheck: boolean;
}

/** A constant gap of fixed length is added as microseconds, other gaps as calendar intervals. */
function sessionEnd(time: Expr, gap: Expr, { evaluation }: Analyzer): SessionEnd {
  const type = typeOf(gap);
  const constant = gap.kind === 'Literal' && typeof gap.value === 'string' ? readIntervalText(gap.value) : undefined;
  if (constant !== undefined && !('fault' in constant) && type.kind === 'string') {
    const { months, days, microseconds } = constant;
    if (months === 0 && days === 0) {
      const end = resolveCall(call('__add_micros', [time, literal(String(microseconds), LongType)]), evaluation);
      return { end, needsCheck: microseconds <= 0n };
    }
    const interval = literal({ months, days, microseconds: String(microseconds) }, CalendarIntervalType);
    return { end: resolveCall(call('+', [time, interval]), evaluation), needsCheck: true };
  }
  if (type.kind !== 'string' && type.kind !== 'calendarInterval')
    throw new AnalysisError('_LEGACY_ERROR_TEMP_1040', { dt: className(type) });
  const text = castTo(gap, CalendarIntervalType, evaluation);
  const interval = text.kind === 'Cast' ? Object.freeze({ ...text, mode: 'try' as const }) : text;
  return { end: resolveCall(call('+', [time, interval]), evaluation), needsCheck: true };
}

const INTERVAL_FIELDS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  dayTimeInterval: ['day', 'hour', 'minute', 'second'],
  yearMonthInterval: ['year', 'month'],
});

/** A type as Spark's classes print it: `DayTimeIntervalType(0,3)`. */
function className(type: DataType): string {
  const name = `${type.kind[0]?.toUpperCase()}${type.kind.slice(1)}Type`;
  if (type.kind === 'decimal') return `${name}(${type.precision},${type.scale})`;
  if (!('start' in type)) return name;
  return `${name}(${[type.start, type.end].map((field) => INTERVAL_FIELDS[type.kind]?.indexOf(field)).join(',')})`;
}
