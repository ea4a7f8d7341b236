import { randomUUID } from 'node:crypto';
import { BAD_RECORD_COLUMN, type BoundInput, type InputUse, PARTITION_COLUMN } from '../contracts/executor.ts';
import type { BatchInput, RowPartitions } from '../contracts/source.ts';
import { duckDbType, quoteIdentifier, quoteString } from '../expression/duckdb-sql.ts';
import { StringType, type StructType, structField, structType } from '../types/data-type.ts';
import { appendRows } from './append-rows.ts';
import type { EngineSession } from './engine-session.ts';
import { validateReaderOptions } from './format-options.ts';
import {
  type QuarantinedInput,
  type QuarantineRead,
  quarantinedInput,
  quarantineRead,
} from './quarantine/quarantined-input.ts';
import { readJsonDocuments } from './readers/json.ts';
import { plainFiles, scratchPaths } from './readers/plain-files.ts';
import { plainJson } from './readers/plain-json.ts';
import { partitionColumns, type ReadRequest } from './readers/reader-context.ts';
import { readerOf } from './readers/reader-sql.ts';
import { corruptRecordColumn } from './readers/record-options.ts';
import { type RecordSource, tableSource } from './readers/record-source.ts';
import { sequenceSql } from './sequence-sql.ts';

type InputOf<K extends BatchInput['kind']> = Extract<BatchInput, { readonly kind: K }>;

