import { AnalysisError } from '../errors/index.ts';
import { castTo } from '../expression/coercion.ts';
import {
  type AttributeReference,
  alias,
  type Call,
  call,
  type Expr,
  getStructField,
  literal,
} from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { typeOf } from '../expression/type-of.ts';
import { expand, filter, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { LongType, sqlName, TimestampType } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { quoteExpr } from './quote.ts';
import { TIME_OR_WINDOW, type WithColumn, windowAttribute } from './window-column.ts';
import { type WindowParameters, windowParameters, windowText } from './window-parameters.ts';
import { isWindowStruct, windowTime } from './window-time.ts';

/**
 * `window(time, duration[, slide[, start]])`. A tumbling window is one more column; with a slide each row comes once per window that may hold it,
 * and where the slide does not divide the duration a filter keeps the windows that do. Rows without a time go.
 */
export function slidingWindow(expr: Call, child: LogicalPlan, analyzer: Analyzer): WithColumn {
  const parameters = windowParameters(expr);
  const { time, plan } = timeColumn(expr, parameters, child, analyzer);
  const timed = filter(resolveCall(call('isnotnull', [time]), analyzer.evaluation), plan);
  const count = Number((parameters.durationMicros + parameters.slideMicros - 1n) / parameters.slideMicros);
  const windows = Array.from({ length: count }, (_, i) => windowCall(time, parameters, i, analyzer));
  const [first] = windows;
  if (first === undefined) throw new AnalysisError('INTERNAL_ERROR', { message: 'A window call has no candidates.' });
  const column = windowAttribute('window', time, typeOf(first), analyzer);
  const others = outputOf(timed);
  if (count === 1)
    return { plan: project([alias(first, column.name, column.exprId, column.metadata), ...others], timed), column };
  const expanded = expand({
    projections: windows.map((window) => [window, ...others]),
    output: [column, ...others],
    child: timed,
  });
  const exact = parameters.durationMicros % parameters.slideMicros === 0n;
  return { plan: exact ? expanded : filter(holds(column, time, analyzer), expanded), column };
}

function windowCall(time: Expr, parameters: WindowParameters, index: number, analyzer: Analyzer): Expr {
  const { durationMicros, slideMicros, startMicros } = parameters;
  const constants = [durationMicros, slideMicros, startMicros, BigInt(index)].map((n) => literal(String(n), LongType));
  return resolveCall(call('__window', [time, ...constants]), analyzer.evaluation);
}

/** A window over windows takes their last microsecond; text and dates are cast. */
function timeColumn(
  expr: Call,
  parameters: WindowParameters,
  child: LogicalPlan,
  analyzer: Analyzer,
): { readonly time: Expr; readonly plan: LogicalPlan } {
  const [time] = expr.args;
  if (time === undefined) throw new AnalysisError('INTERNAL_ERROR', { message: 'A window call has no time column.' });
  const type = typeOf(time);
  if (type.kind === 'timestamp' || type.kind === 'timestamp_ntz') return { time, plan: child };
  if (type.kind === 'string' || type.kind === 'date')
    return { time: castTo(time, TimestampType, analyzer.evaluation), plan: child };
  if (isWindowStruct(time)) {
    const { plan, column } = windowTime(call('window_time', [time]), child, analyzer);
    return { time: column, plan };
  }
  throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    sqlExpr: windowText(time, parameters),
    paramIndex: 'first',
    requiredType: TIME_OR_WINDOW,
    inputSql: quoteExpr(time),
    inputType: sqlName(type),
  });
}

/** start <= time < end. */
function holds(window: AttributeReference, time: Expr, { evaluation }: Analyzer): Expr {
  const from = resolveCall(call('>=', [time, getStructField(window, 'start')]), evaluation);
  const to = resolveCall(call('<', [time, getStructField(window, 'end')]), evaluation);
  return resolveCall(call('and', [from, to]), evaluation);
}
