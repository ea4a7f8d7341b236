import type { FileInfo } from '../../contracts/file-system.ts';
import { compareBytes } from './compare-bytes.ts';

/**
 * The files a source has taken, each for as long as it could come up again: a file older than the newest one seen by more than `maxFileAgeMs` is never
 * taken, so it need not be remembered. The age counts from the files of earlier batches, so that the first batch takes all.
 */
export class SeenFiles {
  readonly #maxFileAgeMs: number;
  readonly #keyOf: (path: string) => string;
  readonly #files = new Map<string, FileInfo>();
  #latestMs = 0;
  #lastPath: string | undefined;
  #oldestMs = 0;

  constructor(options: { readonly maxFileAgeMs: number; readonly fileNameOnly: boolean }) {
    this.#maxFileAgeMs = options.maxFileAgeMs;
    this.#keyOf = options.fileNameOnly ? (path) => path.slice(path.lastIndexOf('/') + 1) : (path) => path;
  }

  isNew(file: FileInfo): boolean {
    return file.modifiedMs >= this.#oldestMs && !this.#files.has(this.#keyOf(file.path));
  }

  /** Whether a file of this path (or name) is remembered. */
  has(path: string): boolean {
    return this.#files.has(this.#keyOf(path));
  }

  add(file: FileInfo): void {
    this.#files.set(this.#keyOf(file.path), file);
    this.#latestMs = Math.max(this.#latestMs, file.modifiedMs);
    if (this.#lastPath === undefined || compareBytes(file.path, this.#lastPath) > 0) this.#lastPath = file.path;
  }

  /** Forgets the files that have become too old; called once a batch has been decided. */
  purge(): void {
    this.#oldestMs = Math.max(this.#oldestMs, this.#latestMs - this.#maxFileAgeMs);
    for (const [key, file] of this.#files) if (file.modifiedMs < this.#oldestMs) this.#files.delete(key);
  }

  /** The last path ever added, in the order of listings. */
  get lastPath(): string | undefined {
    return this.#lastPath;
  }

  /** The files remembered, in the order in which they were taken. */
  all(): FileInfo[] {
    return [...this.#files.values()];
  }
}
