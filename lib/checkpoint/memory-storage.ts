import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unlessMissing } from '../util/fs.ts';
import type { CheckpointStorage, IdRange, PlacedBlob, StoredEntry } from './checkpoint-storage.ts';
import { listedEntries, newestListed } from './listed-entries.ts';

/** What a memory checkpoint holds; outlives the stores opened over it, as a folder outlives processes. */
export class MemoryCheckpointContent {
  readonly entries: Map<string, string> = new Map();
  readonly blobs: Map<string, Uint8Array> = new Map();
}

/** A {@link CheckpointStorage} in this process's memory. */
export class MemoryStorage implements CheckpointStorage {
  readonly location = 'memory';
  readonly #content: MemoryCheckpointContent;
  #directory: Promise<string> | undefined;

  constructor(content: MemoryCheckpointContent) {
    this.#content = content;
  }

  async create(key: string, text: string, blobs: readonly PlacedBlob[] = []): Promise<boolean> {
    await Promise.all(
      blobs.map(async ({ key, blob }) => {
        this.#content.blobs.set(key, await readFile(blob.file));
        await rm(blob.file, { force: true });
      }),
    );
    if (this.#content.entries.has(key)) return false;
    this.#content.entries.set(key, text);
    return true;
  }

  async read(key: string): Promise<string | undefined> {
    return this.#content.entries.get(key);
  }

  async list(folder: string): Promise<readonly string[]> {
    const { entries, blobs } = this.#content;
    return [...entries.keys(), ...blobs.keys()].filter((key) => key.startsWith(`${folder}/`));
  }

  entries(folder: string, range: IdRange): Promise<readonly StoredEntry[]> {
    return listedEntries(this, folder, range);
  }

  newest(folder: string, atMost?: number): Promise<StoredEntry | undefined> {
    return newestListed(this, folder, atMost);
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.#content.entries.delete(key);
      this.#content.blobs.delete(key);
    }
  }

  async openBlob(key: string): Promise<string | undefined> {
    const bytes = this.#content.blobs.get(key);
    if (bytes === undefined) return undefined;
    this.#directory ??= mkdtemp(join(tmpdir(), 'millrace-checkpoint-'));
    const file = join(await this.#directory, encodeURIComponent(key));
    await writeFile(file, bytes);
    return file;
  }

  describe(key: string): string {
    return `${this.location}:${key}`;
  }

  async close(): Promise<void> {
    const directory = await this.#directory;
    this.#directory = undefined;
    if (directory !== undefined) await unlessMissing(rm(directory, { recursive: true }));
  }
}
