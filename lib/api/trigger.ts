import type { StreamTrigger } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import { parseIntervalText } from '../types/interval.ts';
import { toMillis } from '../util/interval.ts';

/** When batches run: exactly one of these. Intervals are text like '10 seconds'. */
export type TriggerInput =
  | { readonly processingTime: string }
  | { readonly once: true }
  | { readonly availableNow: true }
  | { readonly continuous: string };

/** Triggers by name, as alternatives to plain objects. */
export const Trigger = Object.freeze({
  /** A batch every so often; '0 seconds': as soon as the last one is done. */
  processingTime: (interval: string): TriggerInput => ({ processingTime: interval }),
  /** One batch with all there is, whatever the limits of the sources; then the query ends. */
  once: (): TriggerInput => ({ once: true }),
  /** All there is now, in as many batches as the limits of the sources make; then the query ends. */
  availableNow: (): TriggerInput => ({ availableNow: true }),
  /** Row by row, at least once, with a checkpoint every so often. */
  continuous: (checkpointInterval: string): TriggerInput => ({ continuous: checkpointInterval }),
});

/** What runs where no trigger is set: the next batch as soon as the last is done. */
export const DEFAULT_TRIGGER: StreamTrigger = Object.freeze({ kind: 'processingTime', intervalMs: 0 });

/** The checked form of a trigger. */
export function toStreamTrigger(input: TriggerInput): StreamTrigger {
  const [entry, ...more] = Object.entries(input).filter(([, value]) => value !== undefined && value !== false);
  if (entry === undefined || more.length > 0) throw new QueryStartError('ONLY_ALLOW_SINGLE_TRIGGER');
  const [name, value] = entry;
  switch (name) {
    case 'processingTime':
    case 'continuous':
      return Object.freeze({ kind: name, intervalMs: triggerIntervalMs(String(value)) });
    case 'once':
    case 'availableNow':
      return Object.freeze({ kind: name });
    default:
      throw new QueryStartError('ONLY_ALLOW_SINGLE_TRIGGER');
  }
}

function triggerIntervalMs(text: string): number {
  const interval = parseIntervalText(text);
  if (interval.months !== 0) {
    throw new QueryStartError('INVALID_TRIGGER', {
      interval: `'${text}'`,
      why: 'months and years have no fixed length',
    });
  }
  const intervalMs = toMillis(interval);
  if (intervalMs < 0) throw new QueryStartError('INVALID_TRIGGER', { interval: `'${text}'`, why: 'it is negative' });
  return intervalMs;
}
