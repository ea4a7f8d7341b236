import { AnalysisError } from '../errors/index.ts';
import type { AttributeReference, Expr } from '../expression/expr.ts';
import { nameOf } from '../expression/name-of.ts';
import { typeOf } from '../expression/type-of.ts';
import { type EventTimeWatermark, eventTimeWatermark, type LogicalPlan, project } from '../plan/logical-plan.ts';
import { attributeOf, isStreaming, outputOf } from '../plan/output.ts';
import { isWindowType, sqlName } from '../types/data-type.ts';
import type { Analyzer } from './analyzer.ts';
import { quoteIdentifier } from './quote.ts';
import { checkNames, namesIn, resolveNames } from './resolve-names.ts';
import { resolveTypes } from './resolve-types.ts';
import { scopeOf } from './scope.ts';
import { resolveSelectList, toNamed, withExpr } from './select-list.ts';

/** `withWatermark` and the WATERMARK clause: the event time is a column, or an expression with a name, which becomes one. */
export function resolveEventTimeWatermark(plan: EventTimeWatermark, analyzer: Analyzer): LogicalPlan {
  const { eventTime, child } = eventTimeColumn(plan, analyzer);
  if (!isEventTime(eventTime))
    throw new AnalysisError('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE', {
      eventName: quoteIdentifier(eventTime.name),
      eventType: `"${sqlName(eventTime.dataType)}"`,
    });
  if (!isStreaming(child)) return child;
  return eventTimeWatermark({ ...plan, nodeId: plan.nodeId ?? analyzer.nextExprId(), eventTime, child });
}

function eventTimeColumn(
  plan: EventTimeWatermark,
  analyzer: Analyzer,
): { readonly eventTime: AttributeReference; readonly child: LogicalPlan } {
  const attributes = outputOf(plan.child);
  const written = plan.eventTime;
  if (written.kind === 'Alias') return computedEventTime(written, plan.child, analyzer);
  const named = resolveNames(written, namesIn(scopeOf(attributes), analyzer), analyzer);
  checkNames(named, attributes);
  if (named.kind === 'AttributeReference') return { eventTime: named, child: plan.child };
  if (written.kind === 'UnresolvedAttribute')
    throw new AnalysisError('EVENT_TIME_MUST_BE_TOP_LEVEL_COLUMN', { eventExpr: written.nameParts.join('.') });
  throw new AnalysisError('REQUIRES_EXPLICIT_NAME_IN_WATERMARK_CLAUSE', {
    sqlExpr: nameOf(resolveTypes(named, analyzer)),
  });
}

/** `WATERMARK expression AS name`: the column comes first in the output. */
function computedEventTime(written: Expr, child: LogicalPlan, analyzer: Analyzer) {
  const attributes = outputOf(child);
  const [item] = resolveSelectList([written], scopeOf(attributes), [], analyzer);
  if (item === undefined)
    throw new AnalysisError('INTERNAL_ERROR', { message: 'A watermark clause has no expression.' });
  checkNames(item.expr, attributes);
  const column = toNamed(withExpr(item, resolveTypes(item.expr, analyzer)), analyzer);
  const eventTime = attributeOf(column);
  if (eventTime === undefined)
    throw new AnalysisError('INTERNAL_ERROR', { message: 'A watermark column has no name.' });
  return { eventTime, child: project([column, ...attributes], child) };
}

const isEventTime = (column: AttributeReference): boolean =>
  typeOf(column).kind === 'timestamp' || isWindowType(column.dataType);
