import type { BatchLog } from '../contracts/index.ts';
import { CheckpointError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';
import { entryId, entryKey, type LogFolder } from './checkpoint-keys.ts';
import type { CheckpointStorage, IdRange, PlacedBlob } from './checkpoint-storage.ts';

/** An entry as it will be stored, and the blobs it names. */
interface CompletedEntry<E> {
  readonly entry: E;
  readonly blobs: readonly PlacedBlob[];
}

/** One folder of numbered entries in a checkpoint's storage. */
export class EntryLog<E extends { readonly batchId: number; readonly runToken?: string }> implements BatchLog<E> {
  readonly #storage: CheckpointStorage;
  readonly #folder: LogFolder;

  constructor(storage: CheckpointStorage, folder: LogFolder) {
    this.#storage = storage;
    this.#folder = folder;
  }

  async latest(atMost?: number): Promise<E | undefined> {
    const newest = await this.#storage.newest(this.#folder, atMost);
    return newest && this.#entryOf(newest.id, parse(this.#storage, newest.key, newest.text));
  }

  /** The entries of some batches, ascending. */
  async range(range: IdRange): Promise<E[]> {
    const stored = await this.#storage.entries(this.#folder, range);
    return stored.map(({ id, key, text }) => this.#entryOf(id, parse(this.#storage, key, text)));
  }

  async read(batchId: number): Promise<E | undefined> {
    const entry = await readEntry(this.#storage, entryKey(this.#folder, batchId));
    return entry === undefined ? undefined : this.#entryOf(batchId, entry);
  }

  /** True where this entry, or an earlier one of the same run, is the batch's. */
  async add(
    entry: E,
    complete: (entry: E) => Promise<CompletedEntry<E>> = async (entry) => ({ entry, blobs: [] }),
  ): Promise<boolean> {
    const key = entryKey(this.#folder, entry.batchId);
    const completed = await this.#complete(entry, complete);
    if (typeof completed === 'boolean') return completed;
    const blobKeys = completed.blobs.map((placed) => placed.key);
    if (await this.#storage.create(key, printEntry(completed.entry), completed.blobs)) {
      if (this.#storage.keepsRemovedTaken || entry.batchId >= (await purgeBound(this.#storage))) return true;
      // The batch was decided and purged long ago: a run that slept through it must not find the name free.
      await this.#storage.remove([key, ...blobKeys]);
      return false;
    }
    await this.#storage.remove(blobKeys);
    return this.#isOwn(entry);
  }

  /** Where that fails because the batch is decided (an earlier add of this run has taken the files of the blobs away, say): whether it is this run's. */
  async #complete(entry: E, complete: (entry: E) => Promise<CompletedEntry<E>>) {
    try {
      return await complete(entry);
    } catch (error) {
      const winner = await this.read(entry.batchId);
      if (winner === undefined) throw error;
      return isSameRun(winner, entry);
    }
  }

  async #isOwn(entry: E): Promise<boolean> {
    const winner = await this.read(entry.batchId);
    return winner !== undefined && isSameRun(winner, entry);
  }

  #entryOf(batchId: number, entry: Json): E {
    if (isRecord(entry) && entry['batchId'] === batchId) return entry as unknown as E;
    const key = entryKey(this.#folder, batchId);
    throw unreadable(this.#storage, key, `it does not hold an entry of batch ${batchId}`);
  }
}

const isSameRun = (a: { readonly runToken?: string }, b: { readonly runToken?: string }): boolean =>
  a.runToken !== undefined && a.runToken === b.runToken;

/** Ids of the entries among some keys, ascending. */
export const idsOf = (keys: readonly string[]): number[] =>
  keys
    .map(entryId)
    .filter((id) => id !== undefined)
    .sort((a, b) => a - b);

/** Batches below this have been purged; 0 for a checkpoint that never was. */
export const purgeBound = async (storage: Pick<CheckpointStorage, 'list'>): Promise<number> =>
  idsOf(await storage.list('purged')).at(-1) ?? 0;

export const printEntry = (entry: unknown): string => `${JSON.stringify(entry, undefined, 2)}\n`;

/** The JSON under a key; undefined where there is none. */
export async function readEntry(storage: CheckpointStorage, key: string): Promise<Json | undefined> {
  const text = await storage.read(key);
  return text === undefined ? undefined : parse(storage, key, text);
}

function parse(storage: CheckpointStorage, key: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw unreadable(storage, key, 'it is not valid JSON', error);
  }
}

export const unreadable = (storage: CheckpointStorage, key: string, reason: string, cause?: unknown): CheckpointError =>
  new CheckpointError('CHECKPOINT_FILE_UNREADABLE', { file: storage.describe(key), reason }, { cause });

export const isRecord = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
