import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { copyFile, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import { hasCode, makeDirectory, syncDirectory, unlessMissing } from '../../util/fs.ts';
import { mapFiles } from './map-files.ts';
import { isUrl } from './paths.ts';

const PIECE_BYTES = 1_048_576;

/** The files of this machine. What it puts in place survives a crash of the machine. */
export class LocalFileSystem implements FileSystem {
  handles(path: string): boolean {
    return !isUrl(path);
  }

  async *list(directory: string): AsyncIterable<FileInfo> {
    const entries = (await unlessMissing(readdir(directory, { withFileTypes: true }))) ?? [];
    const folders: string[] = [];
    const others: string[] = [];
    for (const entry of entries) (entry.isDirectory() ? folders : others).push(join(directory, entry.name));
    for (const found of await mapFiles(others, statPath)) {
      if (found?.isFolder) folders.push(found.path);
      else if (found !== undefined) yield found.info;
    }
    for (const folder of folders) yield* this.list(folder);
  }

  async exists(path: string): Promise<boolean> {
    return (await unlessMissing(stat(path))) !== undefined;
  }

  existsSync(path: string): boolean {
    return existsSync(path);
  }

  *listSync(directory: string): Iterable<FileInfo> {
    const own = statSync(directory, { throwIfNoEntry: false });
    if (own?.isFile()) yield fileInfo(directory, own);
    if (!own?.isDirectory()) return;
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isDirectory()) yield* this.listSync(path);
      else if (found !== undefined) yield fileInfo(path, found);
    }
  }

  *readSync(path: string): Iterable<Uint8Array> {
    const file = openSync(path, 'r');
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const count = readSync(file, piece);
        if (count === 0) return;
        yield piece.subarray(0, count);
      }
    } finally {
      closeSync(file);
    }
  }

  readTailSync(path: string, bytes: number): Uint8Array {
    const file = openSync(path, 'r');
    try {
      const size = fstatSync(file).size;
      const tail = new Uint8Array(Math.min(bytes, size));
      readSync(file, tail, 0, tail.length, size - tail.length);
      return tail;
    } finally {
      closeSync(file);
    }
  }

  async stat(path: string): Promise<FileInfo | undefined> {
    const found = await statPath(path);
    return found === undefined || found.isFolder ? undefined : found.info;
  }

  localPath(path: string): Promise<string> {
    return Promise.resolve(path);
  }

  async publish(localFile: string, path: string): Promise<void> {
    const directory = dirname(path);
    await makeDirectory(directory, true);
    await syncFile(localFile);
    try {
      await rename(localFile, path);
    } catch (error) {
      if (!hasCode(error, 'EXDEV')) throw error;
      await publishAcrossDevices(localFile, path);
    }
    await syncDirectory(directory);
  }

  async move(from: string, to: string): Promise<void> {
    await this.publish(from, to);
    await syncDirectory(dirname(from));
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}

interface FoundPath {
  readonly path: string;
  readonly isFolder: boolean;
  readonly info: FileInfo;
}

/** A file or a folder behind a name, links followed; undefined where it has gone meanwhile. */
async function statPath(path: string): Promise<FoundPath | undefined> {
  const found = await unlessMissing(stat(path));
  if (found === undefined) return undefined;
  return { path, isFolder: found.isDirectory(), info: fileInfo(path, found) };
}

const fileInfo = (path: string, stats: Stats): FileInfo => ({
  path,
  bytes: stats.size,
  modifiedMs: Math.floor(stats.mtimeMs),
});

/** A rename works only within a device: a copy under a hidden name beside the target comes first. */
async function publishAcrossDevices(localFile: string, path: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    await copyFile(localFile, temporary);
    await syncFile(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await rm(localFile, { force: true });
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
