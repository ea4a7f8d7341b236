import type { Clock } from '../../util/clock.ts';
import { isTransient } from './client-errors.ts';

/** How long something is tried, and how. */
export interface Persistence {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly backoffMs: number;
  /** Ends the trying. */
  readonly signal: AbortSignal;
}

/** Does something until it succeeds; throws the last error when it is final, the time is over, or the caller gives up. */
export async function persist<T>(operation: () => Promise<T>, how: Persistence): Promise<T> {
  const deadlineMs = how.clock.now() + how.timeoutMs;
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      const nextMs = how.clock.now() + how.backoffMs;
      if (!isTransient(error) || nextMs > deadlineMs || how.signal.aborted) throw error;
      await how.clock.waitUntil(nextMs, how.signal);
      if (how.signal.aborted) throw error;
    }
  }
}
