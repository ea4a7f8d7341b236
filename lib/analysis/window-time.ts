import { AnalysisError } from '../errors/index.ts';
import { alias, attributeReference, type Call, call, type Expr, getStructField } from '../expression/expr.ts';
import { resolveCall } from '../expression/function-registry.ts';
import { nameOf } from '../expression/name-of.ts';
import { typeOf } from '../expression/type-of.ts';
import { type LogicalPlan, project } from '../plan/logical-plan.ts';
import { outputOf } from '../plan/output.ts';
import { sqlName } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { quoteExpr } from './quote.ts';
import type { WithColumn } from './window-column.ts';

/** `window_time(w)`: the last microsecond of a window, as an event time with the window's watermark. */
export function windowTime(expr: Call, child: LogicalPlan, analyzer: Analyzer): WithColumn {
  const [window] = expr.args;
  if (window !== undefined && typeOf(window).kind !== 'struct')
    throw new AnalysisError('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
      sqlExpr: nameOf(expr),
      paramIndex: 'first',
      requiredType: '"STRUCT"',
      inputSql: quoteExpr(window),
      inputType: sqlName(typeOf(window)),
    });
  if (window?.kind !== 'AttributeReference' || window.metadata.timeWindow === undefined)
    throw new AnalysisError('_LEGACY_ERROR_TEMP_3101', { windowTime: nameOf(expr) });
  const { timeWindow: _, ...metadata } = window.metadata;
  const last = resolveCall(call('__window_time', [getStructField(window, 'end')]), analyzer.evaluation);
  const column = attributeReference({
    name: nameOf(expr),
    exprId: analyzer.nextExprId(),
    dataType: typeOf(last),
    metadata,
  });
  const computed = alias(last, column.name, column.exprId, metadata);
  return { plan: project([computed, ...outputOf(child)], child), column };
}

/** Whether an expression is a window struct, of either kind of timestamp. */
export function isWindowStruct(expr: Expr): boolean {
  const type = typeOf(expr);
  if (type.kind !== 'struct' || type.fields.length !== 2) return false;
  const [start, end] = type.fields;
  const time = start?.dataType.kind;
  return (
    start?.name === 'start' &&
    end?.name === 'end' &&
    end.dataType.kind === time &&
    (time === 'timestamp' || time === 'timestamp_ntz')
  );
}
