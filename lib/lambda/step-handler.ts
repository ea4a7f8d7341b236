import { backfillEnd } from './backfill-end.ts';
import { instrumented, type LambdaHandler } from './instrumented.ts';
import { type BackfillEnd, QueryRuntime } from './query-runtime.ts';
import { type BatchesPlan, type RunOutcome, runQuery } from './run-query.ts';
import type { WarmQuery } from './warm-query.ts';

/** What a step is told. */
export interface StepEvent {
  /**
   * Name of the execution that the step belongs to: all its steps have one end of the stream, also in processes of their own, and a finished one does nothing more.
   * `NAME-part-2` goes on with NAME.
   * @default - the stream ends where it does as the step runs
   */
  readonly backfill?: string;
}

/** What a step did; small, since Step Functions keep it. */
export interface StepResult {
  /** Nothing is left to do. */
  readonly done: boolean;
  readonly state: 'running' | 'stopped';
  /** The batch of this step; null where there was none. */
  readonly batchId: number | null;
  readonly numInputRows: number;
  readonly numOutputRows: number;
  /** ISO-8601; null where the query has none. */
  readonly watermark: string | null;
  readonly batchTimeMs: number;
  /** ISO-8601: where the backfill ends; null without a name. */
  readonly asOf: string | null;
}

/**
 * Runs one micro-batch of an availableNow or once query, for a state machine that invokes it until it is done.
 *
 * @example
 * export const handler = stepHandler(new QueryRuntime({ module: () => import('millrace-query') }));
 */
export function stepHandler(runtime: QueryRuntime = new QueryRuntime()): LambdaHandler<StepEvent, StepResult> {
  return instrumented(runtime, async (event, invocation) => {
    const { trigger } = await runtime.manifest();
    const name = event?.backfill?.replace(/-part-\d+$/, '');
    const end = name === undefined || trigger.kind === 'once' ? undefined : await endOf(runtime, name);
    let isOnce = trigger.kind === 'once';
    const plan = (query: WarmQuery): BatchesPlan => {
      // As in Spark: where a source cannot fix its end, availableNow is one batch.
      isOnce ||= query.sources.some(({ source }) => source.prepareForAvailableNow === undefined);
      return isOnce ? { limit: 'all', maxBatches: 1 } : { maxBatches: 1 };
    };
    return resultOf(await runQuery(runtime, invocation, plan, end), isOnce, end);
  });
}

/** The end is asked for once per process and backfill. */
async function endOf(runtime: QueryRuntime, name: string): Promise<BackfillEnd> {
  if (runtime.lastEnd?.name === name) return runtime.lastEnd;
  const end = { name, asOfMs: await backfillEnd(await runtime.store(), runtime.clock, name) };
  runtime.lastEnd = end;
  return end;
}

function resultOf(outcome: RunOutcome, isOnce: boolean, end: BackfillEnd | undefined): StepResult {
  const progress = outcome.kind === 'ran' ? outcome.batches.at(-1) : undefined;
  const isFinished = outcome.kind === 'ran' && (outcome.outcome === 'done' || (isOnce && outcome.batches.length > 0));
  return {
    done: outcome.kind === 'stopped' || isFinished,
    state: outcome.kind === 'stopped' ? 'stopped' : 'running',
    batchId: progress?.batchId ?? null,
    numInputRows: progress?.numInputRows ?? 0,
    numOutputRows: Math.max(0, progress?.sink.numOutputRows ?? 0),
    watermark: progress?.eventTime.watermark ?? null,
    batchTimeMs: progress?.batchDuration ?? 0,
    asOf: end === undefined ? null : new Date(end.asOfMs).toISOString(),
  };
}
