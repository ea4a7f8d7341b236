import type { Clock } from '../util/clock.ts';

/** Whether `end` resolves before so many milliseconds have passed; undefined waits for ever. */
export async function endsWithin(end: Promise<void>, timeoutMs: number | undefined, clock: Clock): Promise<boolean> {
  const ended = end.then(() => true);
  if (timeoutMs === undefined) return ended;
  const timer = new AbortController();
  try {
    return await Promise.race([ended, clock.waitUntil(clock.now() + timeoutMs, timer.signal).then(() => false)]);
  } finally {
    timer.abort();
  }
}
