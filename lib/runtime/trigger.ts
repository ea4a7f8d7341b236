/** When batches run. `processingTime` 0 is the default trigger: the next batch at once, and a look for data every polling delay. */
export type Trigger =
  | { readonly kind: 'processingTime'; readonly intervalMs: number }
  | { readonly kind: 'once' }
  | { readonly kind: 'availableNow' }
  /** Epochs follow each other without a pause; the interval is how long each lasts. */
  | { readonly kind: 'continuous'; readonly intervalMs: number };

/** What one trigger of a run has left. */
interface TriggerEnd {
  readonly startedMs: number;
  readonly nowMs: number;
  /** Whether there was a batch. */
  readonly hasRun: boolean;
  /** `spark.sql.streaming.pollingDelay`. */
  readonly pollingDelayMs: number;
}

/** When the next trigger is due: at the next multiple of the interval on the wall clock, or at once if the batch overran it. */
export function nextTriggerMs(trigger: Trigger, { startedMs, nowMs, hasRun, pollingDelayMs }: TriggerEnd): number {
  if (trigger.kind !== 'processingTime') return nowMs;
  if (trigger.intervalMs === 0) return hasRun ? nowMs : nowMs + pollingDelayMs;
  const due = Math.floor(startedMs / trigger.intervalMs) * trigger.intervalMs + trigger.intervalMs;
  return Math.max(due, nowMs);
}
