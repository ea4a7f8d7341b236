import { closeSync, openSync, readSync } from 'node:fs';
import { duckDbType, quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import { NO_COLUMNS } from '../../incremental/names.ts';
import type { StructType } from '../../types/data-type.ts';
import { quoteTexts } from '../sql-text.ts';
import { distinctKeys, type FastField, fastField } from './fast-json.ts';
import { jsonRows } from './json-rows.ts';
import { dataSchema, type Reader, type ReaderContext, type ReadRequest, selectList } from './reader-context.ts';
import { corruptRecordColumn, flag, option, parseMode } from './record-options.ts';
import { lineSource, type RecordSource, wholeSource } from './record-source.ts';
import { storedRows } from './stored-rows.ts';
import { timeParsers } from './time-format.ts';

/** Reads JSON lines, or with `multiLine` one JSON text per file. */
export const readJson: Reader = (request, context) => {
  if (request.files.length === 0) return emptySelect(request.schema);
  if (flag(request.options, 'multiLine', false)) return jsonSelect(request, context, wholeSource(request.files), []);
  const source = lineSource(request.files, option(request.options, 'lineSep'));
  return jsonSelect(request, context, source, sampleKeys(firstLines(request.files[0]?.path)));
};

/** Reads documents that lie in a table. */
export const readJsonDocuments = (
  request: ReadRequest,
  context: ReaderContext,
  source: RecordSource,
  sample: readonly string[],
): string => jsonSelect(request, context, source, sampleKeys(sample));

/** No rows, with the columns of the schema. */
export function emptySelect({ fields }: StructType): string {
  const columns = fields.map(
    ({ name, dataType }) => `CAST(NULL AS ${duckDbType(dataType)}) AS ${quoteIdentifier(name)}`,
  );
  return `SELECT ${columns.length === 0 ? NO_COLUMNS : columns.join(', ')} WHERE false`;
}

/**
 * Ordinary records are read in SQL, in one pass over their text; `exact` finds those on which DuckDB and Spark could differ, and only these are
 * handed to JavaScript, which may give any number of rows for a record.
 */
function jsonSelect(
  request: ReadRequest,
  context: ReaderContext,
  source: RecordSource,
  keySamples: readonly (readonly string[])[],
): string {
  const schema = dataSchema(request);
  const fast = fastColumns(schema, request, context);
  const slow = slowRows(schema, request, context, source);
  const rows = fast === undefined ? `(SELECT unnest(${slow}) AS r, file_index FROM (${source.sql}))` : '';
  const column = (name: string): string => `struct_extract(r, ${quoteString(name)})`;
  const from = fast === undefined ? rows : fastRows(fast, slow, source, keySamples, request);
  return `SELECT ${selectList(request, 'file_index', column)} FROM ${from}`;
}

interface FastColumn {
  readonly name: string;
  /** Undefined for the column of malformed records, which ordinary records leave null. */
  readonly field: FastField | undefined;
  readonly type: string;
}

function fastColumns(
  schema: StructType,
  request: ReadRequest,
  context: ReaderContext,
): readonly FastColumn[] | undefined {
  const corrupt = corruptRecordColumn(request.options);
  const columns: FastColumn[] = [];
  for (const { name, dataType } of schema.fields) {
    const isCorrupt = name === corrupt && dataType.kind === 'string';
    const field = isCorrupt ? undefined : fastField(dataType, { options: request.options, timeZone: context.timeZone });
    if (field === undefined && !isCorrupt) return undefined;
    columns.push({ name, field, type: duckDbType(dataType) });
  }
  return columns.some((column) => column.field !== undefined) ? columns : undefined;
}

function slowRows(schema: StructType, request: ReadRequest, context: ReaderContext, source: RecordSource): string {
  const key = JSON.stringify(['json', schema, request.options, context.timeZone]);
  const name = context.recordFunction(key, () =>
    jsonRows(schema, request.options, timeParsers(request.options, context.timeZone, context.nowMs)),
  );
  const file = parseMode(request.options) === 'FAILFAST' ? source.file : `''`;
  return storedRows(`${name}(record, ${file})`, schema);
}

function fastRows(
  columns: readonly FastColumn[],
  slow: string,
  source: RecordSource,
  keySamples: readonly (readonly string[])[],
  request: ReadRequest,
): string {
  const read = columns.flatMap(({ name, field }, index) => (field === undefined ? [] : [{ name, field, index }]));
  const structure = JSON.stringify(Object.fromEntries(read.map(({ name, field }) => [name, field.raw])));
  const taken = `SELECT record, file_index, TRY(json_transform(record, ${quoteString(structure)})) AS raw FROM (${source.sql})`;
  const parts = read.map(({ name, index }) => `struct_extract(raw, ${quoteString(name)}) AS r${index}`);
  const split = `SELECT record, file_index, CASE WHEN raw IS NOT NULL THEN json_keys(record) END AS keys, ${parts.join(', ')} FROM (${taken})`;
  const raws = read.map(({ index }) => `r${index}`);
  const values = read.map(({ field, index }) => `${field.value(`r${index}`)} AS v${index}`);
  const valued = `SELECT record, file_index, keys, ${raws.join(', ')}, ${values.join(', ')} FROM (${split})`;
  const exact = [
    // Neither has an array, a scalar, or what is no JSON at all.
    'len(keys) > 0',
    keysAreDistinct(keySamples),
    strictSyntax(request, source),
    ...read.map(({ field, index }) => `(r${index} IS NULL OR (${field.exact(`r${index}`, `v${index}`)}))`),
  ].join(' AND ');
  const packed = columns.map(
    ({ name, field, type }, index) =>
      `${quoteIdentifier(name)} := ${field === undefined ? `CAST(NULL AS ${type})` : `v${index}`}`,
  );
  return `(SELECT unnest(CASE WHEN ${exact} THEN [struct_pack(${packed.join(', ')})] ELSE ${slow} END) AS r, file_index FROM (${valued}))`;
}

/** Most records name the same fields in the same order as the first ones, which is quicker to see than that no name comes twice. */
function keysAreDistinct(samples: readonly (readonly string[])[]): string {
  const distinct = distinctKeys('keys');
  if (samples.length === 0) return distinct;
  return `(keys IN (${samples.map(quoteTexts).join(', ')}) OR ${distinct})`;
}

/**
 * What DuckDB takes for JSON and Spark does not: commas before a closing bracket, and special numbers where they are not allowed. Plain searches
 * come first: they cost a tenth of the pattern, which only texts with a blank after a comma need.
 */
function strictSyntax({ options }: ReadRequest, { multiLine }: RecordSource): string {
  const specials = flag(options, 'allowNonNumericNumbers', true) ? [] : ['NaN', 'Inf'];
  const tight = [',}', ',]', ...specials].map((part) => `contains(record, ${quoteString(part)})`).join(' OR ');
  const afterComma = multiLine ? [', ', ',\t', ',\r', ',\n'] : [', ', ',\t'];
  const blanks = afterComma.map((part) => `contains(record, ${quoteString(part)})`).join(' OR ');
  const spaced = `(${blanks}) AND regexp_matches(record, ${quoteString(',\\s*[\\]}]')})`;
  return `NOT (${tight} OR (${spaced}))`;
}

const SAMPLE_BYTES = 16_384;
const SAMPLE_LINES = 4;

function firstLines(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  const buffer = Buffer.alloc(SAMPLE_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return buffer
        .toString('utf8', 0, readSync(file, buffer, 0, SAMPLE_BYTES, 0))
        .split(/\r?\n/)
        .slice(0, SAMPLE_LINES);
    } finally {
      closeSync(file);
    }
  } catch {
    // A file that cannot be opened fails where it is read, with its name.
    return [];
  }
}

/** The field names of objects in their order, for each order that occurs; objects that name a field twice are no example. */
function sampleKeys(documents: readonly string[]): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const document of documents) {
    const keys = keysInOrder(document);
    if (keys !== undefined) found.set(JSON.stringify(keys), keys);
  }
  return [...found.values()];
}

function keysInOrder(document: string): readonly string[] | undefined {
  try {
    const parsed: unknown = JSON.parse(document);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    const names = Object.keys(parsed);
    return names.length === 0 ? undefined : names;
  } catch {
    return undefined;
  }
}
