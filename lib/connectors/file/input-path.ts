import { globToRegExp, hasGlob, type PathPattern, parsePathPattern } from './glob.ts';
import { isPartitionFolder, type PartitionValues, partitionValuesOf } from './partition-values.ts';
import { isUrl, normalizePath, segmentsBelow } from './paths.ts';

/** Which files a path stands for, decided by their names alone. */
export interface InputPath {
  /** As given, made absolute: for descriptions and messages. */
  readonly path: string;
  readonly isGlob: boolean;
  readonly patterns: readonly PathPattern[];
  readonly nameFilter: RegExp | undefined;
  readonly recursive: boolean;
  /** Folders below it are partition folders; undefined: below what the path matches. */
  readonly basePath: string | undefined;
}

/** What a file source says about its path. */
interface InputPathOptions {
  readonly path: string;
  readonly pathGlobFilter: string | undefined;
  readonly recursiveFileLookup: boolean;
  readonly basePath: string | undefined;
}

/** Reads the options that say where the files are. */
export function inputPath(options: InputPathOptions): InputPath {
  const isGlob = hasGlob(options.path);
  // A URL keeps its wildcards; a path of this machine is made absolute, which leaves them alone too.
  const path = isGlob && isUrl(options.path) ? options.path : normalizePath(options.path);
  return Object.freeze({
    path,
    isGlob,
    patterns: isGlob ? parsePathPattern(path) : [{ base: path, namePrefix: '', names: [] }],
    nameFilter: options.pathGlobFilter === undefined ? undefined : globToRegExp(options.pathGlobFilter),
    recursive: options.recursiveFileLookup,
    basePath: options.basePath === undefined ? undefined : normalizePath(options.basePath),
  });
}

/** The partition values of a file that belongs to the input, undefined for one that does not. */
export function matchFile(input: InputPath, path: string): PartitionValues | undefined {
  for (const pattern of input.patterns) {
    const names = path === pattern.base ? [] : segmentsBelow(pattern.base, path);
    if (names !== undefined && matches(input, pattern, names, path)) return valuesOf(input, pattern, names, path);
  }
  return undefined;
}

/**
 * The names up to the pattern's length must match it; folders further down are those of partitions, or any with recursiveFileLookup. Hidden names
 * are left out wherever a wildcard or a listing would give them, but not in the folder that both start from.
 */
function matches(input: InputPath, pattern: PathPattern, names: readonly string[], path: string): boolean {
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  if (names.length < pattern.names.length || names.some(isHidden) || isHidden(fileName)) return false;
  if (!pattern.names.every((test, i) => test.test(names[i] ?? ''))) return false;
  const folders = names.slice(pattern.names.length, -1);
  if (!input.recursive && !folders.every(isPartitionFolder)) return false;
  return input.nameFilter === undefined || input.nameFilter.test(fileName);
}

function valuesOf(input: InputPath, pattern: PathPattern, names: readonly string[], path: string): PartitionValues {
  if (input.recursive) return {};
  const below = input.basePath === undefined ? undefined : segmentsBelow(input.basePath, path);
  return partitionValuesOf((below ?? names.slice(pattern.names.length)).slice(0, -1));
}

/** Spark's rule for names that no listing shows: `_SUCCESS`, `.part.crc`, `a.csv._COPYING_`, but not `_k=1`. */
export const isHidden = (name: string): boolean =>
  (name.startsWith('_') && !name.includes('=')) || name.startsWith('.') || name.endsWith('._COPYING_');
