import type { BatchLog } from '../contracts/index.ts';
import { CheckpointError } from '../errors/index.ts';
import type { Json } from '../util/json.ts';
import { entryId, entryKey, type LogFolder } from './checkpoint-keys.ts';
import type { CheckpointStorage, PlacedBlob } from './checkpoint-storage.ts';

/** An entry as it will be stored, and the blobs it names. */
export interface CompletedEntry<E> {
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

  async ids(): Promise<readonly number[]> {
    return idsOf(await this.#storage.list(this.#folder));
  }

  async latest(): Promise<E | undefined> {
    for (;;) {
      const id = (await this.ids()).at(-1);
      if (id === undefined) return undefined;
      const entry = await this.read(id);
      // A purge by another process may come between the two calls; newer entries are there then.
      if (entry !== undefined) return entry;
    }
  }

  async read(batchId: number): Promise<E | undefined> {
    const key = entryKey(this.#folder, batchId);
    const entry = await readEntry(this.#storage, key);
    if (entry === undefined) return undefined;
    if (isRecord(entry) && entry['batchId'] === batchId) return entry as unknown as E;
    throw unreadable(this.#storage, key, `it does not hold an entry of batch ${batchId}`);
  }

  /** True where this entry, or an earlier one of the same run, is the batch's. `complete` is asked for the rest only where the batch seems free. */
  async add(
    entry: E,
    complete: (entry: E) => Promise<CompletedEntry<E>> = async (entry) => ({ entry, blobs: [] }),
  ): Promise<boolean> {
    const taken = await this.#isOwn(entry);
    if (taken !== undefined) return taken;
    const key = entryKey(this.#folder, entry.batchId);
    const completed = await complete(entry);
    const blobKeys = completed.blobs.map((placed) => placed.key);
    if (await this.#storage.create(key, printEntry(completed.entry), completed.blobs)) {
      if (entry.batchId >= (await purgeBound(this.#storage))) return true;
      // The batch was decided and purged long ago: a run that slept through it must not find the name free.
      await this.#storage.remove([key, ...blobKeys]);
      return false;
    }
    const own = (await this.#isOwn(entry)) ?? false;
    if (!own) await this.#storage.remove(blobKeys);
    return own;
  }

  async #isOwn(entry: E): Promise<boolean | undefined> {
    const winner = await this.read(entry.batchId);
    return winner && entry.runToken !== undefined && winner.runToken === entry.runToken;
  }
}

/** Ids of the entries among some keys, ascending. */
export const idsOf = (keys: readonly string[]): number[] =>
  keys
    .map(entryId)
    .filter((id) => id !== undefined)
    .sort((a, b) => a - b);

/** Batches below this have been purged; 0 for a checkpoint that never was. */
export const purgeBound = async (storage: CheckpointStorage): Promise<number> =>
  idsOf(await storage.list('purged')).at(-1) ?? 0;

export const printEntry = (entry: unknown): string => `${JSON.stringify(entry, undefined, 2)}\n`;

/** The JSON under a key; undefined where there is none. */
export async function readEntry(storage: CheckpointStorage, key: string): Promise<Json | undefined> {
  const text = await storage.read(key);
  if (text === undefined) return undefined;
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
