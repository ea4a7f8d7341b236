import { AssertionError } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { DataFrame } from '../api/data-frame.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import { explainPlan } from '../plan/explain.ts';
import type { ManualClock } from '../util/clock.ts';
import type { StreamAction } from './stream-action.ts';
import { StreamCheckFailure, StreamChecks } from './stream-checks.ts';
import { reportText } from './stream-test-report.ts';
import { StreamTestRun } from './stream-test-run.ts';

/** Settings of {@link testStream}. */
export interface StreamTestOptions {
  /** The clock the session was made with; needed for `advanceClock`, and for triggers with an interval. */
  readonly clock?: ManualClock;
  /**
   * How long one action may take, milliseconds.
   * @default 30000
   */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Runs a streaming query through a list of actions, as Spark's StreamTest does. Rejects with an AssertionError whose message shows the action that
 * failed, the progress of every batch, the offsets, what the sink took, and the plan.
 *
 * @example
 * await using session = await StreamSession.create();
 * const words = session.memoryStream('word STRING');
 * const counts = session.readStream.format('memory').option('stream', words.name).load().groupBy('word').count();
 * await testStream(counts, 'update', [
 *   addData(words, ['a'], ['b'], ['a']),
 *   checkNewAnswer([['a', 2], ['b', 1]]),
 *   stop(),
 *   addData(words, ['a']),
 *   start(),
 *   checkNewAnswer([['a', 3]]),
 * ]);
 */
export async function testStream<S>(
  frame: DataFrame<S>,
  outputMode: OutputMode,
  actions: readonly StreamAction[],
  options: StreamTestOptions = {},
): Promise<void> {
  const checkpointLocation = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  const run = new StreamTestRun({ frame, outputMode, checkpointLocation, clock: options.clock });
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  let failedAt = 0;
  try {
    const checks = new StreamChecks(run, frame.schema, options.clock);
    if (!startsByHand(actions)) await run.start(undefined);
    for (const [i, action] of actions.entries()) {
      failedAt = i;
      await within(timeoutMs, checks.perform(action));
      if (actions[i + 1]?.kind !== 'expectFailure' && action.kind !== 'addData') failIfFailed(run);
    }
    failIfFailed(run);
  } catch (error) {
    throw describeFailure(error, (problem) => {
      const { progress, batches } = run;
      const plan = explainPlan(frame.plan);
      return reportText({ problem, actions, failedAt, progress, schema: frame.schema, batches, plan });
    });
  } finally {
    await run.stop();
    await rm(checkpointLocation, { recursive: true, force: true });
  }
}

function startsByHand(actions: readonly StreamAction[]): boolean {
  return actions.find(({ kind }) => kind !== 'addData' && kind !== 'advanceClock')?.kind === 'start';
}

function failIfFailed(run: { readonly failure: unknown }): void {
  if (run.failure !== undefined) throw new StreamCheckFailure(`The query failed: ${inspect(run.failure)}`);
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new StreamCheckFailure(`The action did not end within ${timeoutMs / 1000} s.`);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    timer.abort();
    timeout.catch(() => undefined);
  }
}

function describeFailure(error: unknown, report: (problem: string) => string): unknown {
  if (!(error instanceof StreamCheckFailure)) return error;
  const { actual, expected } = error;
  return new AssertionError({ message: report(error.message), actual, expected, operator: 'testStream' });
}
