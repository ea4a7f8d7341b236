import type { Clock } from '../../util/clock.ts';
import { unlessStopped } from '../unless-stopped.ts';

/** The name of the service in messages. */
export const SERVICE = 'Kinesis';

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
      return await unlessStopped(call, signal, SERVICE);
    } catch (error) {
      if (!isThrottled(error) || attempt >= ATTEMPTS) throw error;
      await clock.waitUntil(clock.now() + backOffMs(attempt), signal);
    }
  }
}
