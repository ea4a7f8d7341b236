import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileSystem } from '../../contracts/file-system.ts';
import { QueryStartError } from '../../errors/index.ts';

/** A path as the project keeps it: absolute on this machine, or a URL of another file system; no `/` at the end. */
export function normalizePath(path: string): string {
  if (path.startsWith('file://')) return resolve(fileURLToPath(path));
  if (path.startsWith('file:')) return resolve(path.slice('file:'.length));
  if (isUrl(path)) return path.replace(/\/+$/, '');
  return resolve(path);
}

/** Whether a path names its file system: `s3://bucket/key`. */
export const isUrl = (path: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(path);

/** A path as Spark shows it in a description: `file:/in`. */
export const displayPath = (path: string): string => (isUrl(path) ? path : `file:${path}`);

/** The names below a folder that lead to a path: `/in/k=1/a.json` under `/in` is `k=1`, `a.json`; undefined where it is not below. */
export function segmentsBelow(directory: string, path: string): string[] | undefined {
  const above = directory.endsWith('/') ? directory : `${directory}/`;
  return path.startsWith(above) && path !== above ? path.slice(above.length).split('/') : undefined;
}

/** The file system a path belongs to; raises NO_FILE_SYSTEM where none handles it. */
export function fileSystemOf(path: string, fileSystems: readonly FileSystem[]): FileSystem {
  const found = fileSystems.find((fileSystem) => fileSystem.handles(path));
  if (found === undefined) throw new QueryStartError('NO_FILE_SYSTEM', { path });
  return found;
}
