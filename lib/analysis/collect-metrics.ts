import { AnalysisError } from '../errors/index.ts';
import { aggregate, type CollectMetrics, collectMetrics, type LogicalPlan } from '../plan/logical-plan.ts';
import { resolveAggregate } from './aggregate.ts';
import type { Analyzer } from './analyzer.ts';

/** `observe`: metrics are the columns of an aggregate over all rows. */
export function resolveCollectMetrics(plan: CollectMetrics, analyzer: Analyzer): LogicalPlan {
  const metrics = aggregate({ groupingExprs: [], aggregateExprs: plan.metrics, child: plan.child });
  const resolved = resolveAggregate(metrics, analyzer);
  if (resolved.kind !== 'Aggregate' || resolved.child !== plan.child)
    throw new AnalysisError('INVALID_OBSERVED_METRICS.NON_AGGREGATE_FUNC_ARG_IS_ATTRIBUTE', { name: plan.name });
  return collectMetrics(plan.name, resolved.aggregateExprs, plan.child);
}
