import type { ReadLimit } from '../contracts/source.ts';
import { MillraceError } from '../errors/index.ts';
import type { Clock } from '../util/clock.ts';
import type { TriggerResult } from './execution-parts.ts';
import type { MicroBatchExecution } from './micro-batch-execution.ts';

/** How one step deals with other runs of its query. */
export interface StepOptions {
  /** @default limited */
  readonly limit?: ReadLimit;
  /**
   * How often a batch may go to another run before the step gives up with CONCURRENT_STREAM_LOG_UPDATE.
   * @default 10
   */
  readonly maxLostRaces?: number;
  /**
   * How long after another run has begun a batch this one leaves it alone before it does the same work; it only saves work.
   * @default 0
   */
  readonly rivalPatienceMs?: number;
}

/** What one step has come to. */
export interface StepResult extends TriggerResult {
  /** Batches that this step began and other runs committed. */
  readonly lostRaces: number;
}

const LOOK_AGAIN_MS = 50;

/**
 * Runs exactly one batch, if one is due, for callers that are driven from outside: looks at what other runs have committed since, applies it, and runs the next
 * batch. Where another run takes that batch this one goes on after it.
 */
export async function stepBatch(
  execution: MicroBatchExecution,
  clock: Clock,
  { limit = 'limited', maxLostRaces = 10, rivalPatienceMs = 0 }: StepOptions = {},
): Promise<StepResult> {
  for (let lostRaces = 0; ; lostRaces++) {
    try {
      await execution.initialize();
      await giveWay(execution, clock, rivalPatienceMs);
      return { ...(await execution.trigger(limit)), lostRaces };
    } catch (error) {
      if (!isLostRace(error) || lostRaces >= maxLostRaces) throw error;
    }
  }
}

/** Whether a batch failed only because another run has done it. */
export const isLostRace = (error: unknown): boolean =>
  error instanceof MillraceError && error.condition === 'CONCURRENT_STREAM_LOG_UPDATE';

async function giveWay(execution: MicroBatchExecution, clock: Clock, patienceMs: number): Promise<void> {
  while (execution.isBegunElsewhere) {
    const deadlineMs = (execution.position?.pending?.batchTimestampMs ?? 0) + patienceMs;
    const nowMs = clock.now();
    if (nowMs >= deadlineMs) return;
    await clock.waitUntil(Math.min(deadlineMs, nowMs + LOOK_AGAIN_MS));
    await execution.initialize();
  }
}
