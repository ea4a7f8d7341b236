import type { InputFile } from '../../contracts/source.ts';
import { quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import { globPath, quoteTexts } from '../sql-text.ts';

/** A relation of texts: columns `record` VARCHAR and `file_index` BIGINT (which file it lies in, from 0). */
export interface RecordSource {
  readonly sql: string;
  /** SQL of the file's path, for messages. */
  readonly file: string;
  /** Whether a record can hold line ends. */
  readonly multiLine: boolean;
}

/** Longest line that is read; DuckDB sizes its buffers by it. */
const MAX_LINE_BYTES = 33_554_432;
/** Never in a text: DuckDB must not split lines into columns. */
const NO_SEPARATOR = '\u0001\u001f\u001e\u0002';

const paths = (files: readonly InputFile[]): readonly string[] => files.map((file) => file.path);
const fileExpression = (files: readonly InputFile[]): string => `${quoteTexts(paths(files))}[file_index + 1]`;

/**
 * Each line of the files is a record; a line ends at \n, \r or \r\n, or at `lineSep` where that is given. `skipped` says for each file how many
 * of its first lines are none.
 */
export function lineSource(
  files: readonly InputFile[],
  lineSep: string | undefined,
  skipped: readonly number[] = files.map(() => 0),
): RecordSource {
  const file = fileExpression(files);
  if (lineSep !== undefined && !['\n', '\r', '\r\n'].includes(lineSep))
    return { sql: separatedLines(files, lineSep, skipped), file, multiLine: true };
  return { sql: runsOf(files, skipped).map(linesSql).join(' UNION ALL '), file, multiLine: false };
}

/** Consecutive files of which equally many lines are skipped. */
interface Run {
  readonly files: InputFile[];
  readonly first: number;
  readonly skip: number;
}

function runsOf(files: readonly InputFile[], skipped: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [index, file] of files.entries()) {
    const skip = skipped[index] ?? 0;
    const last = runs.at(-1);
    if (last?.skip === skip) last.files.push(file);
    else runs.push({ files: [file], first: index, skip });
  }
  return runs;
}

function linesSql({ files, first, skip }: Run): string {
  const options = [
    `columns = {record: 'VARCHAR'}`,
    `delim = ${quoteString(NO_SEPARATOR)}`,
    `quote = ''`,
    `escape = ''`,
    `comment = ''`,
    'header = false',
    'auto_detect = false',
    'strict_mode = false',
    `force_not_null = ['record']`,
    `compression = 'none'`,
    `skip = ${skip}`,
    `max_line_size = ${MAX_LINE_BYTES}`,
    `buffer_size = ${MAX_LINE_BYTES}`,
  ];
  return `SELECT record, CAST(file_index AS BIGINT) + ${first} AS file_index FROM read_csv(${quoteTexts(paths(files).map(globPath))}, ${options.join(', ')})`;
}

function separatedLines(files: readonly InputFile[], lineSep: string, skipped: readonly number[]): string {
  return splitLines(files, 'record', lineSep, skipped.some((skip) => skip > 0) ? 1 : 0);
}

/** What follows the last separator is a line only if it is not empty. */
function splitLines(files: readonly InputFile[], text: string, lineSep: string, skip: number): string {
  const split = `SELECT string_split(${text}, ${quoteString(lineSep)}) AS l, file_index FROM (${wholeSource(files).sql})`;
  const lines = `l[${skip + 1}:CASE WHEN l[-1] = '' THEN -2 ELSE -1 END]`;
  return `SELECT unnest(${lines}) AS record, file_index FROM (${split})`;
}

/** Each line of the files is a record, whatever mixture of \n, \r and \r\n ends them; slower than {@link lineSource}. */
export const mixedLineSource = (files: readonly InputFile[]): RecordSource => ({
  sql: splitLines(files, `replace(replace(record, chr(13) || chr(10), chr(10)), chr(13), chr(10))`, '\n', 0),
  file: fileExpression(files),
  multiLine: true,
});

/** Each file is a record. */
export function wholeSource(files: readonly InputFile[]): RecordSource {
  const selects = files.map(
    (file, index) =>
      `SELECT content AS record, ${index} AS file_index FROM read_text(${quoteString(globPath(file.path))})`,
  );
  return { sql: selects.join(' UNION ALL '), file: fileExpression(files), multiLine: true };
}

/** Each row of a table with a column `record` is one. */
export const tableSource = (table: string): RecordSource => ({
  multiLine: true,
  sql: `SELECT record, 0 AS file_index FROM ${quoteIdentifier(table)}`,
  file: `''`,
});
