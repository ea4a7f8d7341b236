import { setTimeout as sleep } from 'node:timers/promises';
import { MillraceError } from '../../errors/index.ts';
import { StreamSession } from '../../local/stream-session.ts';
import type { PhaseHook } from '../../runtime/phases.ts';
import { type Boundary, isSameBoundary } from './boundaries.ts';
import type { CrashMessage, CrashPlan } from './crash-plan.ts';
import { crashQuery } from './crash-queries.ts';

/** The program of a child process: runs one query of the crash suite as its plan says. */
async function main(plan: CrashPlan): Promise<void> {
  const session = await StreamSession.create({
    phaseHook: hookOf(plan),
    scratchDirectory: plan.folders.scratch,
    threads: 1,
    conf: plan.conf ?? {},
  });
  if (plan.stopsOnSignal)
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => session.stop());
  const query = await crashQuery(session, plan).start();
  tell({ kind: 'started' });
  const failure = await query.awaitTermination().then(
    () => undefined,
    (error: unknown) => error,
  );
  await session.stop();
  const batches = query.recentProgress.filter(({ durationMs }) => 'commitOffsets' in durationMs);
  const outcome = {
    runId: query.runId,
    batches: batches.map(({ batchId }) => batchId),
    condition: failure === undefined ? null : conditionOf(failure),
    message: failure === undefined ? null : String(failure),
  };
  tell({ kind: 'ended', outcome });
  process.disconnect();
}

function hookOf({ signalAt, pauseAt = [], delayMs = 0 }: CrashPlan): PhaseHook {
  return async (phase, moment, batchId) => {
    const here: Boundary = { phase, moment, batchId };
    if (delayMs > 0) await sleep(delayMs);
    if (signalAt !== undefined && isSameBoundary(here, signalAt)) process.kill(process.pid, signalAt.signal);
    if (!pauseAt.some((boundary) => isSameBoundary(boundary, here))) return;
    const goOn = new Promise((resolve) => process.once('message', resolve));
    tell({ kind: 'paused', at: here });
    await goOn;
  };
}

const tell = (message: CrashMessage): void => void process.send?.(message);

const conditionOf = (error: unknown): string => {
  const cause = error instanceof MillraceError ? (error.cause ?? error) : error;
  return cause instanceof MillraceError ? cause.condition : String(cause);
};

await main(JSON.parse(process.argv[2] ?? '{}'));
