import { quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import type { DataType, StructType } from '../../types/data-type.ts';
import { type CsvDialect, csvDialect } from './csv-dialect.ts';
import { headerLines } from './csv-header.ts';
import { csvColumns, csvRows, nullText } from './csv-rows.ts';
import { type FastContext, fastTime, tryCast } from './fast-time.ts';
import { emptySelect } from './json.ts';
import { dataSchema, type Reader, type ReaderContext, type ReadRequest, selectList } from './reader-context.ts';
import { flag, option, parseMode } from './record-options.ts';
import { lineSource, type RecordSource, wholeSource } from './record-source.ts';
import { storedRows } from './stored-rows.ts';
import { timeParsers } from './time-format.ts';

/**
 * Reads CSV by position. Lines without quotes are split and cast in SQL; a line on which DuckDB and Spark could differ, and with `multiLine` the
 * whole file, is read in JavaScript.
 */
export const readCsv: Reader = (request, context) => {
  const { files, options, schema } = request;
  if (files.length === 0) return emptySelect(schema);
  const data = dataSchema(request);
  const column = (name: string): string => `struct_extract(r, ${quoteString(name)})`;
  const select = `SELECT ${selectList(request, 'file_index', column)} FROM`;
  if (flag(options, 'multiLine', false)) {
    const source = wholeSource(files);
    return `${select} (SELECT unnest(${slowRows(data, request, context, source)}) AS r, file_index FROM (${source.sql}))`;
  }
  const skipped = flag(options, 'header', false) ? headerLines(files, data, options) : undefined;
  const source = lineSource(files, option(options, 'lineSep'), skipped);
  const slow = slowRows(data, request, context, source);
  return `${select} ${lineRows(data, request, context, source, slow)}`;
};

function slowRows(schema: StructType, request: ReadRequest, context: ReaderContext, source: RecordSource): string {
  const key = JSON.stringify(['csv', schema, request.options, context.timeZone]);
  const name = context.recordFunction(key, () =>
    csvRows(
      schema,
      request.options,
      timeParsers(request.options, context.timeZone, context.nowMs, { dateAsDays: false }),
    ),
  );
  const file = parseMode(request.options) === 'FAILFAST' ? source.file : `''`;
  return storedRows(`${name}(record, ${file})`, schema);
}

interface FastCell {
  readonly value: (text: string) => string;
  readonly exact: (text: string, value: string) => string;
}

const matching =
  (pattern: string) =>
  (type: DataType): FastCell => ({
    value: (text) => tryCast(text, type),
    exact: (text, value) => `${value} IS NOT NULL AND regexp_full_match(${text}, ${quoteString(pattern)})`,
  });

const integral = matching('[+-]?[0-9]+');
const floating = matching('[+-]?[0-9]+(?:[.][0-9]+)?(?:[eE][+-]?[0-9]{1,2})?');
const decimal = matching('[+-]?[0-9]+(?:[.][0-9]+)?');

const CELLS: Partial<Record<DataType['kind'], (type: DataType, context: FastContext) => FastCell | undefined>> = {
  boolean: () => ({
    value: (text) => `CASE ${text} WHEN 'true' THEN true WHEN 'false' THEN false END`,
    exact: (_, value) => `${value} IS NOT NULL`,
  }),
  byte: integral,
  short: integral,
  integer: integral,
  long: integral,
  float: floating,
  double: floating,
  decimal,
  string: () => ({ value: (text) => text, exact: () => 'true' }),
  binary: () => ({ value: (text) => `encode(${text})`, exact: () => 'true' }),
  date: (type, context) => fastTime(type, context, ''),
  timestamp: (type, context) => fastTime(type, context, ''),
  timestamp_ntz: (type, context) => fastTime(type, context, ''),
};

/** Whether SQL may split a line: no quotes, no comment, not blank, and the right number of fields. */
function splittable(dialect: CsvDialect, columns: number): string {
  const { quote, comment, trimsLeading, trimsTrailing } = dialect;
  if (trimsLeading || trimsTrailing) return 'false';
  return [
    `len(f) = ${columns}`,
    `(unicode(record) > 32 OR trim(record, ' \t') <> '')`,
    ...(quote === undefined ? [] : [`NOT contains(record, ${quoteString(quote)})`]),
    ...(comment === undefined ? [] : [`NOT starts_with(record, ${quoteString(comment)})`]),
  ].join(' AND ');
}

function lineRows(
  schema: StructType,
  request: ReadRequest,
  context: ReaderContext,
  source: RecordSource,
  slow: string,
): string {
  const { options } = request;
  const { fields, corrupt } = csvColumns(schema, options);
  const dialect = csvDialect(options);
  const cells = fields.map(({ dataType }) => CELLS[dataType.kind]?.(dataType, { options, timeZone: context.timeZone }));
  if (schema.fields.length === 0 || cells.some((cell) => cell === undefined) || hasSpecialNumbers(options))
    return `(SELECT unnest(${slow}) AS r, file_index FROM (${source.sql}))`;
  const known = cells as readonly FastCell[];
  const split = `SELECT record, file_index, string_split(record, ${quoteString(dialect.separator)}) AS f FROM (${source.sql})`;
  const texts = known.map((_, index) => `${nullable(`f[${index + 1}]`, nullText(options))} AS t${index}`);
  const taken = `SELECT record, file_index, f, ${texts.join(', ')} FROM (${split})`;
  const values = known.map((cell, index) => `${cell.value(`t${index}`)} AS v${index}`);
  const valued = `SELECT *, ${values.join(', ')} FROM (${taken})`;
  const exact = [
    splittable(dialect, known.length),
    ...known.map((cell, index) => `(t${index} IS NULL OR (${cell.exact(`t${index}`, `v${index}`)}))`),
  ].join(' AND ');
  const packed = schema.fields.map(({ name }) => {
    const value = name === corrupt ? 'CAST(NULL AS VARCHAR)' : `v${fields.findIndex((field) => field.name === name)}`;
    return `${quoteIdentifier(name)} := ${value}`;
  });
  return `(SELECT unnest(CASE WHEN ${exact} THEN [struct_pack(${packed.join(', ')})] ELSE ${slow} END) AS r, file_index FROM (${valued}))`;
}

const nullable = (text: string, nullValue: string): string =>
  nullValue === '' ? `nullif(${text}, '')` : `nullif(nullif(${text}, ''), ${quoteString(nullValue)})`;

/** A number may be written like one of these: then no number is read in SQL. */
const hasSpecialNumbers = (options: Readonly<Record<string, string>>): boolean =>
  ['nanValue', 'positiveInf', 'negativeInf'].some((name) => option(options, name) !== undefined);
