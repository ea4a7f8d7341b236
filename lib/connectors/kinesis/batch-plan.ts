import type { Clock } from '../../util/clock.ts';
import { inParallel } from '../in-parallel.ts';
import type { ShardOffset } from './kinesis-offset.ts';
import { PARALLEL_FETCHES } from './limits.ts';
import { mergeRepeats } from './repeats.ts';
import { ancestorsOf, type ShardLineage, shardsToBegin, shardsToForget } from './shard-lineage.ts';
import type { Budget, ShardProgress } from './shard-progress.ts';

/** What putting a batch together needs. */
interface BatchPlanRequest {
  readonly start: ReadonlyMap<string, ShardOffset>;
  readonly budget: Budget;
  /** Records that arrived later are left for later. */
  readonly tipMs: number;
  readonly maxFetchMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Only this shard and those it was made of are read: an event came from it. */
  readonly onlyShard: string | undefined;
  readonly lineage: () => ShardLineage;
  /** Lists the shards again. */
  readonly relist: () => Promise<void>;
  /** Begins with a shard; undefined where it is gone, and that may be. */
  readonly progressOf: (shardId: string, before: ShardOffset) => Promise<ShardProgress | undefined>;
}

/** Where a batch ends. */
export interface BatchPlan {
  readonly shards: ReadonlyMap<string, ShardOffset>;
  /** Shards of which all has been read that there was. */
  readonly tips: Readonly<Record<string, number>>;
  readonly hasChanged: boolean;
}

/** Reads all shards that may be read, side by side, until there is no more, the batch is full, or time is up; children of a shard once it is read to its end. */
export async function planBatch(request: BatchPlanRequest): Promise<BatchPlan> {
  const { budget, clock, signal } = request;
  const shards = new Map(request.start);
  const running = new Map<string, ShardProgress>();
  const endMs = clock.now() + request.maxFetchMs;
  for (;;) {
    // What is known to have ended must not stand in the offset without its children, which hold the watermark back.
    do await begin(request, shards, running);
    while (await closeDrained(request, shards, running));
    const active = [...running.values()].filter((progress) => !progress.isDone);
    const hasTaken = [...running.values()].some(({ taken }) => taken > 0);
    if (active.length === 0 || isSpent(budget) || signal.aborted || (hasTaken && clock.now() >= endMs)) break;
    const share = { records: Math.ceil(budget.records / active.length), bytes: budget.bytes / active.length };
    const hungry = active.filter((progress) => !progress.hasRecordsLeft);
    await inParallel(hungry, PARALLEL_FETCHES, ({ reader }) => reader.fetch(share.records));
    for (const progress of active) progress.take(share, budget, request.tipMs);
  }
  return finish(request, shards, running);
}

const isSpent = ({ records, bytes }: Budget): boolean => records <= 0 || bytes <= 0;

async function begin(
  request: BatchPlanRequest,
  shards: Map<string, ShardOffset>,
  running: Map<string, ShardProgress>,
): Promise<void> {
  const { onlyShard } = request;
  const lineage = request.lineage();
  for (const { id, parents } of shardsToBegin(lineage, Object.fromEntries(shards))) {
    const repeats = mergeRepeats(parents.map((parent) => shards.get(parent)?.repeats));
    const times = parents.flatMap((parent) => shards.get(parent)?.readThroughMs ?? []);
    shards.set(id, {
      ...(times.length > 0 && { readThroughMs: Math.min(...times) }),
      ...(repeats !== undefined && { repeats }),
    });
  }
  const wanted = onlyShard === undefined ? undefined : new Set([onlyShard, ...ancestorsOf(lineage, [onlyShard])]);
  for (const [id, before] of shards) {
    if (before.closed === true || running.has(id) || wanted?.has(id) === false) continue;
    const progress = await request.progressOf(id, before);
    if (progress === undefined) shards.set(id, { ...before, closed: true });
    else running.set(id, progress);
  }
}

/** Says in the offset which shards have ended, so that their children can begin; whether there were any. */
async function closeDrained(
  request: BatchPlanRequest,
  shards: Map<string, ShardOffset>,
  running: Map<string, ShardProgress>,
): Promise<boolean> {
  const drained = [...running].filter(([id, { isDrained }]) => isDrained && shards.get(id)?.closed !== true);
  if (drained.length === 0) return false;
  for (const [id, progress] of drained) shards.set(id, progress.offset);
  const hasChildren = (id: string): boolean =>
    [...request.lineage().values()].some(({ parents }) => parents.includes(id));
  if (drained.some(([id]) => !hasChildren(id))) await request.relist();
  return true;
}

function finish(
  request: BatchPlanRequest,
  shards: Map<string, ShardOffset>,
  running: ReadonlyMap<string, ShardProgress>,
): BatchPlan {
  const { start } = request;
  const ends = new Map<string, ShardOffset>();
  const tips: Record<string, number> = {};
  for (const [id, before] of shards) {
    const progress = running.get(id);
    const end = progress?.offset ?? withoutIdle(before);
    ends.set(id, end);
    if (progress?.isDone === true && end.readThroughMs !== undefined) tips[id] = end.readThroughMs;
  }
  const hasTaken = [...running.values()].some(({ taken }) => taken > 0);
  // Before there is any row there is nothing to hold back.
  const canHoldBack = ends.size > 1 && [...ends.values()].some(({ sequence }) => sequence !== undefined);
  const isMoved = [...ends].some(
    ([id, end]) => hasMoved(start.get(id), end, canHoldBack) || isUnknownAgain(request, id, end),
  );
  for (const id of shardsToForget(request.lineage(), Object.fromEntries(ends)))
    if (start.get(id)?.closed === true) ends.delete(id);
  return { shards: ends, tips, hasChanged: hasTaken || isMoved };
}

/** A shard that has ended, or that needs to hold nothing back any more, is news; time that passes is not. */
function hasMoved(before: ShardOffset | undefined, end: ShardOffset, matters: boolean): boolean {
  if ((before?.closed ?? false) !== (end.closed ?? false)) return true;
  return matters && before !== undefined && end.idle === true && before.idle !== true;
}

/** An old event says nothing of shards that were silent when they were looked at: a batch of now must not take them for silent still. */
function isUnknownAgain({ onlyShard, start }: BatchPlanRequest, id: string, end: ShardOffset): boolean {
  const before = start.get(id);
  return onlyShard !== undefined && before?.idle === true && before.closed !== true && end.idle !== true;
}

/** What was not looked at may have got records since. */
function withoutIdle({ idle: _, ...offset }: ShardOffset): ShardOffset {
  return offset;
}
