import type { Arrivals } from '../contracts/source.ts';
import { instrumented, type LambdaHandler } from './instrumented.ts';
import { QueryRuntime } from './query-runtime.ts';
import { runQuery } from './run-query.ts';
import type { WarmQuery } from './warm-query.ts';

/** What a tick may be told. */
export interface TickEvent {
  /**
   * Whether sources of files list their folders, which finds files whose notification was lost.
   * @default - by MILLRACE_RECONCILE_MINUTES
   */
  readonly reconcile?: boolean;
}

/** What a tick did. */
export interface TickResult {
  readonly state: 'running' | 'stopped';
  readonly batches: number;
  readonly numInputRows: number;
}

/** A stream that never pauses is left to the next tick. */
const MAX_MS = 50_000;
const NO_FILES: Arrivals = { kind: 'files', files: [] };

/**
 * Runs what is due by the clock: batches without input, so that windows close when nothing arrives; what the sources have that no event has told of; silent sources.
 * The variable MILLRACE_RECONCILE_MINUTES says how often folders are listed, 1 (always) if it is not set.
 *
 * @example
 * export const handler = tickHandler(new QueryRuntime({ module: () => import('millrace-query') }));
 */
export function tickHandler(runtime: QueryRuntime = new QueryRuntime()): LambdaHandler<TickEvent, TickResult> {
  return instrumented(runtime, async (event, invocation) => {
    const lists = event?.reconcile ?? isListingDue(runtime);
    const outcome = await runQuery(runtime, invocation, (query) => ({
      maxMs: MAX_MS,
      ...(!lists && { arrivals: withoutListing(query) }),
    }));
    const batches = outcome.kind === 'ran' ? outcome.batches : [];
    return {
      state: outcome.kind === 'stopped' ? 'stopped' : 'running',
      batches: batches.length,
      numInputRows: batches.reduce((sum, { numInputRows }) => sum + numInputRows, 0),
    };
  });
}

function isListingDue({ environment, clock }: QueryRuntime): boolean {
  const minutes = Number(environment['MILLRACE_RECONCILE_MINUTES'] ?? 1);
  return !(minutes > 1) || Math.floor(clock.now() / 60_000) % Math.floor(minutes) === 0;
}

const withoutListing = (query: WarmQuery): readonly (Arrivals | undefined)[] =>
  query.sources.map(({ relation }) =>
    Object.keys(relation.options).some((option) => option.toLowerCase() === 'path') ? NO_FILES : undefined,
  );
