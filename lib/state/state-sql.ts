import type { StateTable } from '../contracts/index.ts';
import { quoteIdentifier, quoteString } from '../expression/duckdb-sql.ts';
import { restoredSelect, storedSelect } from './stored-columns.ts';

/** One committed delta to be applied. */
export interface DeltaFile {
  readonly batchId: number;
  readonly file: string;
  /** The greatest eviction of this batch and the later ones: rows of this delta at or below it are gone. Microseconds, null: none. */
  readonly evictedThroughMicros: string | null;
}

const changedTable = (table: StateTable): string => quoteIdentifier(`${table.name}__changed`);
const replayTable = (table: StateTable): string => quoteIdentifier(`${table.name}__replay`);

/** Makes the table empty. */
export const createTableSql = (table: StateTable): string =>
  `CREATE OR REPLACE TABLE ${quoteIdentifier(table.name)} (${table.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`).join(', ')})`;

/** Changed rows as a delta holds them. */
export const deltaSelect = (table: StateTable): string =>
  `SELECT ${[...storedSelect(table), '__deleted'].join(', ')} FROM ${changedTable(table)}`;

/** All rows as a snapshot holds them. */
export const snapshotSelect = (table: StateTable): string =>
  `SELECT ${storedSelect(table).join(', ')} FROM ${quoteIdentifier(table.name)}`;

/** One row: for each table the number of its changed rows and of its rows. */
export const countsSelect = (tables: readonly StateTable[]): string =>
  `SELECT ${tables
    .flatMap((table) => [changedTable(table), quoteIdentifier(table.name)])
    .map((name) => `(SELECT count(*) FROM ${name})`)
    .join(', ')}`;

/** Statements that fill an empty table from a snapshot. */
export const restoreSql = (table: StateTable, file: string): string =>
  `INSERT INTO ${quoteIdentifier(table.name)} SELECT ${restoredSelect(table).join(', ')} FROM read_parquet(${quoteString(file)})`;

/** Statements that bring a table from one version to a later one: of each key the last change counts. `evictedThroughMicros` is the greatest eviction on the way. */
export function replaySql(
  table: StateTable,
  deltas: readonly DeltaFile[],
  evictedThroughMicros: string | null,
): readonly string[] {
  const name = quoteIdentifier(table.name);
  const evicted = (through: string) => `coalesce(${table.evictBy} <= make_timestamptz(${through}), false)`;
  const evict =
    table.evictBy === undefined || evictedThroughMicros === null
      ? []
      : [`DELETE FROM ${name} WHERE ${evicted(`${BigInt(evictedThroughMicros)}`)}`];
  if (deltas.length === 0) return evict;
  const replay = replayTable(table);
  const columns = table.columns.map((column) => quoteIdentifier(column.name)).join(', ');
  const sameKey = table.keyColumns.map(
    (key) => `${name}.${quoteIdentifier(key)} IS NOT DISTINCT FROM r.${quoteIdentifier(key)}`,
  );
  const stays = table.evictBy === undefined ? 'true' : `NOT ${evicted('__through')}`;
  return [
    `CREATE OR REPLACE TEMP TABLE ${replay} AS ${lastChanges(table, deltas)}`,
    `DELETE FROM ${name} USING ${replay} r WHERE ${sameKey.join(' AND ') || 'true'}`,
    ...evict,
    `INSERT INTO ${name} SELECT ${columns} FROM ${replay} WHERE NOT __deleted AND ${stays}`,
    `DROP TABLE ${replay}`,
  ];
}

function lastChanges(table: StateTable, deltas: readonly DeltaFile[]): string {
  const files = deltas.map(({ file }) => quoteString(file)).join(', ');
  const batches = deltas.map(
    ({ file, batchId, evictedThroughMicros }) =>
      `(${quoteString(file)}, ${batchId}, ${evictedThroughMicros === null ? 'NULL' : BigInt(evictedThroughMicros)}::BIGINT)`,
  );
  const keys = table.keyColumns.map(quoteIdentifier).join(', ');
  return (
    `SELECT ${restoredSelect(table).join(', ')}, __deleted, __through ` +
    `FROM read_parquet([${files}], filename = '__file') JOIN (VALUES ${batches.join(', ')}) b(__file, __batch, __through) USING (__file) ` +
    `QUALIFY row_number() OVER (${keys === '' ? '' : `PARTITION BY ${keys} `}ORDER BY __batch DESC) = 1`
  );
}

/** A SELECT that fails unless every value of a stored file can be read. */
export const probeSql = (file: string, table: StateTable): string =>
  `SELECT max(hash(p)) FROM (SELECT ${restoredSelect(table).join(', ')} FROM read_parquet(${quoteString(file)})) p`;
