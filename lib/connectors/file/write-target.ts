import { posix } from 'node:path';
import type { WriteTarget } from '../../contracts/connector.ts';
import type { FileSystem } from '../../contracts/file-system.ts';

import { inParallel } from '../in-parallel.ts';
import { displayPath, normalizePath, segmentsBelow } from './paths.ts';

/** Files taken away at once. */
const AT_ONCE = 64;

/** A folder that `df.write` writes files into. */
export class FileWriteTarget implements WriteTarget {
  readonly path: string;
  readonly #folder: string;
  readonly #fileSystem: FileSystem;

  constructor(path: string, fileSystem: FileSystem) {
    this.path = displayPath(path);
    this.#folder = path;
    this.#fileSystem = fileSystem;
  }

  meets(path: string): boolean {
    const [literal = ''] = path.split(/[*?[{]/, 1);
    const [read, folder] = [normalizePath(literal), this.#folder];
    return read === folder || segmentsBelow(folder, read) !== undefined || segmentsBelow(read, folder) !== undefined;
  }

  exists(): Promise<boolean> {
    return this.#fileSystem.exists(this.#folder);
  }

  async replace(write: () => Promise<void>, options: { readonly onlyWritten: boolean }): Promise<void> {
    const before = await this.#files();
    await write();
    const old = options.onlyWritten ? await this.#amongWritten(before) : before;
    await inParallel([...old], AT_ONCE, (path) => this.#fileSystem.remove(path));
  }

  /** Of the files that were there before, those in folders that have new ones. */
  async #amongWritten(before: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const now = await this.#files();
    const written = new Set([...now].filter((path) => !before.has(path)).map(posix.dirname));
    return new Set([...before].filter((path) => written.has(posix.dirname(path))));
  }

  /** Hidden ones too: a list of files that Spark has left speaks of files that are gone then. */
  async #files(): Promise<ReadonlySet<string>> {
    const paths = new Set<string>();
    for await (const file of this.#fileSystem.list(this.#folder)) paths.add(file.path);
    return paths;
  }
}
