import type { DuckDBDataChunk, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { StructType } from '../types/data-type.ts';
import type { Row, Value } from '../types/value.ts';
import { type FromDuckDb, fromDuckDb } from './from-duckdb.ts';

/** The rows of a result in canonical values, converted column by column. */
export function readRows(result: DuckDBMaterializedResult, schema: StructType): Row[] {
  const converters = schema.fields.map((field) => fromDuckDb(field.dataType));
  const rows: Row[] = [];
  for (let index = 0; index < result.chunkCount; index++) appendChunk(rows, result.getChunk(index), converters);
  return rows;
}

function appendChunk(rows: Row[], chunk: DuckDBDataChunk, converters: readonly (FromDuckDb | undefined)[]): void {
  const count = chunk.rowCount;
  const added: Value[][] = Array.from({ length: count }, () => new Array<Value>(converters.length));
  for (const [column, convert] of converters.entries()) {
    const vector = chunk.getColumnVector(column);
    for (let row = 0; row < count; row++) {
      const value = vector.getItem(row);
      const target = added[row] as Value[];
      target[column] = value === null || convert === undefined ? (value as Value) : convert(value);
    }
  }
  for (const row of added) rows.push(row);
}
