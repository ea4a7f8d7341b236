import { type AttributeReference, attributeReference, type Expr } from '../expression/expr.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import type { Analyzer } from './analyzer.ts';

/** A plan that has one more column. */
export interface WithColumn {
  readonly plan: LogicalPlan;
  readonly column: AttributeReference;
}

/** What the first argument of `window` and `session_window` may be, as messages say it. */
export const TIME_OR_WINDOW =
  '("(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)" or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>" or "STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>")';

/** The attribute of a computed window: named after its function, carrying the watermark of the column it is made of. */
export function windowAttribute(
  timeWindow: 'window' | 'session_window',
  time: Expr,
  dataType: AttributeReference['dataType'],
  analyzer: Analyzer,
): AttributeReference {
  const metadata = time.kind === 'AttributeReference' ? time.metadata : {};
  return attributeReference({
    name: timeWindow,
    exprId: analyzer.nextExprId(),
    dataType,
    nullable: false,
    metadata: { ...metadata, timeWindow },
  });
}
