import type { CommitLogEntry, StateSnapshot } from '../contracts/index.ts';
import { entryKey, leadingId } from './checkpoint-keys.ts';
import type { CheckpointStorage, IdRange, StoredEntry } from './checkpoint-storage.ts';
import { type EntryLog, printEntry } from './entry-log.ts';

interface PurgeRequest {
  readonly storage: CheckpointStorage;
  readonly commits: EntryLog<CommitLogEntry>;
  readonly snapshots: EntryLog<StateSnapshot>;
  readonly oldestBatchId: number;
  /** Blobs of batches up to this one have been compared with their entries before. */
  readonly comparedThrough: number;
}

/** What a finished purge tells the next one, so that it need not look through everything again. */
interface PurgeRecord {
  readonly oldestBatchId: number;
  /** No commit below this is left. */
  readonly keptFrom: number;
  readonly comparedThrough: number;
}

const NEVER: PurgeRecord = { oldestBatchId: 0, keptFrom: 0, comparedThrough: -1 };

/** Removes what no recovery to a batch from `oldestBatchId` on needs, and gives the newest commit up to which blobs have been compared with entries. */
export async function purge(request: PurgeRequest): Promise<number> {
  const { storage, commits, snapshots } = request;
  const latest = (await commits.latest())?.batchId;
  if (latest === undefined) return request.comparedThrough;
  const oldest = Math.min(request.oldestBatchId, latest);
  const records = await storage.entries('purged', {});
  const done = finishedRecord(records);
  const comparedThrough = Math.max(request.comparedThrough, done.comparedThrough);
  const base = (await snapshots.latest(oldest))?.batchId ?? -1;
  const older = await commits.range({ from: done.keptFrom, through: oldest });
  const replayed = batchesToReplay(older, base, oldest);
  // The bound stands before anything goes, or a sleeping run could take a purged batch for a new one.
  const record: PurgeRecord = { oldestBatchId: oldest, keptFrom: Math.min(oldest, ...replayed), comparedThrough };
  await storage.create(entryKey('purged', oldest), printEntry(record));

  const isGone = (id: number) => id < oldest && !replayed.has(id);
  await removeBlobs(storage, { from: done.keptFrom - 1, base, deltas: older.filter((entry) => isGone(entry.batchId)) });
  await removeStrangers(request, comparedThrough, latest);
  await removeWhere(storage, 'offsets', { from: done.oldestBatchId, through: oldest - 1 }, (id) => id < oldest);
  await removeWhere(storage, 'commits', { from: done.keptFrom, through: oldest - 1 }, isGone);
  await removeWhere(storage, 'snapshots', { through: base - 1 }, (id) => id < base);
  // Last: the oldest record left is that of a purge that came this far.
  const bound = Math.max(oldest, ...records.map(({ id }) => id));
  const outdated = [...records.map(({ id }) => id), oldest].filter((id) => id < bound);
  await storage.remove(outdated.map((id) => entryKey('purged', id)));
  return latest;
}

/** The record of the last purge that was not cut off. */
function finishedRecord([oldest]: readonly StoredEntry[]): PurgeRecord {
  if (oldest === undefined) return NEVER;
  const { oldestBatchId = 0, keptFrom = 0, comparedThrough = -1 } = JSON.parse(oldest.text) as Partial<PurgeRecord>;
  return { oldestBatchId, keptFrom, comparedThrough };
}

/** Batches before `oldest` whose deltas its state still needs: those after the snapshot below it that have state at all. */
function batchesToReplay(entries: readonly CommitLogEntry[], base: number, oldest: number): ReadonlySet<number> {
  const between = entries.filter(({ batchId, state }) => batchId > base && batchId < oldest && state.length > 0);
  return new Set(between.map(({ batchId }) => batchId));
}

/** Removes the blobs of batches before the snapshot `base`, and the deltas of some commits. */
async function removeBlobs(
  storage: CheckpointStorage,
  gone: { readonly from: number; readonly base: number; readonly deltas: readonly CommitLogEntry[] },
): Promise<void> {
  const isGone = (key: string) => (leadingId(key) ?? Number.POSITIVE_INFINITY) < gone.base;
  const listed = gone.base <= 0 ? [] : await storage.list('state', { from: gone.from, through: gone.base - 1 });
  const named = gone.deltas.flatMap(({ state }) => state.flatMap(({ delta }) => delta?.key ?? []));
  await storage.remove([...new Set([...listed.filter(isGone), ...named])]);
}

async function removeWhere(
  storage: CheckpointStorage,
  folder: string,
  range: IdRange,
  isGone: (id: number) => boolean,
): Promise<void> {
  const keys = await storage.list(folder, range);
  await storage.remove(keys.filter((key) => isGone(leadingId(key) ?? Number.POSITIVE_INFINITY)));
}

/** Removes blobs of decided batches that no entry names: they belong to lost rivals and crashed runs. */
async function removeStrangers(
  { storage, commits, snapshots }: PurgeRequest,
  comparedThrough: number,
  latest: number,
): Promise<void> {
  const range = { from: comparedThrough + 1, through: latest };
  const deltas = new Map(
    (await commits.range(range)).map(({ batchId, state }) => [batchId, new Set(state.map(({ delta }) => delta?.key))]),
  );
  const manifests = new Map(
    (await snapshots.range(range)).map(({ batchId, tables }) => [batchId, new Set(tables.map(({ blob }) => blob.key))]),
  );
  const blobs = await storage.list('state', range);
  await storage.remove(
    blobs.filter((key) => {
      const named = key.endsWith('.snapshot.parquet') ? manifests : deltas;
      return named.get(leadingId(key) ?? -1)?.has(key) === false;
    }),
  );
}
