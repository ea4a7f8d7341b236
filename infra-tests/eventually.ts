import { setTimeout as sleep } from 'node:timers/promises';

/** Tries a check again until it does not throw, or throws its last error. */
export async function eventually<T>(withinMs: number, check: () => Promise<T>, pauseMs = 500): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(pauseMs);
    }
  }
}
