import { MillraceError } from '../../errors/index.ts';
import { StreamSession } from '../../local/stream-session.ts';
import type { PhaseHook } from '../../runtime/phases.ts';
import type { CrashOutcome, CrashPlan } from './crash-plan.ts';
import { crashQuery } from './crash-queries.ts';

/** What a run shows of itself while it lasts. */
interface CrashRunOptions {
  readonly phaseHook?: PhaseHook;
  /** The query has started. */
  readonly onStarted?: (session: StreamSession) => void;
}

/** Runs the query of a plan to its end in this process. */
export async function runCrashQuery(plan: CrashPlan, options: CrashRunOptions = {}): Promise<CrashOutcome> {
  await using session = await StreamSession.create({
    scratchDirectory: plan.folders.scratch,
    threads: 1,
    conf: plan.conf ?? {},
    ...(options.phaseHook === undefined ? {} : { phaseHook: options.phaseHook }),
  });
  const query = await crashQuery(session, plan).start();
  options.onStarted?.(session);
  const failure = await query.awaitTermination().then(
    () => undefined,
    (error: unknown) => error,
  );
  const batches = query.recentProgress.filter(({ durationMs }) => 'commitOffsets' in durationMs);
  return {
    runId: query.runId,
    batches: batches.map(({ batchId }) => batchId),
    condition: failure === undefined ? null : conditionOf(failure),
    message: failure === undefined ? null : String(failure),
  };
}

const conditionOf = (error: unknown): string => {
  const cause = error instanceof MillraceError ? (error.cause ?? error) : error;
  return cause instanceof MillraceError ? cause.condition : String(cause);
};
