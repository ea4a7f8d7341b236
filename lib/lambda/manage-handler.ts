import type { StreamingQueryProgress } from '../contracts/progress.ts';
import { QueryStartError } from '../errors/index.ts';
import { startQuery, stopQuery } from '../runtime/control/desired-state.ts';
import { recentProgress } from '../runtime/control/progress-log.ts';
import { queryStatus, type StoredQueryStatus } from '../runtime/control/query-status.ts';
import { instrumented, type LambdaHandler } from './instrumented.ts';
import { QueryRuntime } from './query-runtime.ts';

/** What shall be done. */
export type ManageEvent =
  | { readonly action: 'status' }
  /** The last stored progress records, oldest first; 20 are kept. */
  | { readonly action: 'progress'; readonly limit?: number }
  /** From the next batch on every function leaves the query alone. */
  | { readonly action: 'stop'; readonly reason?: string }
  /** The query goes on where it stopped. */
  | { readonly action: 'start' };

/** What came of it. */
export type ManageResult =
  | ({ readonly query: string } & StoredQueryStatus)
  | { readonly query: string; readonly progress: readonly StreamingQueryProgress[] }
  /** Whether that changed anything. */
  | { readonly query: string; readonly changed: boolean };

/**
 * Tells status and progress of the query and stops and starts it, by its checkpoint alone: nothing of the query is opened.
 *
 * @example
 * export const handler = manageHandler(new QueryRuntime());
 */
export function manageHandler(runtime: QueryRuntime = new QueryRuntime()): LambdaHandler<ManageEvent, ManageResult> {
  return instrumented(runtime, async (event) => {
    const { name: query } = await runtime.manifest();
    const store = await runtime.store();
    switch (event?.action) {
      case 'status':
        return { query, ...(await queryStatus(store)) };
      case 'progress':
        return { query, progress: await recentProgress(store, event.limit) };
      case 'stop':
        return { query, changed: await stopQuery(store, runtime.clock, event.reason ?? null) };
      case 'start':
        return { query, changed: await startQuery(store) };
      default:
        throw new QueryStartError('LAMBDA_EVENT_UNEXPECTED', {
          handler: 'manage',
          query,
          why: `its action is ${JSON.stringify((event as { action?: unknown } | null)?.action) ?? 'missing'}`,
          expected: '{"action": "status"}, "progress", "stop" or "start"',
        });
    }
  });
}
