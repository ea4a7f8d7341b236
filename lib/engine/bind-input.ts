import { randomUUID } from 'node:crypto';
import type { InputUse } from '../contracts/executor.ts';
import type { BatchInput } from '../contracts/source.ts';
import { duckDbType, quoteIdentifier } from '../expression/duckdb-sql.ts';
import { StringType, type StructType, structField, structType } from '../types/data-type.ts';
import { appendRows } from './append-rows.ts';
import type { EngineSession } from './engine-session.ts';
import { validateReaderOptions } from './format-options.ts';
import { readJsonDocuments } from './readers/json.ts';
import { plainFiles, scratchPaths } from './readers/plain-files.ts';
import { partitionColumns } from './readers/reader-context.ts';
import { readerOf } from './readers/reader-sql.ts';
import { corruptRecordColumn } from './readers/record-options.ts';
import { tableSource } from './readers/record-source.ts';
import { sequenceSql } from './sequence-sql.ts';

type InputOf<K extends BatchInput['kind']> = Extract<BatchInput, { readonly kind: K }>;

/** What binding made. */
export interface Bound {
  /** Rows, where the number is known. */
  readonly count: number | undefined;
  /** Files that belong to the relation. */
  readonly scratch: readonly string[];
}

type Binder<K extends BatchInput['kind']> = (
  session: EngineSession,
  name: string,
  schema: StructType,
  input: InputOf<K>,
  use: InputUse,
) => Promise<Bound>;

/** The relation is always a view, so that the next batch can replace it whatever kind it is of; rows lie in a table behind it. */
const tableBehind = (name: string): string => `${name}__rows`;

async function fillTable(session: EngineSession, table: string, schema: StructType, rows: InputOf<'rows'>['rows']) {
  const columns = schema.fields.map((field) => `${quoteIdentifier(field.name)} ${duckDbType(field.dataType)}`);
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(table)} (${[...columns, '__ordinal BIGINT'].join(', ')})`,
  );
  await appendRows(session.connection, table, schema, rows);
}

/** Names the types too: a view does not outlive a change of its table's columns. */
const typedColumns = (schema: StructType): string =>
  [
    ...schema.fields.map(({ name, dataType }) => {
      const column = quoteIdentifier(name);
      return `CAST(${column} AS ${duckDbType(dataType)}) AS ${column}`;
    }),
    '__ordinal',
  ].join(', ');

const bindRows: Binder<'rows'> = async (session, name, schema, input) => {
  const table = tableBehind(name);
  await fillTable(session, table, schema, input.rows);
  await session.createView(name, `SELECT ${typedColumns(schema)} FROM ${quoteIdentifier(table)}`);
  return { count: input.rows.length, scratch: [] };
};

const bindSequence: Binder<'sequence'> = async (session, name, schema, input) => {
  await session.createView(name, sequenceSql(schema, input));
  return { count: Number(input.to - input.from), scratch: [] };
};

const bindFiles: Binder<'files'> = async (session, name, schema, input, use) => {
  validateReaderOptions(input.format, input.options);
  const { files, scratch } = await plainFiles(input, scratchPaths(session.scratchDirectory, randomUUID()));
  const read = input.format === 'json' ? prunedSchema(schema, input, use) : schema;
  const select = readerOf(input.format)({ schema: read, files, options: input.options }, session.readers);
  await session.createView(name, withOrdinal(select, use));
  return { count: undefined, scratch };
};

const DOCUMENTS = structType([structField('record', StringType)]);
const SAMPLE_DOCUMENTS = 4;

const bindJson: Binder<'json'> = async (session, name, schema, { documents, options }, use) => {
  validateReaderOptions('json', options);
  const table = tableBehind(name);
  await fillTable(
    session,
    table,
    DOCUMENTS,
    documents.map((document) => [document]),
  );
  const request = { schema: prunedSchema(schema, { options, files: [] }, use), files: [], options };
  const sample = documents.slice(0, SAMPLE_DOCUMENTS);
  const select = readJsonDocuments(request, session.readers, tableSource(table), sample);
  await session.createView(name, withOrdinal(select, use));
  return { count: undefined, scratch: [] };
};

/** The columns in use of a JSON schema; all, where no column of the records is in use or the text of malformed ones is. */
function prunedSchema(
  schema: StructType,
  { options, files }: Pick<InputOf<'files'>, 'options' | 'files'>,
  { columns }: InputUse,
): StructType {
  if (columns === undefined || columns.includes(corruptRecordColumn(options))) return schema;
  const used = schema.fields.filter((field) => columns.includes(field.name));
  const partitions = partitionColumns(files);
  return used.every((field) => partitions.has(field.name)) ? schema : structType(used);
}

/** Numbering rows keeps a scan to one thread, so it is left out where nobody reads the numbers. */
const withOrdinal = (select: string, { ordinal = true }: InputUse): string =>
  `SELECT *, ${ordinal ? 'row_number() OVER () - 1' : 'CAST(NULL AS BIGINT)'} AS __ordinal FROM (${select})`;

const BINDERS: { readonly [K in BatchInput['kind']]: Binder<K> } = {
  files: bindFiles,
  json: bindJson,
  rows: bindRows,
  sequence: bindSequence,
};

/** Makes the relation `name` hold the batch. */
export function bindInput(
  session: EngineSession,
  name: string,
  schema: StructType,
  input: BatchInput,
  use: InputUse,
): Promise<Bound> {
  const bind = BINDERS[input.kind] as Binder<BatchInput['kind']>;
  return bind(session, name, schema, input, use);
}

/** Statements that remove the relation and what lies behind it. */
export const dropInputSql = (name: string): string =>
  `DROP VIEW IF EXISTS ${quoteIdentifier(name)}; DROP TABLE IF EXISTS ${quoteIdentifier(tableBehind(name))}`;
