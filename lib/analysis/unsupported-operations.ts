import type { OutputMode } from '../contracts/output-mode.ts';
import { ExecutionError, QueryStartError } from '../errors/index.ts';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { isStreaming } from '../plan/output.ts';
import { childrenOf } from '../plan/traverse.ts';
import { BATCH_REFUSALS } from './refusals/batch-refusals.ts';
import { CONTINUOUS_REFUSALS } from './refusals/continuous-refusals.ts';
import { NODE_REFUSALS } from './refusals/node-refusals.ts';
import { LAST_REFUSALS, QUERY_REFUSALS } from './refusals/query-refusals.ts';
import type { QueryFacts, Refusal } from './refusals/refusal.ts';

/** Settings that the checks read: `spark.sql.…` names. */
export type Conf = Readonly<Record<string, string>>;

/**
 * Refuses what cannot run as a stream in an output mode, with Spark's condition and words: first what the query as a whole cannot do, then
 * each node from the sources up, then what only shows in the query once its nodes are in order. Raises QueryStartError.
 */
export function checkUnsupported(plan: LogicalPlan, outputMode: OutputMode, conf: Conf = {}): void {
  const facts: QueryFacts = { plan, outputMode, conf, watermarkMs: 0 };
  for (const refusal of QUERY_REFUSALS) raiseIf(refusal, plan, facts);
  eachFromBelow(plan, (node) => {
    for (const refusal of NODE_REFUSALS) raiseIf(refusal, node, facts);
  });
  for (const refusal of LAST_REFUSALS) raiseIf(refusal, plan, facts);
}

/** Refuses what cannot run under the continuous trigger, each node from the sources up. Raises QueryStartError. */
export function checkContinuous(plan: LogicalPlan, outputMode: OutputMode, conf: Conf = {}): void {
  const facts: QueryFacts = { plan, outputMode, conf, watermarkMs: 0 };
  eachFromBelow(plan, (node) => {
    for (const refusal of CONTINUOUS_REFUSALS) raiseIf(refusal, node, facts);
  });
}

/** Refuses an optimized query for what Spark finds out only as it plans a batch. Raises ExecutionError. */
export function checkBatch(plan: LogicalPlan, outputMode: OutputMode, watermarkMs: number, conf: Conf = {}): void {
  const facts: QueryFacts = { plan, outputMode, conf, watermarkMs };
  eachFromBelow(plan, (node) => {
    const refusal = BATCH_REFUSALS.find(({ applies }) => applies(node, facts));
    if (refusal !== undefined) throw new ExecutionError(refusal.condition, refusal.params(node, facts));
  });
}

/** Refuses `show`, `collect` and other calls that need all rows at once on a stream. */
export function checkForBatch(plan: LogicalPlan): void {
  if (isStreaming(plan))
    throw new QueryStartError('_LEGACY_ERROR_TEMP_3102', {
      message: 'Queries with streaming sources must be executed with writeStream.start()',
      remedy:
        "Write to the memory sink under a query name and read that table, or use foreachBatch to handle each batch's rows.",
    });
}

function raiseIf(refusal: Refusal, node: LogicalPlan, facts: QueryFacts): void {
  if (refusal.applies(node, facts)) throw new QueryStartError(refusal.condition, refusal.params(node, facts));
}

function eachFromBelow(plan: LogicalPlan, visit: (node: LogicalPlan) => void): void {
  for (const child of childrenOf(plan)) eachFromBelow(child, visit);
  visit(plan);
}
