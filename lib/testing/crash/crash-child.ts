import { flushCompileCache } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamSession } from '../../local/stream-session.ts';
import type { PhaseHook } from '../../runtime/phases.ts';
import { type Boundary, isSameBoundary } from './boundaries.ts';
import type { CrashMessage, CrashPlan } from './crash-plan.ts';
import { runCrashQuery } from './run-crash-query.ts';

/** The program of a child process: runs one query of the crash suite as its plan says. */
async function main(plan: CrashPlan): Promise<void> {
  const onStarted = (session: StreamSession) => {
    if (plan.stopsOnSignal) for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => session.stop());
    tell({ kind: 'started' });
  };
  tell({ kind: 'ended', outcome: await runCrashQuery(plan, { phaseHook: hookOf(plan), onStarted }) });
  process.disconnect();
}

function hookOf({ signalAt, pauseAt, delayMs = 0 }: CrashPlan): PhaseHook {
  return async (phase, moment, batchId) => {
    const here: Boundary = { phase, moment, batchId };
    if (delayMs > 0) await sleep(delayMs);
    if (signalAt !== undefined && isSameBoundary(here, signalAt)) process.kill(process.pid, signalAt.signal);
    if (pauseAt === undefined || !isSameBoundary(here, pauseAt)) return;
    const goOn = new Promise((resolve) => process.once('message', resolve));
    tell({ kind: 'paused', at: here });
    await goOn;
  };
}

const tell = (message: CrashMessage): void => void process.send?.(message);

// A process that is killed would leave nothing in the cache.
flushCompileCache();
await main(JSON.parse(process.argv[2] ?? '{}'));
