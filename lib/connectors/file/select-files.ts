import type { FileInfo } from '../../contracts/file-system.ts';
import { compareBytes } from './compare-bytes.ts';
import type { SeenFiles } from './seen-files.ts';

/** How much one batch may take; at most one of the two is set. */
export interface FileLimit {
  readonly maxFiles: number | undefined;
  readonly maxBytes: number | undefined;
}

interface Selection {
  /** The files of the batch, in reading order. */
  readonly taken: readonly FileInfo[];
  /** New files the batch had no room for, in order. */
  readonly left: readonly FileInfo[];
}

/** No limit: everything that is new. */
export const NO_LIMIT: FileLimit = Object.freeze({ maxFiles: undefined, maxBytes: undefined });

/** Reading order: by time of writing, oldest (or newest) first, and by path where the times agree. */
export function readingOrder(files: readonly FileInfo[], latestFirst: boolean): FileInfo[] {
  const sign = latestFirst ? -1 : 1;
  return [...files].sort((a, b) => sign * (a.modifiedMs - b.modifiedMs) || comparePaths(a.path, b.path));
}

/** The order of a listing. */
export const pathOrder = (files: readonly FileInfo[]): FileInfo[] =>
  [...files].sort((a, b) => compareBytes(a.path, b.path));

/** Order by code units: the same on every machine. */
export const comparePaths = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Decides what the next batch reads: those of `ordered` that have not been seen and are not too old, up to the limit, but always at least one. */
export function selectFiles(ordered: readonly FileInfo[], seen: SeenFiles, limit: FileLimit): Selection {
  const fresh = ordered.filter((file) => seen.isNew(file));
  const count = Math.min(limit.maxFiles ?? fresh.length, countWithin(fresh, limit.maxBytes));
  return { taken: fresh.slice(0, count), left: fresh.slice(count) };
}

function countWithin(files: readonly FileInfo[], maxBytes: number | undefined): number {
  if (maxBytes === undefined) return files.length;
  let sum = 0;
  const over = files.findIndex((file, i) => {
    sum += file.bytes;
    return i > 0 && sum > maxBytes;
  });
  return over < 0 ? files.length : over;
}

/** What of a listing is worth keeping for the next batch, which then need not list again; undefined: list again. */
export function keepForNextBatch(
  left: readonly FileInfo[],
  limit: FileLimit,
  options: { readonly maxCachedFiles: number; readonly discardCachedInputRatio: number },
): readonly FileInfo[] | undefined {
  if (left.length === 0 || options.maxCachedFiles === 0) return undefined;
  const ratio = options.discardCachedInputRatio;
  if (limit.maxFiles !== undefined && left.length < limit.maxFiles * ratio) return undefined;
  const bytes = left.reduce((sum, file) => sum + file.bytes, 0);
  if (limit.maxBytes !== undefined && bytes < limit.maxBytes * ratio) return undefined;
  return left.slice(0, options.maxCachedFiles);
}
