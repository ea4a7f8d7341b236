/** When batches run. `processingTime` 0 is the default trigger: the next batch at once, and a look for data every 10 ms. */
export type Trigger =
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'once' }
  | { readonly kind: 'availableNow' };

const POLLING_DELAY_MS = 10;

/**
 * When the next trigger is due, given when the last one began: at the next multiple of the interval on the wall clock, or at once if the
 * batch overran it.
 */
export function nextTriggerMs(trigger: Trigger, startedMs: number, nowMs: number, ranBatch: boolean): number {
  if (trigger.kind !== 'processingTime') return nowMs;
  if (trigger.intervalMs === 0) return ranBatch ? nowMs : nowMs + POLLING_DELAY_MS;
  const due = Math.floor(startedMs / trigger.intervalMs) * trigger.intervalMs + trigger.intervalMs;
  return Math.max(due, nowMs);
}
