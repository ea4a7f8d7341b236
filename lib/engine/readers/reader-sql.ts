import { ExecutionError } from '../../errors/index.ts';
import { readCsv } from './csv.ts';
import { readJson } from './json.ts';
import { readParquet } from './parquet.ts';
import type { Reader } from './reader-context.ts';
import { readText } from './text.ts';

const READERS: Readonly<Record<string, Reader>> = {
  csv: readCsv,
  json: readJson,
  parquet: readParquet,
  text: readText,
};

/** The reader of a format. */
export function readerOf(format: string): Reader {
  const reader = READERS[format];
  if (reader === undefined) throw new ExecutionError('INTERNAL_ERROR', { message: `there is no reader for ${format}` });
  return reader;
}
