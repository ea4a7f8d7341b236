import { ConnectorError } from '../errors/index.ts';

/** What a call of a service (`Kafka`) comes to, or WAIT_INTERRUPTED as soon as the signal aborts; a call that is under way is left to itself then. */
export async function unlessStopped<T>(call: () => Promise<T>, signal: AbortSignal, service: string): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void =>
    stopped.reject(
      new ConnectorError('WAIT_INTERRUPTED', { where: `${service.toLowerCase()} connector`, what: service }),
    );
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([stopped.promise, signal.aborted ? stopped.promise : call()]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
