import { randomUUID } from 'node:crypto';
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { CheckpointError } from '../errors/index.ts';
import { hasCode, linkOnce, makeDirectory, moveFile, syncDirectory, unlessMissing, writeNewFile } from '../util/fs.ts';
import type { CheckpointStorage, IdRange, PlacedBlob, StoredEntry } from './checkpoint-storage.ts';
import { listedEntries, newestListed } from './listed-entries.ts';

/**
 * A {@link CheckpointStorage} in a folder of this machine. An entry is written under a temporary name, then linked to its own: link, unlike rename, fails where
 * the name is taken, over processes too.
 */
export class DirectoryStorage implements CheckpointStorage {
  readonly location: string;
  readonly #fsync: boolean;
  /** Folders this process has seen, so that a write need not ask for them again. */
  readonly #folders = new Set<string>();

  readonly #linkOnce: typeof linkOnce;

  constructor(location: string, fsync: boolean, link = linkOnce) {
    this.location = location;
    this.#fsync = fsync;
    this.#linkOnce = link;
  }

  async create(key: string, text: string, blobs: readonly PlacedBlob[] = []): Promise<boolean> {
    const target = this.describe(key);
    const folder = dirname(target);
    const temporary = join(folder, `.${basename(target)}.${randomUUID()}.tmp`);
    await this.#ensureFolders([target, ...blobs.map((placed) => this.describe(placed.key))]);
    try {
      await Promise.all([
        writeNewFile(temporary, text, this.#fsync),
        ...blobs.map(({ key, blob }) => moveFile(blob.file, this.describe(key), this.#fsync)),
      ]);
      return await this.#link(temporary, target);
    } finally {
      await Promise.all([rm(temporary, { force: true }), this.#fsync ? syncDirectory(folder) : undefined]);
    }
  }

  read(key: string): Promise<string | undefined> {
    return unlessMissing(readFile(this.describe(key), 'utf8'));
  }

  async list(folder: string): Promise<readonly string[]> {
    const entries = await unlessMissing(readdir(this.describe(folder), { recursive: true, withFileTypes: true }));
    return (entries ?? [])
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.location, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }

  entries(folder: string, range: IdRange): Promise<readonly StoredEntry[]> {
    return listedEntries(this, folder, range);
  }

  newest(folder: string, atMost?: number): Promise<StoredEntry | undefined> {
    return newestListed(this, folder, atMost);
  }

  async remove(keys: readonly string[]): Promise<void> {
    await Promise.all(keys.map((key) => rm(this.describe(key), { force: true })));
  }

  async openBlob(key: string): Promise<string | undefined> {
    const file = this.describe(key);
    return (await unlessMissing(access(file).then(() => true))) === true ? file : undefined;
  }

  describe(key: string): string {
    return join(this.location, ...key.split('/'));
  }

  async close(): Promise<void> {}

  async #link(temporary: string, target: string): Promise<boolean> {
    try {
      return await this.#linkOnce(temporary, target);
    } catch (error) {
      if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
      throw new CheckpointError('CHECKPOINT_LINK_UNSUPPORTED', { location: this.location }, { cause: error });
    }
  }

  async #ensureFolders(files: readonly string[]): Promise<void> {
    const missing = new Set(files.map((file) => dirname(file)).filter((folder) => !this.#folders.has(folder)));
    for (const folder of missing) {
      await makeDirectory(folder, this.#fsync);
      this.#folders.add(folder);
    }
  }
}
