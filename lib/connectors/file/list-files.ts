import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import type { PathPattern } from './glob.ts';
import { type InputPath, matchFile } from './input-path.ts';

/** The files that belong to the input now, each once, in no order; with `startAfter` those up to that path may be left out. */
export async function listFiles(input: InputPath, fileSystem: FileSystem, startAfter?: string): Promise<FileInfo[]> {
  const found = new Map<string, FileInfo>();
  for (const { base, namePrefix } of distinct(input.patterns)) {
    const single = input.isGlob ? undefined : await fileSystem.stat(base);
    if (single !== undefined && matchFile(input, single.path) !== undefined) found.set(single.path, single);
    if (single !== undefined) continue;
    for await (const file of fileSystem.list(base, { namePrefix, ...(startAfter !== undefined && { startAfter }) })) {
      if (matchFile(input, file.path) !== undefined) found.set(file.path, file);
    }
  }
  return [...found.values()];
}

/** Patterns that start alike are listed once. */
const distinct = (patterns: readonly PathPattern[]): Iterable<PathPattern> =>
  new Map(patterns.map((pattern) => [`${pattern.base}/${pattern.namePrefix}`, pattern])).values();

/** {@link listFiles} without waiting; none where the file system cannot tell at once. */
export function listFilesSync(input: InputPath, fileSystem: FileSystem): FileInfo[] {
  const isInput = (file: FileInfo): boolean => matchFile(input, file.path) !== undefined;
  return input.patterns.flatMap(({ base }) => [...(fileSystem.listSync?.(base) ?? [])].filter(isInput));
}
