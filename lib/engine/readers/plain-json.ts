import { statSync } from 'node:fs';
import type { InputFile } from '../../contracts/source.ts';
import { quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import { globPath, quoteTexts } from '../sql-text.ts';
import { plainField } from './fast-json.ts';
import { dataSchema, type ReaderContext, type ReadRequest, selectList } from './reader-context.ts';
import { corruptRecordColumn, flag, option } from './record-options.ts';

/** Reading of files in which every record is ordinary. */
export interface PlainJson {
  /** SELECT of true if a file may hold what DuckDB takes for JSON and Spark does not, no row otherwise. */
  readonly suspects: string;
  /** SELECT of the schema's columns, which fails on the first record that DuckDB and Spark could read differently. */
  readonly select: string;
}

/** Files that are looked through whole, in memory. */
const MAX_FILE_BYTES = 33_554_432;
/** DuckDB gives each thread a piece of twice this size. */
const MAX_RECORD_BYTES = 1_048_576;
const RAW = 'r_';
const VALUE = 'v_';

/**
 * The quick way to read JSON lines: DuckDB's own reader takes the fields out, strict about repeated ones and broken texts, after a search for the two things that
 * it forgives. Undefined where options, types or sizes ask for the way that looks at each record.
 */
export function plainJson(request: ReadRequest, context: ReaderContext): PlainJson | undefined {
  if (!isOrdinary(request) || !request.files.every(fits)) return undefined;
  const fields = dataSchema(request).fields.map(({ name, dataType }) => ({
    name,
    field: plainField(dataType, { options: request.options, timeZone: context.timeZone }),
    isFixed: dataType.kind !== 'string',
  }));
  const names = new Set(fields.map(({ name }) => name.toLowerCase()));
  if (
    fields.length === 0 ||
    names.size < fields.length ||
    names.has(corruptRecordColumn(request.options).toLowerCase())
  )
    return undefined;
  const known = fields.flatMap(({ field, ...rest }) => (field === undefined ? [] : [{ ...rest, field }]));
  if (known.length < fields.length) return undefined;
  const files = quoteTexts(request.files.map(({ path }) => globPath(path)));
  const raw = (name: string): string => quoteIdentifier(RAW + name);
  const value = (name: string): string => quoteIdentifier(VALUE + name);
  const columns = known.map(({ name, field }) => `${quoteString(name)}: ${quoteString(field.raw)}`);
  const taken = `SELECT ${known.map(({ name }) => `${quoteIdentifier(name)} AS ${raw(name)}`).join(', ')}
    FROM read_json(${files}, format = 'newline_delimited', records = 'true', maximum_object_size = ${MAX_RECORD_BYTES}, compression = 'uncompressed', columns = {${columns.join(', ')}})`;
  const valued = `SELECT *, ${known.map(({ name, field }) => `${field.value(raw(name))} AS ${value(name)}`).join(', ')} FROM (${taken})`;
  const exact = known.map(({ name, field }) => `(${raw(name)} IS NULL OR (${field.exact(raw(name), value(name))}))`);
  // A record without any of the fields may be no object at all.
  const isSome = known.map(({ name }) => `${raw(name)} IS NOT NULL`).join(' OR ');
  // Passing on a number costs less than passing on a text.
  const bearer = known.find(({ isFixed }) => isFixed) ?? known[0];
  const checked = (name: string): string =>
    name === bearer?.name
      ? `CASE WHEN (${isSome}) AND ${exact.join(' AND ')} THEN ${value(name)} ELSE error('not an ordinary record') END`
      : value(name);
  return {
    suspects: suspectsSelect(request.files),
    select: `SELECT ${selectList(request, '0', checked)} FROM (${valued})`,
  };
}

/** DuckDB reads the files of one SELECT one after another, and several SELECTs side by side. */
const PARALLEL_SELECTS = 8;

function suspectsSelect(files: readonly InputFile[]): string {
  const perSelect = Math.ceil(files.length / PARALLEL_SELECTS);
  const selects: string[] = [];
  for (let at = 0; at < files.length; at += perSelect) {
    const paths = files.slice(at, at + perSelect).map(({ path }) => globPath(path));
    selects.push(`SELECT true FROM read_text(${quoteTexts(paths)}) WHERE ${SUSPECT}`);
  }
  return selects.join(' UNION ALL ');
}

/** A comma before a closing bracket; a line that ends at a carriage return alone. */
const SUSPECT = [',\\s*[\\]}]', '\\r[^\\n]']
  .map((pattern) => `regexp_matches(content, ${quoteString(pattern)})`)
  .join(' OR ');

function isOrdinary({ options, files }: ReadRequest): boolean {
  if (flag(options, 'multiLine', false) || option(options, 'lineSep') !== undefined) return false;
  if (!flag(options, 'allowNonNumericNumbers', true)) return false;
  const folders = new Set(files.map(({ partitionValues }) => JSON.stringify(partitionValues)));
  return folders.size === 1;
}

const fits = ({ path }: InputFile): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY) <= MAX_FILE_BYTES;
