import type { Expr } from '../../expression/expr.ts';
import type { Aggregate, Distinct, LogicalPlan } from '../../plan/logical-plan.ts';
import { isStreaming, outputOf } from '../../plan/output.ts';
import { isEventTime, isStatefulOnEventTime } from './event-time.ts';
import { type QueryFacts, type Refusal, unnamed, unsupportedMode } from './refusal.ts';
import { visibleNodes } from './visible-nodes.ts';

const CHECK_CORRECTNESS = 'spark.sql.streaming.statefulOperator.checkCorrectness.enabled';

const isStreamingAggregate = (node: LogicalPlan): node is Aggregate | Distinct =>
  (node.kind === 'Aggregate' || node.kind === 'Distinct') && isStreaming(node);

/** The keys of the first aggregate, the only one that these checks look at; those of SELECT DISTINCT are its columns. */
function firstGrouping({ plan }: QueryFacts): readonly Expr[] | undefined {
  const first = visibleNodes(plan).find(isStreamingAggregate);
  return first?.kind === 'Distinct' ? outputOf(first.child) : first?.groupingExprs;
}

/** An aggregate in update or complete mode below another stateful operator: it restates groups with times that are late by then. */
const restatesBelowState = (node: LogicalPlan): boolean =>
  isStatefulOnEventTime(node) && visibleNodes(node).some((below) => below !== node && isStreamingAggregate(below));

/** What a query as a whole cannot do, in the order of Spark's checks; these come before the nodes'. */
export const QUERY_REFUSALS: readonly Refusal[] = Object.freeze([
  unsupportedMode(
    'append-aggregate-without-watermark',
    (_, facts) => facts.outputMode === 'append' && firstGrouping(facts)?.some(isEventTime) === false,
    'streaming aggregations without watermark',
    'Group by the watermarked column or a window of it, or use update or complete mode.',
  ),
  unsupportedMode(
    'update-session-window',
    (_, facts) =>
      facts.outputMode === 'update' &&
      firstGrouping(facts)?.some(
        (e) => e.kind === 'AttributeReference' && e.metadata.timeWindow === 'session_window',
      ) === true,
    'session window streaming aggregations',
    'Use append mode with a watermark, or complete mode.',
  ),
  unsupportedMode(
    'complete-without-aggregate',
    (_, facts) => facts.outputMode === 'complete' && firstGrouping(facts) === undefined,
    'no streaming aggregations',
    'Use append mode, or aggregate the rows.',
  ),
]);

/** What a query as a whole cannot do once each of its nodes can. */
export const LAST_REFUSALS: readonly Refusal[] = Object.freeze([
  unnamed(
    'aggregate-below-stateful-operator',
    (_, facts) =>
      facts.outputMode !== 'append' &&
      facts.conf[CHECK_CORRECTNESS] !== 'false' &&
      visibleNodes(facts.plan).some(restatesBelowState),
    `Detected pattern of possible 'correctness' issue due to global watermark. The query contains stateful operation which can emit rows older than the current watermark plus allowed late record delay, which are "late rows" in downstream stateful operations and these rows can be discarded. Please refer the programming guide doc for more details. If you understand the possible risk of correctness issue and still need to run the query, you can disable this check by setting the config \`${CHECK_CORRECTNESS}\` to false.`,
    'Use append mode with a watermark, or split the query in two with a sink and a source between them.',
  ),
]);
