import { closeSync, openSync, readSync } from 'node:fs';
import type { InputFile } from '../../contracts/source.ts';
import { ExecutionError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import { csvDialect } from './csv-dialect.ts';
import { csvColumns, isSkippedLine } from './csv-rows.ts';
import { scanCsv } from './csv-scanner.ts';
import { flag } from './record-options.ts';

const CHUNK_BYTES = 65_536;

/**
 * For each file the number of lines up to and with its header: the first line that is neither blank nor a comment. With `enforceSchema` false a header
 * that names other columns than the schema is an error.
 */
export function headerLines(
  files: readonly InputFile[],
  schema: StructType,
  options: Readonly<Record<string, string>>,
): readonly number[] {
  const { comment } = csvDialect(options);
  const enforced = flag(options, 'enforceSchema', true);
  return files.map((file) => {
    const lines = firstLines(file.path, (line) => !isSkippedLine(line, comment));
    const header = lines.at(-1);
    if (!enforced && header !== undefined && !isSkippedLine(header, comment))
      checkHeader(header, file.path, schema, options);
    return lines.length;
  });
}

/** Lines up to and with the first that is wanted; all of them if none is. */
function firstLines(path: string, isWanted: (line: string) => boolean): readonly string[] {
  const descriptor = openSync(path, 'r');
  try {
    let text = '';
    for (;;) {
      const buffer = Buffer.alloc(CHUNK_BYTES);
      const count = readSync(descriptor, buffer);
      text += buffer.toString('utf8', 0, count);
      const lines = text.split(/\r\n|\n|\r/);
      const whole = count === 0 ? lines : lines.slice(0, -1);
      const index = whole.findIndex(isWanted);
      if (index >= 0 || count === 0) return whole.slice(0, index < 0 ? whole.length : index + 1);
    }
  } finally {
    closeSync(descriptor);
  }
}

function checkHeader(line: string, path: string, schema: StructType, options: Readonly<Record<string, string>>): void {
  const [record] = scanCsv(line.replace(/^\ufeff/, ''), csvDialect(options), false);
  const names = (record?.fields ?? []).map((field) => field.text);
  const expected = csvColumns(schema, options).fields.map((field) => field.name);
  const agrees =
    names.length === expected.length && names.every((name, i) => name.toLowerCase() === expected[i]?.toLowerCase());
  if (!agrees)
    throw new ExecutionError('CSV_HEADER_MISMATCH', { path, header: names.join(', '), schema: expected.join(', ') });
}
