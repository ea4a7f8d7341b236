import { MillraceError } from '../../lib/errors/index.ts';
import { exists } from '../../lib/plan/traverse.ts';
import type { DeployedQuery } from './deployed-query.ts';
import { sourcesOf } from './resources.ts';

/** What makes the query's batches run. */
export type Wiring =
  /** Each arrival, collected for so many seconds. */
  | { readonly kind: 'events'; readonly batchingWindowSeconds: number }
  /** A clock: the tick reads the sources itself. */
  | { readonly kind: 'schedule'; readonly minutes: number }
  /** Someone starts it: one step per batch until nothing is left. */
  | { readonly kind: 'steps' };

const MAX_BATCHING_WINDOW_SECONDS = 300;

/** How a query's trigger becomes events and schedules; refuses an interval that neither can give. */
export function wiringOf(query: DeployedQuery): Wiring {
  const { trigger, name } = query;
  if (trigger.kind === 'continuous')
    throw new MillraceError('UNSUPPORTED_DEPLOYMENT.CONTINUOUS_TRIGGER', { query: name });
  if (trigger.kind !== 'processingTime') return { kind: 'steps' };
  const seconds = trigger.intervalMs / 1000;
  if (!sourcesOf(query).some(({ kind }) => kind !== 'other')) return scheduled(query, seconds, SILENT);
  if (seconds > MAX_BATCHING_WINDOW_SECONDS) return scheduled(query, seconds);
  if (!Number.isInteger(seconds))
    throw refused(
      query,
      'the batching window of an event source is a whole number of seconds',
      `Use processingTime: '${Math.max(1, Math.ceil(seconds))} seconds', or '0 seconds' for a batch as soon as records arrive.`,
    );
  return { kind: 'events', batchingWindowSeconds: seconds };
}

/** Whether windows or watermarks must go on when nothing arrives. */
export const needsTick = ({ plan }: DeployedQuery): boolean =>
  exists(plan, (node) => node.kind === 'EventTimeWatermark');

const SILENT = 'no event tells of new rows in its sources, and a schedule runs once a minute at most';

function scheduled(query: DeployedQuery, seconds: number, why?: string): Wiring {
  const minutes = seconds / 60;
  if (Number.isInteger(minutes) && minutes >= 1) return { kind: 'schedule', minutes };
  const nearest = Math.max(1, Math.round(minutes));
  throw refused(
    query,
    why !== undefined && minutes < 1
      ? why
      : `it is more than the ${MAX_BATCHING_WINDOW_SECONDS} seconds of a batching window and no whole number of minutes`,
    `Use processingTime: '${nearest} ${nearest === 1 ? 'minute' : 'minutes'}'.`,
  );
}

function refused(query: DeployedQuery, why: string, remedy: string): MillraceError {
  const interval = query.trigger.kind === 'processingTime' ? `${query.trigger.intervalMs} ms` : query.trigger.kind;
  return new MillraceError('UNSUPPORTED_DEPLOYMENT.TRIGGER_INTERVAL', { query: query.name, interval, why, remedy });
}
