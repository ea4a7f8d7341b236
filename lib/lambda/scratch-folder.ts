import { mkdir, mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of a run of its own, and how much may be spilled into it. */
interface ScratchFolder {
  readonly path: string;
  readonly maxBytes: number;
}

/** Of the free space; the rest is for files on their way to the checkpoint and the sink. */
const SPILL_SHARE = 0.6;

/**
 * Makes a scratch folder below `base` and removes those of processes that have ended: a function's folder outlives a process that ran out of time or memory.
 * Several runs of one process have one each.
 */
export async function createScratchFolder(base: string): Promise<ScratchFolder> {
  await mkdir(base, { recursive: true });
  const own = processName();
  for (const name of await readdir(base)) {
    if (!name.startsWith(`${own}.`) && !isAlive(name)) await rm(join(base, name), { recursive: true, force: true });
  }
  const path = await mkdtemp(join(base, `${own}.`));
  const { bavail, bsize } = await statfs(base);
  return { path, maxBytes: Math.floor(bavail * bsize * SPILL_SHARE) };
}

/** Ids of processes come again in a function, so the time of the start is part of the name. */
const processName = (): string => `${process.pid}-${Math.round(performance.timeOrigin)}`;

function isAlive(name: string): boolean {
  const pid = Number.parseInt(name, 10);
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
