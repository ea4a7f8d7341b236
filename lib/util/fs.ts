import { copyFile, link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whether an error of `node:fs` carries one of the codes (`ENOENT`, `EEXIST`, …). */
export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** The promise's value, or undefined where the file or folder does not exist. */
export const unlessMissing = <T>(promise: Promise<T>): Promise<T | undefined> =>
  promise.catch((error) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });

/** Makes the names in a folder (new, moved or removed files) survive a crash. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows has no such call and keeps names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates the folder with all its parents; with `sync`, their names survive a crash. */
export async function makeDirectory(directory: string, sync: boolean): Promise<void> {
  const first = await mkdir(directory, { recursive: true });
  if (!sync || first === undefined) return;
  for (let created = directory; ; created = dirname(created)) {
    await syncDirectory(dirname(created));
    if (created === first) return;
  }
}

/** Writes a new file; with `sync`, its content survives a crash. Fails where the file exists. */
export async function writeNewFile(path: string, content: string, sync: boolean): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(content);
    if (sync) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a whole file a second name as one step; false where the name is taken, which then stays as it is. */
export async function linkOnce(path: string, name: string): Promise<boolean> {
  try {
    await link(path, name);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moves a file, over file systems too; with `sync`, content and new name survive a crash. Replaces; not one step across file systems. */
export async function moveFile(from: string, to: string, sync: boolean): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    await copyFile(from, to);
    await unlink(from);
  }
  if (sync) await Promise.all([syncFile(to), syncDirectory(dirname(to))]);
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
