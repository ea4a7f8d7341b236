import { closeSync, openSync, readSync } from 'node:fs';
import type { InputFile } from '../../contracts/source.ts';
import { emptySelect } from './json.ts';
import { type Reader, selectList } from './reader-context.ts';
import { flag, option } from './record-options.ts';
import { anyLineSource, lineSource, type RecordSource, wholeSource } from './record-source.ts';

/** Each line is a row, or with `wholetext` each file. */
export const readText: Reader = (request) => {
  const { files, options, schema } = request;
  if (files.length === 0) return emptySelect(schema);
  const source = flag(options, 'wholetext', false) ? wholeSource(files) : textLines(files, option(options, 'lineSep'));
  return `SELECT ${selectList(request, 'file_index', () => 'record')} FROM (${source.sql})`;
};

/** An empty line is a row here, and the fast way sees one between \r and \n where a file mixes its line ends. */
function textLines(files: readonly InputFile[], lineSep: string | undefined): RecordSource {
  if (lineSep === undefined && files.some((file) => holdsCarriageReturn(file.path))) return anyLineSource(files);
  return lineSource(files, lineSep);
}

const CHUNK_BYTES = 1_048_576;

function holdsCarriageReturn(path: string): boolean {
  const descriptor = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (;;) {
      const count = readSync(descriptor, buffer);
      if (count === 0) return false;
      if (buffer.subarray(0, count).includes(13)) return true;
    }
  } finally {
    closeSync(descriptor);
  }
}
