import {
  BIGINT,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  DuckDBVector,
} from '@duckdb/node-api';
import { ExecutionError } from '../errors/index.ts';
import { type DataType, type StructType, sqlName } from '../types/data-type.ts';
import type { Row, Value } from '../types/value.ts';
import { columnType } from './column-type.ts';
import { type ToDuckDb, toDuckDb } from './to-duckdb.ts';

interface ColumnWriter {
  readonly name: string;
  readonly dataType: DataType;
  readonly type: DuckDBType;
  readonly convert: ToDuckDb;
}

/** Appends canonical rows to a temporary table with the schema's columns and a last one that numbers the rows from 0. */
export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  schema: StructType,
  rows: readonly Row[],
): Promise<void> {
  const columns = schema.fields.map((field) => ({
    name: field.name,
    dataType: field.dataType,
    type: columnType(field.dataType),
    convert: toDuckDb(field.dataType),
  }));
  const types = [...columns.map((column) => column.type), BIGINT];
  const appender = await connection.createAppender(table, 'main', 'temp');
  try {
    const step = DuckDBVector.standardSize();
    for (let start = 0; start < rows.length; start += step)
      appender.appendDataChunk(chunkOf(types, columns, rows.slice(start, start + step), start));
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function chunkOf(types: readonly DuckDBType[], columns: readonly ColumnWriter[], rows: readonly Row[], start: number) {
  const chunk = DuckDBDataChunk.create(types, rows.length);
  for (const [index, column] of columns.entries())
    chunk.setColumnValues(
      index,
      rows.map((row, offset) => convertCell(column, row[index], start + offset)),
    );
  chunk.setColumnValues(
    columns.length,
    rows.map((_, offset) => BigInt(start + offset)),
  );
  return chunk;
}

function convertCell(column: ColumnWriter, value: Value | undefined, row: number): DuckDBValue {
  if (value === null || value === undefined) return null;
  try {
    return column.convert(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const params = { row, column: column.name, type: sqlName(column.dataType), reason };
    throw new ExecutionError('INVALID_INPUT_VALUE', params, { cause });
  }
}
