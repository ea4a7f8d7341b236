import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import { type InputPath, matchFile } from './input-path.ts';

/** The files that belong to the input now, each once, in no order. */
export async function listFiles(input: InputPath, fileSystem: FileSystem): Promise<FileInfo[]> {
  const found = new Map<string, FileInfo>();
  const bases = new Set(input.patterns.map((pattern) => pattern.base));
  for (const base of bases) {
    const single = input.isGlob ? undefined : await fileSystem.stat(base);
    if (single !== undefined && matchFile(input, single.path) !== undefined) found.set(single.path, single);
    if (single !== undefined) continue;
    for await (const file of fileSystem.list(base)) {
      if (matchFile(input, file.path) !== undefined) found.set(file.path, file);
    }
  }
  return [...found.values()];
}

/** {@link listFiles} without waiting; none where the file system cannot tell at once, or the path is a single file. */
export function listFilesSync(input: InputPath, fileSystem: FileSystem): FileInfo[] {
  const isInput = (file: FileInfo): boolean => matchFile(input, file.path) !== undefined;
  return input.patterns.flatMap(({ base }) => [...(fileSystem.listSync?.(base) ?? [])].filter(isInput));
}
