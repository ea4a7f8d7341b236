import type { CommitLogEntry, StateSnapshot } from '../contracts/index.ts';
import { entryKey, leadingId } from './checkpoint-keys.ts';
import type { CheckpointStorage } from './checkpoint-storage.ts';
import { type EntryLog, printEntry, purgeBound } from './entry-log.ts';

export interface PurgeRequest {
  readonly storage: CheckpointStorage;
  readonly commits: EntryLog<CommitLogEntry>;
  readonly snapshots: EntryLog<StateSnapshot>;
  readonly oldestBatchId: number;
  /** Blobs of batches up to this one have been compared with their entries before. */
  readonly comparedThrough: number;
}

/** Removes what no recovery to a batch from `oldestBatchId` on needs, and gives the newest commit up to which blobs have been compared with entries. */
export async function purge(request: PurgeRequest): Promise<number> {
  const { storage, commits, snapshots } = request;
  const commitIds = await commits.ids();
  const latest = commitIds.at(-1);
  if (latest === undefined) return request.comparedThrough;
  const oldest = Math.min(request.oldestBatchId, latest);
  const base = (await snapshots.ids()).findLast((id) => id <= oldest) ?? -1;
  const replayed = await batchesToReplay(commits, commitIds, base, oldest);
  // The bound stands before anything goes, or a sleeping run could take a purged batch for a new one.
  await storage.create(entryKey('purged', oldest), printEntry({ oldestBatchId: oldest }));
  const bound = await purgeBound(storage);

  const isGone = (id: number) => id < oldest && !replayed.has(id);
  await removeWhere(storage, 'purged', (id) => id < bound);
  await removeWhere(storage, 'offsets', (id) => id < oldest);
  await removeWhere(storage, 'commits', isGone);
  await removeWhere(storage, 'snapshots', (id) => id < base);
  const live = await referencedBlobs(request, latest);
  const blobs = await storage.list('state');
  await storage.remove(
    blobs.filter((key) => {
      const id = leadingId(key) ?? -1;
      const isSnapshot = key.endsWith('.snapshot.parquet');
      if (isSnapshot ? id < base : isGone(id)) return true;
      return live[isSnapshot ? 'snapshots' : 'deltas'].get(id)?.has(key) === false;
    }),
  );
  return latest;
}

/** Batches before `oldest` whose deltas its state still needs: those after the snapshot below it that have state at all. */
async function batchesToReplay(
  commits: EntryLog<CommitLogEntry>,
  ids: readonly number[],
  base: number,
  oldest: number,
): Promise<ReadonlySet<number>> {
  const between = ids.filter((id) => id > base && id < oldest);
  const entries = await Promise.all(between.map((id) => commits.read(id)));
  return new Set(entries.filter((entry) => entry && entry.state.length > 0).map((entry) => entry?.batchId ?? -1));
}

async function removeWhere(storage: CheckpointStorage, folder: string, isGone: (id: number) => boolean) {
  const keys = await storage.list(folder);
  await storage.remove(keys.filter((key) => isGone(leadingId(key) ?? Number.POSITIVE_INFINITY)));
}

type Referenced = ReadonlyMap<number, ReadonlySet<string>>;

/** By decided batch, the blobs its entries name: other blobs of it belong to lost rivals and crashed runs. */
async function referencedBlobs(
  { commits, snapshots, comparedThrough }: PurgeRequest,
  latest: number,
): Promise<{ readonly deltas: Referenced; readonly snapshots: Referenced }> {
  const isNew = (id: number) => id > comparedThrough && id <= latest;
  const entries = await Promise.all((await commits.ids()).filter(isNew).map((id) => commits.read(id)));
  const manifests = await Promise.all((await snapshots.ids()).filter(isNew).map((id) => snapshots.read(id)));
  return {
    deltas: new Map(
      entries.flatMap((entry) =>
        entry === undefined ? [] : [[entry.batchId, new Set(entry.state.map(({ delta }) => delta?.key ?? ''))]],
      ),
    ),
    snapshots: new Map(
      manifests.flatMap((snapshot) =>
        snapshot === undefined ? [] : [[snapshot.batchId, new Set(snapshot.tables.map(({ blob }) => blob.key))]],
      ),
    ),
  };
}
