import type { Expr } from '../../expression/expr.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../../plan/output.ts';

/** A column that carries a watermark: an event time, or a window of one. */
export const isEventTime = (expr: Expr): boolean =>
  expr.kind === 'AttributeReference' && expr.metadata.watermarkDelayMs !== undefined;

export const hasEventTime = (plan: LogicalPlan): boolean => outputOf(plan).some(isEventTime);

/** Whether a node keeps state from which late rows are held back. */
export function isStatefulOnEventTime(node: LogicalPlan): boolean {
  if (!isStreaming(node)) return false;
  switch (node.kind) {
    case 'Aggregate':
    case 'Distinct':
      return true;
    case 'Join':
      return isStreaming(node.left) && isStreaming(node.right);
    case 'Deduplicate':
      return node.withinWatermark || node.keys.some(isEventTime);
    default:
      return false;
  }
}
