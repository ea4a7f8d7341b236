import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode, unlessMissing } from '../../util/fs.ts';

/** Hidden from readers by its dot; in the output folder, so that putting a file in place is a rename. */
const STAGING_FOLDER = '.millrace-staging';

/** Where the files of a batch are written before they are put in place: `<directory>/.millrace-staging/<query>-<batch>-<process>.<random>`. */
export class StagingArea {
  readonly #root: string;
  readonly #queryId: string;

  /** `directory`: the file system's own, or the output folder. */
  constructor(directory: string, queryId: string) {
    this.#root = join(directory, STAGING_FOLDER);
    this.#queryId = queryId;
  }

  /** Runs `work` with a new empty folder, which is gone afterwards. */
  async use<T>(batchId: number, work: (directory: string) => Promise<T>): Promise<T> {
    const name = `${this.#queryId}-${batchId}-${process.pid}.${randomBytes(6).toString('hex')}`;
    const directory = join(this.#root, name);
    await mkdir(directory, { recursive: true });
    try {
      return await work(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
      await this.#removeRoot();
    }
  }

  /** Removes what runs of this query that have ended without cleaning up have left here. */
  async removeLeftovers(): Promise<void> {
    const names = (await unlessMissing(readdir(this.#root))) ?? [];
    const left = names.filter((name) => name.startsWith(`${this.#queryId}-`) && !isOwnerAlive(name));
    await Promise.all(left.map((name) => rm(join(this.#root, name), { recursive: true, force: true })));
    await this.#removeRoot();
  }

  async #removeRoot(): Promise<void> {
    await rmdir(this.#root).catch((error) => {
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
    });
  }
}

/** Whether the process that made a staging folder still runs: two runs may write the same batch at once. */
function isOwnerAlive(name: string): boolean {
  const pid = Number(/-(\d+)\.[0-9a-f]+$/.exec(name)?.[1]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}
