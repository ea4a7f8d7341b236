import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type {
  CheckpointMetadata,
  CheckpointStore,
  CommitLogEntry,
  OffsetLogEntry,
  SideLogName,
  SourceLog,
  StateBlob,
  StateBlobRef,
  StateCommit,
  StateSnapshot,
} from '../contracts/index.ts';
import { CheckpointError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';
import { blobKey, entryKey, METADATA_KEY, SPARK_METADATA_KEY } from './checkpoint-keys.ts';
import type { CheckpointStorage } from './checkpoint-storage.ts';
import { EntryLog, idsOf, isRecord, printEntry, readEntry, unreadable } from './entry-log.ts';
import { purge } from './purge.ts';

const FORMAT_VERSION = 1;

/** The {@link CheckpointStore} laws over any {@link CheckpointStorage}. */
export class LogCheckpointStore implements CheckpointStore {
  readonly location: string;
  readonly offsets: CheckpointStore['offsets'];
  readonly commits: CheckpointStore['commits'];
  readonly #storage: CheckpointStorage;
  readonly #commits: EntryLog<CommitLogEntry>;
  readonly #snapshots: EntryLog<StateSnapshot>;
  #comparedThrough = -1;

  constructor(storage: CheckpointStorage) {
    this.location = storage.location;
    this.#storage = storage;
    this.#commits = new EntryLog(storage, 'commits');
    this.#snapshots = new EntryLog(storage, 'snapshots');
    this.offsets = new EntryLog<OffsetLogEntry>(storage, 'offsets');
    this.commits = {
      latest: () => this.#commits.latest(),
      read: (batchId) => this.#commits.read(batchId),
      range: (from, through) => this.#commits.range({ from, through }),
      add: (entry, deltas) => this.#addCommit(entry, deltas),
    };
  }

  async readMetadata(): Promise<CheckpointMetadata | undefined> {
    const metadata = await readEntry(this.#storage, METADATA_KEY);
    if (metadata === undefined) {
      await this.#checkUnused();
      return undefined;
    }
    const version = isRecord(metadata) ? metadata['formatVersion'] : undefined;
    if (typeof version !== 'number') throw unreadable(this.#storage, METADATA_KEY, 'it has no formatVersion');
    if (version <= FORMAT_VERSION) return metadata as unknown as CheckpointMetadata;
    throw new CheckpointError('INVALID_LOG_VERSION.MAX_SUPPORTED_VERSION', {
      file: this.#storage.describe(METADATA_KEY),
      maxSupportedVersion: FORMAT_VERSION,
      version,
    });
  }

  async createMetadata(metadata: CheckpointMetadata): Promise<boolean> {
    if (await this.#storage.create(METADATA_KEY, printEntry(metadata))) return true;
    return (await this.readMetadata())?.queryId === metadata.queryId;
  }

  async openBlob(ref: StateBlobRef): Promise<string> {
    const file = await this.#storage.openBlob(ref.key);
    if (file === undefined) throw unreadable(this.#storage, ref.key, 'it does not exist');
    return file;
  }

  async addSnapshot(batchId: number, blobs: readonly StateBlob[]): Promise<boolean> {
    return this.#snapshots.add({ batchId, tables: [] }, async () => {
      const placed = await place(blobs, batchId, 'snapshot');
      const tables = placed.map(({ blob, ref }) => ({ operatorId: blob.operatorId, table: blob.table, blob: ref }));
      return { entry: { batchId, tables }, blobs: placed };
    });
  }

  async latestSnapshot(batchId: number): Promise<StateSnapshot | undefined> {
    return this.#snapshots.latest(batchId);
  }

  sourceLog(sourceIndex: number): SourceLog {
    return this.#log(`sources/${sourceIndex}`);
  }

  sideLog(name: SideLogName): SourceLog {
    return this.#log(name);
  }

  #log(folder: string): SourceLog {
    const storage = this.#storage;
    return {
      add: (id, entry: Json) => storage.create(entryKey(folder, id), printEntry(entry)),
      read: (id) => readEntry(storage, entryKey(folder, id)),
      list: async () => idsOf(await storage.list(folder)),
      remove: (ids) => storage.remove(ids.map((id) => entryKey(folder, id))),
    };
  }

  async purge(oldestBatchId: number): Promise<void> {
    this.#comparedThrough = await purge({
      storage: this.#storage,
      commits: this.#commits,
      snapshots: this.#snapshots,
      oldestBatchId,
      comparedThrough: this.#comparedThrough,
    });
  }

  close(): Promise<void> {
    return this.#storage.close();
  }

  /** A place without metadata is a new checkpoint only if nobody has written a batch there. */
  async #checkUnused(): Promise<void> {
    const location = this.location;
    if ((await this.#storage.read(SPARK_METADATA_KEY)) !== undefined)
      throw new CheckpointError('CHECKPOINT_OF_SPARK', { location });
    const newest = await Promise.all(['offsets', 'commits'].map((folder) => this.#storage.newest(folder)));
    if (newest.some((entry) => entry !== undefined))
      throw new CheckpointError('STREAMING_CHECKPOINT_MISSING_METADATA_FILE', { checkpointLocation: location });
  }

  #addCommit(entry: CommitLogEntry, deltas: readonly StateBlob[]): Promise<boolean> {
    return this.#commits.add(entry, async () => {
      const placed = await place(deltas, entry.batchId, 'delta');
      return { entry: withDeltas(entry, placed), blobs: placed };
    });
  }
}

/** The entry with the references of its blobs filled in. */
function withDeltas(
  entry: CommitLogEntry,
  placed: readonly { readonly blob: StateBlob; readonly ref: StateBlobRef }[],
): CommitLogEntry {
  const deltaOf = ({ operatorId, table }: StateCommit) =>
    placed.find(({ blob }) => blob.operatorId === operatorId && blob.table === table)?.ref ?? null;
  const state = entry.state.map((commit) => ({ ...commit, delta: deltaOf(commit) }));
  const orphan = placed.find(({ ref }) => !state.some(({ delta }) => delta === ref));
  if (orphan === undefined) return { ...entry, state };
  const { operatorId, table } = orphan.blob;
  throw new CheckpointError('INTERNAL_ERROR', {
    message: `The commit of batch ${entry.batchId} has a delta of table ${table} of operator ${operatorId}, but no entry for it in state.`,
  });
}

/** Gives each blob its key, never used before, and the reference by which entries name it. */
function place(blobs: readonly StateBlob[], batchId: number, form: 'delta' | 'snapshot') {
  return Promise.all(
    blobs.map(async (blob) => {
      const key = blobKey(blob, batchId, randomUUID(), form);
      const ref: StateBlobRef = { key, rows: blob.rows, bytes: (await stat(blob.file)).size };
      return { key, blob, ref };
    }),
  );
}
