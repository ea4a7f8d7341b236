import { ExecutionError } from '../../errors/index.ts';
import type { StructField, StructType } from '../../types/data-type.ts';
import { csvDialect } from './csv-dialect.ts';
import { type CsvField, type CsvRecord, scanCsv } from './csv-scanner.ts';
import { type CsvConverter, csvConverter } from './csv-values.ts';
import { malformedRecord } from './malformed-record.ts';
import type { RecordFunction } from './reader-context.ts';
import { corruptRecordColumn, flag, option, parseMode } from './record-options.ts';
import type { TimeParsers } from './time-format.ts';

type Options = Readonly<Record<string, string>>;

const DEFAULT_MAX_COLUMNS = 20_480;

interface Column {
  readonly name: string;
  readonly convert: CsvConverter;
}

interface ReadRow {
  readonly fields: readonly string[];
  readonly malformed: boolean;
}

/** Columns that come by position, and the one for malformed records where the schema has it. */
export function csvColumns(
  schema: StructType,
  options: Options,
): { fields: readonly StructField[]; corrupt: string | undefined } {
  const name = corruptRecordColumn(options);
  const corrupt = schema.fields.find((field) => field.name === name && field.dataType.kind === 'string');
  return { fields: schema.fields.filter((field) => field !== corrupt), corrupt: corrupt?.name };
}

/** The text of an empty field without quotes, which is null. */
export const nullText = (options: Options): string => option(options, 'nullValue') ?? '';

/** What a field says: those without a text stand for null or for the empty value. */
export function fieldText(options: Options): (field: CsvField) => string {
  const nullValue = nullText(options);
  const emptyValue = option(options, 'emptyValue') ?? '';
  return ({ text, quoted }) => {
    if (text !== '') return text;
    return quoted ? emptyValue : nullValue;
  };
}

/** Whether a line is no record: blank, or a comment. */
export const isSkippedLine = (line: string, comment: string | undefined): boolean =>
  line.trim() === '' || (comment !== undefined && line.startsWith(comment));

/** Refuses a record with more fields than `maxColumns`. */
export function columnCountCheck(options: Options): (record: CsvRecord, text: string) => void {
  const maxColumns = Number(option(options, 'maxColumns') ?? DEFAULT_MAX_COLUMNS);
  return ({ fields, start, end }, text) => {
    if (fields.length > maxColumns)
      throw new ExecutionError('MALFORMED_CSV_RECORD', { badRecord: text.slice(start, end), maxColumns });
  };
}

/**
 * The exact reading of a line, or with `multiLine` of a whole file, by Spark's rules: a JSON array with an object per row, in the forms that DuckDB
 * stores.
 */
export function csvRows(schema: StructType, options: Options, times: TimeParsers): RecordFunction {
  const { fields, corrupt } = csvColumns(schema, options);
  const special = {
    nan: option(options, 'nanValue') ?? 'NaN',
    positiveInfinity: option(options, 'positiveInf') ?? 'Inf',
    negativeInfinity: option(options, 'negativeInf') ?? '-Inf',
  };
  const columns = fields.map(({ name, dataType }) => ({ name, convert: csvConverter(dataType, times, special) }));
  const readRow = rowReader(columns, options);
  const dialect = csvDialect(options);
  const mode = parseMode(options);
  const checkCount = columnCountCheck(options);
  const multiLine = flag(options, 'multiLine', false);
  const skipsHeader = multiLine && flag(options, 'header', false);
  return (text, file) => {
    const rows: string[] = [];
    for (const [index, record] of records(text).entries()) {
      if (index === 0 && skipsHeader) continue;
      checkCount(record, text);
      const row = readRow(record);
      const source = text.slice(record.start, record.end).replace(/\r?\n$/, '');
      if (row.malformed && mode === 'FAILFAST') throw malformedRecord(source, file);
      if (row.malformed && mode === 'DROPMALFORMED') continue;
      const note =
        row.malformed && corrupt !== undefined ? [`${JSON.stringify(corrupt)}:${JSON.stringify(source)}`] : [];
      rows.push(`{${[...row.fields, ...note].join(',')}}`);
    }
    return `[${rows.join(',')}]`;
  };

  function records(text: string): readonly CsvRecord[] {
    return !multiLine && isSkippedLine(text, dialect.comment) ? [] : [...scanCsv(text, dialect, multiLine)];
  }
}

function rowReader(columns: readonly Column[], options: Options): (record: CsvRecord) => ReadRow {
  const nullValue = nullText(options);
  const textOf = fieldText(options);
  return ({ fields }) => {
    let malformed = fields.length !== columns.length;
    const texts: string[] = [];
    for (const [index, column] of columns.entries()) {
      const field = fields[index];
      const text = field === undefined ? nullValue : textOf(field);
      if (text === nullValue) continue;
      const value = column.convert(text);
      if (value === undefined) malformed = true;
      else texts.push(`${JSON.stringify(column.name)}:${value}`);
    }
    return { fields: texts, malformed };
  };
}
