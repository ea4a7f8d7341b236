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
  const multiLine = flag(options, 'multiLine', false);
  const maxColumns = Number(option(options, 'maxColumns') ?? DEFAULT_MAX_COLUMNS);
  const skipsHeader = multiLine && flag(options, 'header', false);
  return (text, file) => {
    const rows: string[] = [];
    for (const [index, record] of records(text).entries()) {
      if (index === 0 && skipsHeader) continue;
      if (record.fields.length > maxColumns) throw tooManyColumns(text.slice(record.start, record.end), maxColumns);
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
    const isNothing =
      !multiLine && (text.trim() === '' || (dialect.comment !== undefined && text.startsWith(dialect.comment)));
    return isNothing ? [] : [...scanCsv(text, dialect, multiLine)];
  }
}

const tooManyColumns = (record: string, maxColumns: number): ExecutionError =>
  new ExecutionError('MALFORMED_CSV_RECORD', { badRecord: record, maxColumns });

function rowReader(columns: readonly Column[], options: Options): (record: CsvRecord) => ReadRow {
  const nullValue = nullText(options);
  const emptyValue = option(options, 'emptyValue') ?? '';
  const textOf = (field: CsvField): string => {
    if (field.text !== '') return field.text;
    return field.quoted ? emptyValue : nullValue;
  };
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
