import type { CheckpointStore, CommitLogEntry, StateSnapshot } from '../contracts/checkpoint-store.ts';
import { explainPlan } from '../plan/explain.ts';
import { planFromJson } from '../plan/plan-json.ts';
import type { ExistingCheckpoint } from './open-existing.ts';

/** What is in a checkpoint. */
export type CheckpointDescription = Awaited<ReturnType<typeof describeCheckpoint>>;

/** Reads what is in a checkpoint: metadata, the last batches, snapshots, sizes. */
export async function describeCheckpoint({ store, metadata }: ExistingCheckpoint, limit: number) {
  const commits = await store.commits.range(0, Number.MAX_SAFE_INTEGER);
  const snapshots = await allSnapshots(store);
  const { plan, ...rest } = metadata;
  return {
    location: store.location,
    ...rest,
    plan: explainPlan(planFromJson(plan)),
    kept: { batches: commits.length, from: commits[0]?.batchId ?? null, through: commits.at(-1)?.batchId ?? null },
    batches: await lastBatches(store, commits, limit),
    snapshots: snapshots.map(({ batchId, tables }) => ({
      batchId,
      rows: total(tables, ({ blob }) => blob.rows),
      bytes: total(tables, ({ blob }) => blob.bytes),
    })),
    bytes: {
      deltas: total(commits, deltaBytes),
      snapshots: total(snapshots, ({ tables }) => total(tables, ({ blob }) => blob.bytes)),
    },
  };
}

/** The last batches that were planned, oldest first. */
async function lastBatches(store: CheckpointStore, commits: readonly CommitLogEntry[], limit: number) {
  const newest = (await store.offsets.latest())?.batchId ?? -1;
  const ids = Array.from({ length: Math.min(limit, newest + 1) }, (_, i) => newest - i).reverse();
  const planned = await Promise.all(ids.map((id) => store.offsets.read(id)));
  return planned
    .filter((entry) => entry !== undefined)
    .map(({ batchId, batchTimestampMs, batchWatermarkMs, offsets }) => {
      const commit = commits.find((own) => own.batchId === batchId);
      return {
        batchId,
        timestamp: new Date(batchTimestampMs).toISOString(),
        watermark: new Date(batchWatermarkMs).toISOString(),
        committed: commit !== undefined,
        stateRows: commit === undefined ? null : total(commit.state, ({ numRows }) => numRows),
        deltaBytes: commit === undefined ? null : deltaBytes(commit),
        offsets,
      };
    });
}

async function allSnapshots(store: CheckpointStore): Promise<readonly StateSnapshot[]> {
  const found: StateSnapshot[] = [];
  for (let at = Number.MAX_SAFE_INTEGER; at >= 0; at = (found[0]?.batchId ?? 0) - 1) {
    const snapshot = await store.latestSnapshot(at);
    if (snapshot === undefined) break;
    found.unshift(snapshot);
  }
  return found;
}

const deltaBytes = ({ state }: CommitLogEntry): number => total(state, ({ delta }) => delta?.bytes ?? 0);

const total = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);
