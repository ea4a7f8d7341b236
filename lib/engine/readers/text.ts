import type { InputFile } from '../../contracts/source.ts';
import { emptySelect } from './json.ts';
import { mixesLineEnds } from './line-ends.ts';
import { type Reader, selectList } from './reader-context.ts';
import { flag, option } from './record-options.ts';
import { lineSource, mixedLineSource, type RecordSource, wholeSource } from './record-source.ts';

/** Each line is a row, or with `wholetext` each file. */
export const readText: Reader = (request) => {
  const { files, options, schema } = request;
  if (files.length === 0) return emptySelect(schema);
  const source = flag(options, 'wholetext', false) ? wholeSource(files) : textLines(files, option(options, 'lineSep'));
  return `SELECT ${selectList(request, 'file_index', () => 'record')} FROM (${source.sql})`;
};

/** An empty line is a row here, and the fast way sees one too many where a file mixes `\r\n` with other line ends. */
function textLines(files: readonly InputFile[], lineSep: string | undefined): RecordSource {
  if (lineSep === undefined && files.some((file) => mixesLineEnds(file.path))) return mixedLineSource(files);
  return lineSource(files, lineSep);
}
