import type { CheckpointStore, CommitLogEntry, StateBlobRef, StateSnapshot, StateTable } from '../contracts/index.ts';
import { CheckpointError } from '../errors/index.ts';
import type { DeltaFile } from './state-sql.ts';

/** How to come to a version: what to start from, and the commits to apply to it. */
export interface StateReplay {
  readonly base: 'memory' | 'empty' | StateSnapshot;
  readonly entries: readonly CommitLogEntry[];
}

/** Up to so many batches behind, memory is brought forward without looking for a snapshot: the case of a rival's commit. */
const SHORT_REPLAY = 20;

/** Finds the shortest way to the state after `batchId`; `memoryVersion` is undefined where memory is of no use. */
export async function planReplay(
  store: CheckpointStore,
  memoryVersion: number | undefined,
  batchId: number,
): Promise<StateReplay> {
  const memory = memoryVersion !== undefined && memoryVersion <= batchId ? memoryVersion : undefined;
  if (memory !== undefined && batchId - memory <= SHORT_REPLAY) {
    const entries = await readCommits(store, memory, batchId);
    if (entries.every((entry) => entry !== undefined)) return { base: 'memory', entries };
  }
  const snapshot = await store.latestSnapshot(batchId);
  const start = snapshot?.batchId ?? -1;
  if (memory !== undefined && memory >= start)
    return { base: 'memory', entries: await needCommits(store, memory, batchId) };
  return { base: snapshot ?? 'empty', entries: await needCommits(store, start, batchId) };
}

/** The committed deltas of one table in some commits, as files of this machine, and the greatest eviction. */
export async function tableDeltas(
  store: CheckpointStore,
  table: StateTable,
  entries: readonly CommitLogEntry[],
): Promise<{ readonly deltas: readonly DeltaFile[]; readonly evictedThroughMicros: string | null }> {
  let evicted: bigint | undefined;
  const deltas: Promise<DeltaFile>[] = [];
  for (const { batchId, state } of [...entries].sort((a, b) => b.batchId - a.batchId)) {
    const commit = state.find((own) => own.operatorId === table.operatorId && own.table === table.name);
    if (commit === undefined) continue;
    const through = commit.evictedThroughMicros === null ? undefined : BigInt(commit.evictedThroughMicros);
    if (through !== undefined && (evicted === undefined || through > evicted)) evicted = through;
    const evictedThroughMicros = evicted === undefined ? null : String(evicted);
    if (commit.delta === null) continue;
    const opened = openStateBlob(
      store,
      table,
      batchId,
      commit.delta,
      'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS',
    );
    deltas.push(opened.then((file) => ({ batchId, file, evictedThroughMicros })));
  }
  return { deltas: await Promise.all(deltas), evictedThroughMicros: evicted === undefined ? null : String(evicted) };
}

/** The file of one table in a snapshot; undefined where the snapshot was taken before the table existed. */
export async function snapshotFile(
  store: CheckpointStore,
  table: StateTable,
  snapshot: StateSnapshot,
): Promise<string | undefined> {
  const own = snapshot.tables.find((entry) => entry.operatorId === table.operatorId && entry.table === table.name);
  if (own === undefined) return undefined;
  return openStateBlob(
    store,
    table,
    snapshot.batchId,
    own.blob,
    'CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE',
  );
}

type MissingFile =
  | 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS'
  | 'CANNOT_LOAD_STATE_STORE.CANNOT_READ_MISSING_SNAPSHOT_FILE';

async function openStateBlob(
  store: CheckpointStore,
  table: StateTable,
  batchId: number,
  ref: StateBlobRef,
  missing: MissingFile,
): Promise<string> {
  try {
    return await store.openBlob(ref);
  } catch (cause) {
    if (!(cause instanceof CheckpointError)) throw cause;
    const params = { fileToRead: ref.key, batchId, operatorId: table.operatorId, table: table.name };
    throw new CheckpointError(missing, { ...params, location: store.location }, { cause });
  }
}

async function needCommits(store: CheckpointStore, after: number, through: number): Promise<CommitLogEntry[]> {
  const entries = await readCommits(store, after, through);
  return entries.map((entry, i) => {
    if (entry !== undefined) return entry;
    throw new CheckpointError('CANNOT_LOAD_STATE_STORE.MISSING_COMMIT', {
      batchId: through,
      missing: after + 1 + i,
      location: store.location,
    });
  });
}

async function readCommits(
  store: CheckpointStore,
  after: number,
  through: number,
): Promise<readonly (CommitLogEntry | undefined)[]> {
  // A store across a network gives a range in one request.
  const found = after + 1 < through ? await store.commits.range(after + 1, through) : undefined;
  if (found === undefined) return Promise.all(after < through ? [store.commits.read(through)] : []);
  const byId = new Map(found.map((entry) => [entry.batchId, entry]));
  return Array.from({ length: through - after }, (_, i) => byId.get(after + 1 + i));
}
