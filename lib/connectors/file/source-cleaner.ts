import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import { QueryStartError } from '../../errors/index.ts';
import { globToRegExp, hasGlob } from './glob.ts';
import type { InputPath } from './input-path.ts';
import type { FileSourceOptions } from './options.ts';
import { normalizePath } from './paths.ts';

/** Removes the files of batches that are done, as `cleanSource` says; the files of a batch may come more than once. */
export type SourceCleaner = (file: FileInfo) => Promise<void>;

/** The cleaner that the options ask for; undefined for `off`. */
export function sourceCleaner(
  options: FileSourceOptions,
  input: InputPath,
  fileSystem: FileSystem,
): SourceCleaner | undefined {
  if (options.cleanSource === 'off') return undefined;
  if (options.cleanSource === 'delete') return (file) => fileSystem.remove(file.path);
  const archiveDir = normalizePath(options.sourceArchiveDir ?? '');
  if (!fileSystem.handles(archiveDir)) {
    throw new QueryStartError('INVALID_OPTION', {
      where: 'file source',
      name: 'sourceArchiveDir',
      value: archiveDir,
      why: `it is not in the file system of ${input.path}`,
      allowed: 'folders of the same file system',
    });
  }
  refuseArchiveInSource(archiveDir, input);
  return async (file) => {
    if (await fileSystem.exists(file.path)) await fileSystem.move(file.path, archivedPath(archiveDir, file.path));
  };
}

/** The archive keeps the whole path, so that files of equal names stay apart: `/archive/in/2024/a.json`. */
const archivedPath = (archiveDir: string, path: string): string =>
  `${archiveDir}/${path.replace(/^[a-z][a-z0-9+.-]+:\/\//i, '').replace(/^\/+/, '')}`;

/** Spark's rule: over as many names as the shorter of the two has, the archive must not match the source. */
function refuseArchiveInSource(archiveDir: string, input: InputPath): void {
  const archive = archiveDir.split('/');
  const source = input.path.split('/');
  const depth = Math.min(archive.length, source.length);
  const matches = source
    .slice(0, depth)
    .every((name, i) => (hasGlob(name) ? globToRegExp(name).test(archive[i] ?? '') : name === archive[i]));
  if (matches) throw new QueryStartError('ARCHIVE_DIR_MATCHES_SOURCE', { archiveDir, path: input.path });
}
