import { emptySelect } from './json.ts';
import { type Reader, selectList } from './reader-context.ts';
import { flag, option } from './record-options.ts';
import { lineSource, wholeSource } from './record-source.ts';

/** Each line is a row, or with `wholetext` each file. */
export const readText: Reader = (request) => {
  const { files, options, schema } = request;
  if (files.length === 0) return emptySelect(schema);
  const source = flag(options, 'wholetext', false) ? wholeSource(files) : lineSource(files, option(options, 'lineSep'));
  return `SELECT ${selectList(request, 'file_index', () => 'record')} FROM (${source.sql})`;
};
