import type { Clock } from '../../util/clock.ts';
import { isTransient } from './client-errors.ts';
import { unlessStopped } from './unless-stopped.ts';

/** How long something is tried, and how. */
export interface Persistence {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly backoffMs: number;
  /** Ends the trying. */
  readonly signal: AbortSignal;
}

/** Does something until it succeeds; throws the last error when it is final or the time is over, and WAIT_INTERRUPTED when the query is stopped. */
export async function persist<T>(operation: () => Promise<T>, how: Persistence): Promise<T> {
  const deadlineMs = how.clock.now() + how.timeoutMs;
  for (;;) {
    try {
      return await unlessStopped(operation(), how.signal);
    } catch (error) {
      const nextMs = how.clock.now() + how.backoffMs;
      if (!isTransient(error) || nextMs > deadlineMs) throw error;
      await unlessStopped(how.clock.waitUntil(nextMs, how.signal), how.signal);
    }
  }
}
