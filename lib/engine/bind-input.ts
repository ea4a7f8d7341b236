import type { BatchInput } from '../contracts/source.ts';
import type { StructType } from '../types/data-type.ts';
import { appendRows } from './append-rows.ts';
import { columnTypeSql } from './column-type.ts';
import type { EngineSession } from './duckdb-executor.ts';
import { readerSql } from './readers/reader-sql.ts';
import { sequenceSql } from './sequence-sql.ts';
import { quoteName } from './sql-text.ts';

type InputOf<K extends BatchInput['kind']> = Extract<BatchInput, { readonly kind: K }>;
type Binder<K extends BatchInput['kind']> = (
  session: EngineSession,
  name: string,
  schema: StructType,
  input: InputOf<K>,
) => Promise<number | undefined>;

/** The relation is always a view, so that the next batch can replace it whatever kind it is of; rows lie in a table behind it. */
const tableBehind = (name: string): string => `${name}__rows`;

const viewSql = (name: string, select: string): string => `CREATE OR REPLACE TEMP VIEW ${quoteName(name)} AS ${select}`;

const bindRows: Binder<'rows'> = async (session, name, schema, input) => {
  const table = tableBehind(name);
  const columns = schema.fields.map((field) => `${quoteName(field.name)} ${columnTypeSql(field.dataType)}`);
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${quoteName(table)} (${[...columns, '__ordinal BIGINT'].join(', ')}); ${viewSql(name, `SELECT * FROM ${quoteName(table)}`)}`,
  );
  await appendRows(session.connection, table, schema, input.rows);
  return input.rows.length;
};

const bindSequence: Binder<'sequence'> = async (session, name, schema, input) => {
  await session.execute(viewSql(name, sequenceSql(schema, input)));
  return Number(input.to - input.from);
};

const bindFiles: Binder<'files'> = async (session, name, schema, input) => {
  await session.execute(viewSql(name, withOrdinal(readerSql(schema, input, session.timeZone))));
  return undefined;
};

const bindJson: Binder<'json'> = async () => {
  throw new Error('not yet');
};

const withOrdinal = (select: string): string => `SELECT *, row_number() OVER () - 1 AS __ordinal FROM (${select})`;

const BINDERS: { readonly [K in BatchInput['kind']]: Binder<K> } = {
  files: bindFiles,
  json: bindJson,
  rows: bindRows,
  sequence: bindSequence,
};

/** Makes the relation `name` hold the batch; gives the number of rows where it is known. */
export function bindInput(
  session: EngineSession,
  name: string,
  schema: StructType,
  input: BatchInput,
): Promise<number | undefined> {
  const bind = BINDERS[input.kind] as Binder<BatchInput['kind']>;
  return bind(session, name, schema, input);
}

/** Statements that remove the relation and what lies behind it. */
export const dropInputSql = (name: string): string =>
  `DROP VIEW IF EXISTS ${quoteName(name)}; DROP TABLE IF EXISTS ${quoteName(tableBehind(name))}`;
