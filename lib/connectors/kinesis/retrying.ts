import { ConnectorError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;
const ATTEMPTS = 10;
const THROTTLED = new Set([
  'KMSThrottlingException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Whether an error, or an error code, says that the service is asked too often. */
export const isThrottled = (error: unknown): boolean => error instanceof Error && THROTTLED.has(error.name);

/** Wait before attempt `attempt` (from 1) is repeated. */
export const backOffMs = (attempt: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));

/** The call's result; while it is throttled it is repeated after growing waits, and at last fails with what the service says. */
export async function withBackOff<T>(call: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await unlessStopped(call, signal);
    } catch (error) {
      if (!isThrottled(error) || attempt >= ATTEMPTS) throw error;
      await clock.waitUntil(clock.now() + backOffMs(attempt), signal);
    }
  }
}

/** The call's result, or WAIT_INTERRUPTED as soon as the signal aborts; the call is left to itself then. */
export async function unlessStopped<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void =>
    stopped.reject(new ConnectorError('WAIT_INTERRUPTED', { where: 'kinesis connector', what: 'Kinesis' }));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([stopped.promise, signal.aborted ? stopped.promise : call()]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