/** What binding made. */
export interface Bound extends BoundInput {
  /** Files that belong to the relation. */
  readonly scratch: readonly string[];
  /** How the batch was read, where its malformed records are told apart. */
  readonly quarantine?: QuarantineRead;
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

interface PartitionRun {
  readonly partition: string;
  /** Number of the first row after the run. */
  readonly end: number;
}

/** The runs of a batch whose rows come from several partitions; undefined where there is one at most. */
function partitionRuns(partitions: RowPartitions | undefined): readonly PartitionRun[] | undefined {
  let end = 0;
  const runs = (partitions ?? []).flatMap(({ partition, rows }) => {
    end += rows;
    return rows === 0 ? [] : [{ partition, end }];
  });
  return new Set(runs.map(({ partition }) => partition)).size > 1 ? runs : undefined;
}

/** SQL of what belongs to the run in which a row lies. */
function byRun(runs: readonly PartitionRun[], value: (run: PartitionRun, index: number) => string): string {
  const cases = runs.slice(0, -1).map((run, i) => `WHEN __ordinal < ${run.end} THEN ${value(run, i)}`);
  const last = runs.length - 1;
  return `CASE ${cases.join(' ')} ELSE ${value(runs[last] as PartitionRun, last)} END`;
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
  const runs = partitionRuns(input.partitions);
  const partition = runs && `, ${byRun(runs, (run) => quoteString(run.partition))} AS ${PARTITION_COLUMN}`;
  await session.createView(name, `SELECT ${typedColumns(schema)}${partition ?? ''} FROM ${quoteIdentifier(table)}`);
  return { rows: input.rows.length, isStored: false, scratch: [] };
};

const bindSequence: Binder<'sequence'> = async (session, name, schema, input) => {
  await session.createView(name, sequenceSql(schema, input));
  return { rows: Number(input.to - input.from), isStored: false, scratch: [] };
};

const bindFiles: Binder<'files'> = async (session, name, schema, input, use) => {
  validateReaderOptions(input.format, input.options);
  const { files, scratch } = await plainFiles(input, scratchPaths(session.scratchDirectory, randomUUID()));
  const read = input.format === 'json' ? prunedSchema(schema, input, use) : schema;
  const request = { schema: read, files, options: input.options };
  const rows = input.format === 'json' ? await storePlainJson(session, use.table, request) : undefined;
  if (rows !== undefined) return { rows, isStored: true, scratch };
  await session.createView(name, withOrdinal(readerOf(input.format)(request, session.readers), use));
  return { rows: undefined, isStored: false, scratch };
};

/** Reads files of ordinary JSON records into a table and gives their number; undefined where they are not ordinary. */
async function storePlainJson(
  session: EngineSession,
  table: string | undefined,
  request: ReadRequest,
): Promise<number | undefined> {
  const plain = table === undefined ? undefined : plainJson(request, session.readers);
  if (table === undefined || plain === undefined) return undefined;
  try {
    const suspects = await session.execute(plain.suspects);
    if (suspects.rowCount > 0) return undefined;
    const stored = await session.execute(`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(table)} AS ${plain.select}`);
    // DuckDB counts the rows of a new table in its answer, not among the changed ones.
    return Number(stored.getChunk(0).getColumnVector(0).getItem(0));
  } catch {
    // Whatever is wrong with the files, the reader that takes them record by record says it better, or does not mind.
    return undefined;
  }
}

const DOCUMENTS = structType([structField('record', StringType)]);
const SAMPLE_DOCUMENTS = 4;

/** Each run stands for a file whose folder says the partition, as the readers know how to give columns by file. */
const partitionedRequest = (
  schema: StructType,
  options: InputOf<'json'>['options'],
  runs: readonly PartitionRun[],
) => ({
  schema: structType([...schema.fields, structField(PARTITION_COLUMN, StringType)]),
  files: runs.map(({ partition }) => ({ path: '', partitionValues: { [PARTITION_COLUMN]: partition } })),
  options,
});

type BesideInput = InputOf<'json'> & Required<Pick<InputOf<'json'>, 'beside'>>;

const partitionedSource = (table: string, runs: readonly PartitionRun[]): RecordSource => ({
  ...tableSource(table),
  sql: `SELECT record, ${byRun(runs, (_, index) => String(index))} AS file_index FROM ${quoteIdentifier(table)}`,
});

/** Records that bring along the values of further columns, and their partition. */
function besideRead(table: string, schema: StructType, { options, beside, partitions }: BesideInput) {
  const { fields } = beside.schema;
  const runs = partitionRuns(partitions);
  const partition = runs && structField(PARTITION_COLUMN, StringType);
  const values = fields.map(({ name }, i) => `${quoteIdentifier(name)} := b${i}`);
  if (runs !== undefined) values.push(`${PARTITION_COLUMN} := ${byRun(runs, (run) => quoteString(run.partition))}`);
  const sql = `SELECT record, struct_pack(${values.join(', ')}) AS file_index FROM ${quoteIdentifier(table)}`;
  const names = [...fields, ...(partition ? [partition] : [])].map((field) => field.name);
  return {
    request: {
      schema: partition ? structType([...schema.fields, partition]) : schema,
      ...{ files: [], options, beside: new Set(names) },
    },
    source: { ...tableSource(table), sql },
  };
}

function documentsRead(
  table: string,
  schema: StructType,
  { options, partitions }: InputOf<'json'>,
): { readonly request: ReadRequest; readonly source: RecordSource } {
  const runs = partitionRuns(partitions);
  if (runs === undefined) return { request: { schema, files: [], options }, source: tableSource(table) };
  return { request: partitionedRequest(schema, options, runs), source: partitionedSource(table, runs) };
}

const bindJson: Binder<'json'> = async (session, name, schema, input, use) => {
  const { documents, options, beside } = input;
  validateReaderOptions('json', options);
  const table = tableBehind(name);
  const besides = (beside?.schema.fields ?? []).map(({ dataType }, i) => structField(`b${i}`, dataType));
  await fillTable(
    session,
    table,
    structType([...DOCUMENTS.fields, ...besides]),
    documents.map((document, i) => [document, ...(beside?.rows[i] ?? [])]),
  );
  const read = prunedSchema(schema, { options, files: [] }, use, beside?.schema);
  const { request, source } =
    beside === undefined ? documentsRead(table, read, input) : besideRead(table, read, { ...input, beside });
  const sample = documents.slice(0, SAMPLE_DOCUMENTS);
  const select = readJsonDocuments(request, session.readers, source, sample);
  await session.createView(name, withOrdinal(select, use));
  return { rows: undefined, isStored: false, scratch: [] };
};

/** The columns in use of a JSON schema; all, where no column of the records is in use or the text of malformed ones is. */
function prunedSchema(
  schema: StructType,
  { options, files }: Pick<InputOf<'files'>, 'options' | 'files'>,
  { columns }: InputUse,
  beside?: StructType,
): StructType {
  if (columns === undefined || columns.includes(corruptRecordColumn(options))) return schema;
  const used = schema.fields.filter((field) => columns.includes(field.name));
  const partitions = new Set([...partitionColumns(files), ...(beside?.fields ?? []).map((field) => field.name)]);
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
  const quarantined = quarantinedInput(input);
  if (quarantined !== undefined) return bindQuarantined(session, name, schema, quarantined, use);
  const bind = BINDERS[input.kind] as Binder<BatchInput['kind']>;
  return bind(session, name, schema, input, use);
}

/** The relation behind one whose malformed records are told apart. */
const readBehind = (name: string): string => `${name}__read`;

async function bindQuarantined(
  session: EngineSession,
  name: string,
  schema: StructType,
  input: QuarantinedInput,
  use: InputUse,
): Promise<Bound> {
  const quarantine = await quarantineRead(schema, input, use, session.scratchDirectory);
  const { plain, scratch } = quarantine;
  const rows = plain === undefined ? undefined : await storePlainJson(session, use.table, plain);
  if (rows !== undefined) return { rows, isStored: true, scratch, quarantine };
  const bound = await bindInput(session, readBehind(name), quarantine.schema, quarantine.input, quarantine.use);
  const isPartitioned = input.kind === 'json' && partitionRuns(input.partitions) !== undefined;
  const own = [BAD_RECORD_COLUMN, ...(isPartitioned ? [PARTITION_COLUMN] : []), '__ordinal'];
  const columns = [...quarantine.columns, ...own].join(', ');
  await session.createView(name, `SELECT ${columns} FROM ${quoteIdentifier(readBehind(name))}`);
  return { ...bound, scratch: [...bound.scratch, ...scratch], quarantine };
}

/** The relation and what may lie behind it. */
export const relationsOf = (name: string): readonly string[] => [name, readBehind(name)];

/** Statements that remove the relation and what lies behind it. */
export const dropInputSql = (name: string): string =>
  relationsOf(name)
    .map(
      (own) => `DROP VIEW IF EXISTS ${quoteIdentifier(own)}; DROP TABLE IF EXISTS ${quoteIdentifier(tableBehind(own))}`,
    )
    .join('; ');
