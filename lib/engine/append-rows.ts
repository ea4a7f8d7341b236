import { BIGINT, type DuckDBConnection, DuckDBDataChunk, type DuckDBType, DuckDBVector } from '@duckdb/node-api';
import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import { columnType } from './column-type.ts';
import { type CellColumn, convertCell } from './convert-cell.ts';
import { toDuckDb } from './to-duckdb.ts';

interface ColumnWriter extends CellColumn {
  readonly type: DuckDBType;
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
