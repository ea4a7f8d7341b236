import { statSync } from 'node:fs';
import type { BatchInput } from '../contracts/source.ts';

/** DuckDB gives a thread whole row groups of this size, so that fewer rows are one thread's work anyway. */
const ROW_GROUP = 122_880;
/** Rows may become more on the way. */
const SMALL_ROWS = ROW_GROUP / 8;
const SMALL_BYTES = 1_048_576;
const MANY_FILES = 16;
/** Parquet, `.gz` and `.zst` files hold more than their size. */
const PACKED = 8;

/** Whether several threads would cost a batch more than they save: they wait for each other at every step of every statement. */
export const isSmallWork = (inputs: readonly BatchInput[], storedRows: number): boolean =>
  storedRows <= ROW_GROUP && inputs.every(isSmallInput);

function isSmallInput(input: BatchInput): boolean {
  switch (input.kind) {
    case 'files':
      return (
        input.files.length <= MANY_FILES &&
        total(input.files, ({ path }) => unpackedBytes(input.format, path)) <= SMALL_BYTES
      );
    case 'json':
      return input.documents.length <= SMALL_ROWS && total(input.documents, ({ length }) => length) <= SMALL_BYTES;
    case 'rows':
      return input.rows.length <= SMALL_ROWS;
    case 'sequence':
      return input.to - input.from <= SMALL_ROWS;
  }
}

/** A file that is missing is the reader's to name. */
function unpackedBytes(format: string, path: string): number {
  const isPacked = format === 'parquet' || path.endsWith('.gz') || path.endsWith('.zst');
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) * (isPacked ? PACKED : 1);
}

const total = <T>(items: readonly T[], size: (item: T) => number): number =>
  items.reduce((sum, item) => sum + size(item), 0);
