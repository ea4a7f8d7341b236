import { rm } from 'node:fs/promises';

/** A copy on this machine of one content of an object. */
interface Copy {
  readonly path: string;
  readonly file: Promise<string>;
  /** How many callers need it. */
  users: number;
}

/** Contents of one object that may lie here at once, needed or not: a static table that changes is read again, and nobody says when the old content is done with. */
const MAX_VERSIONS = 2;

/** Copies of objects on this machine, each made once and kept as long as somebody needs it. */
export class ScratchCache {
  /** By path and version. */
  readonly #copies = new Map<string, Copy>();
  readonly #byFile = new Map<string, string>();

  /** The copy of this content; `make` makes it where there is none. To be given back with `release`. */
  async use(path: string, version: string, make: () => Promise<string>): Promise<string> {
    const key = `${version} ${path}`;
    const known = this.#copies.get(key);
    if (known !== undefined) {
      known.users += 1;
      return known.file;
    }
    const copy: Copy = { path, file: make(), users: 1 };
    this.#copies.set(key, copy);
    try {
      const file = await copy.file;
      this.#byFile.set(file, key);
      await this.#removeOldVersions(path);
      return file;
    } catch (error) {
      this.#copies.delete(key);
      throw error;
    }
  }

  /** Gives a copy back; the last to do so removes it. Other files are left alone. */
  async release(file: string): Promise<void> {
    const key = this.#byFile.get(file);
    const copy = key === undefined ? undefined : this.#copies.get(key);
    if (key === undefined || copy === undefined) return;
    copy.users -= 1;
    if (copy.users === 0) await this.#remove(key, file);
  }

  async #removeOldVersions(path: string): Promise<void> {
    const versions = [...this.#copies].filter(([, copy]) => copy.path === path);
    for (const [key, copy] of versions.slice(0, -MAX_VERSIONS)) await this.#remove(key, await copy.file);
  }

  async #remove(key: string, file: string): Promise<void> {
    this.#copies.delete(key);
    this.#byFile.delete(file);
    await rm(file, { force: true });
  }
}
