import { aggregate, type LogicalPlan } from '../../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../../plan/output.ts';
import { transformUp } from '../../plan/traverse.ts';

/** `SELECT DISTINCT` on a stream is an aggregation by all columns. */
export const distinctAsAggregate = (plan: LogicalPlan): LogicalPlan =>
  transformUp(plan, (node) => {
    if (node.kind !== 'Distinct' || !isStreaming(node)) return node;
    const columns = outputOf(node.child);
    return aggregate({ groupingExprs: columns, aggregateExprs: columns, child: node.child });
  });
