import { ConnectorError } from '../../errors/index.ts';

/** What a promise comes to, or WAIT_INTERRUPTED as soon as the signal aborts; the promise is left to itself then. */
export async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = Promise.withResolvers<never>();
  const stop = () => over.reject(new ConnectorError('WAIT_INTERRUPTED', { where: 'kafka connector', what: 'Kafka' }));
  signal.addEventListener('abort', stop, { once: true });
  promise.catch(() => undefined);
  try {
    if (signal.aborted) stop();
    return await Promise.race([over.promise, promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
