import { unlessStopped as unlessServiceStopped } from '../unless-stopped.ts';

/** What a promise comes to, or WAIT_INTERRUPTED as soon as the signal aborts; the promise is left to itself then. */
export function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  return unlessServiceStopped(() => promise, signal, 'Kafka');
}
