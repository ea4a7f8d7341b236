import type { FileInfo, FileSystem } from '../../contracts/file-system.ts';
import type { InputFile } from '../../contracts/source.ts';
import type { StructType } from '../../types/data-type.ts';
import { type InputPath, matchFile } from './input-path.ts';

/** A file as the engine takes it in, with the values of its partition folders by the schema's column names; undefined where it has gone or changed. */
export async function inputFile(
  input: InputPath,
  { path, version }: FileInfo,
  schema: StructType,
  fileSystem: FileSystem,
): Promise<InputFile | undefined> {
  const values = Object.entries(matchFile(input, path) ?? {});
  const byColumn = values.flatMap(([key, value]) => {
    const column = schema.fields.find((field) => field.name.toLowerCase() === key.toLowerCase());
    return column === undefined ? [] : [[column.name, value] as const];
  });
  const local = await fileSystem.localPath(path, version);
  if (local === undefined) return undefined;
  return { path: local, ...(local !== path && { origin: path }), partitionValues: Object.fromEntries(byColumn) };
}

/** Whether a file is as it was listed: by its version where it has one. */
export function isSameFile(listed: FileInfo, now: FileInfo | undefined): boolean {
  if (now === undefined || now.bytes !== listed.bytes) return false;
  const haveVersions = listed.version !== undefined && now.version !== undefined;
  return haveVersions ? now.version === listed.version : now.modifiedMs === listed.modifiedMs;
}
