import type { StreamingQueryProgress } from '../contracts/progress.ts';
import type { Arrivals, ReadLimit } from '../contracts/source.ts';
import { sameOffset } from '../runtime/same-offset.ts';
import { isLostRace, type StepOptions, stepBatch } from '../runtime/step-batch.ts';
import type { Clock } from '../util/clock.ts';
import type { Invocation } from './invocation.ts';
import type { WarmQuery } from './warm-query.ts';

/** Which batches an invocation runs. */
export interface BatchesRequest {
  readonly invocation: Invocation;
  readonly clock: Clock;
  readonly rivalPatienceMs: number;
  /** By source, what an event brought; undefined: the source is asked. */
  readonly arrivals?: readonly (Arrivals | undefined)[];
  /** Batches end when the arrivals are committed; otherwise when no source has anything. @default false */
  readonly onlyArrivals?: boolean;
  /** @default limited */
  readonly limit?: ReadLimit;
  /** @default - until nothing is left */
  readonly maxBatches?: number;
  /** No batch is begun after so long. @default - as long as there is time */
  readonly maxMs?: number;
}

/** What came of it. */
export interface BatchesResult {
  readonly batches: readonly StreamingQueryProgress[];
  /** done: nothing is left of what was asked for, and no batch without input is due. moreDue: maxBatches were run, or maxMs are over. noTime: too little time for another batch. */
  readonly outcome: 'done' | 'moreDue' | 'noTime';
  /** Whether something of the arrivals is not committed; a batch without input may be due whatever this says. */
  readonly hasUnread: boolean;
}

/** Runs batches until what has arrived is committed and the windows that it closes are out, or until the time is up. */
export async function processBatches(query: WarmQuery, request: BatchesRequest): Promise<BatchesResult> {
  const { sources } = query;
  for (const [i, { source }] of sources.entries()) source.offer?.(request.arrivals?.[i]);
  try {
    return await runBatches(query, request);
  } finally {
    for (const { source } of sources) source.offer?.(undefined);
  }
}

async function runBatches(query: WarmQuery, request: BatchesRequest): Promise<BatchesResult> {
  const { execution, times } = query;
  const { invocation, clock, rivalPatienceMs, limit = 'limited', maxBatches = Number.POSITIVE_INFINITY } = request;
  const { maxMs = Number.POSITIVE_INFINITY } = request;
  const begunMs = clock.now();
  const batches: StreamingQueryProgress[] = [];
  for (;;) {
    if (!times.allows(invocation.timeLeft()))
      return { batches, outcome: 'noTime', hasUnread: batches.length === 0 || (await hasUnread(query, request)) };
    const startMs = clock.now();
    const options = { limit, rivalPatienceMs };
    const step = batches.length === 0 ? stepBatch(execution, clock, options) : goOn(query, clock, options);
    const { hasRun, progress } = await step;
    if (!hasRun) return { batches, outcome: 'done', hasUnread: false };
    times.note(clock.now() - startMs);
    batches.push(progress);
    invocation.onBatch(progress);
    const unread = await hasUnread(query, request);
    if (!unread && execution.position?.flushDue !== true) return { batches, outcome: 'done', hasUnread: false };
    const isOver = batches.length >= maxBatches || clock.now() - begunMs >= maxMs;
    if (isOver) return { batches, outcome: 'moreDue', hasUnread: unread };
  }
}

/** The batch after one that has just been committed: the checkpoint is looked at only where another invocation turns out to have gone on. */
async function goOn({ execution }: WarmQuery, clock: Clock, options: StepOptions & { readonly limit: ReadLimit }) {
  try {
    return await execution.trigger(options.limit);
  } catch (error) {
    if (!isLostRace(error)) throw error;
    return stepBatch(execution, clock, options);
  }
}

/** Asks the sources and not the checkpoint; with `onlyArrivals` just those an event was for, which takes no request. */
async function hasUnread({ execution, sources }: WarmQuery, request: BatchesRequest): Promise<boolean> {
  const { position } = execution;
  if (position === undefined || position.pending !== undefined) return true;
  const { arrivals, onlyArrivals = false, limit = 'limited' } = request;
  for (const [i, { source }] of sources.entries()) {
    if (onlyArrivals && arrivals?.[i] === undefined) continue;
    const start = position.startOffsets[i] ?? null;
    const end = (await source.latestOffset(start, limit)) ?? start;
    if (!sameOffset(end, start)) return true;
  }
  return false;
}
