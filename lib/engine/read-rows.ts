import type { DuckDBDataChunk, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { StructType } from '../types/data-type.ts';
import type { Row, Value } from '../types/value.ts';
import { type FromDuckDb, fromDuckDb } from './from-duckdb.ts';

type Converters = readonly (FromDuckDb | undefined)[];

/** Converters of a row's columns, by position. */
export const rowConverters = (schema: StructType): Converters =>
  schema.fields.map((field) => fromDuckDb(field.dataType));

/** The rows of a result in canonical values. */
export function readRows(result: DuckDBMaterializedResult, schema: StructType): Row[] {
  const converters = rowConverters(schema);
  const rows: Row[] = [];
  for (let index = 0; index < result.chunkCount; index++)
    for (const row of readChunk(result.getChunk(index), converters)) rows.push(row);
  return rows;
}

/** The rows of a chunk, converted column by column. */
export function readChunk(chunk: DuckDBDataChunk, converters: Converters): Row[] {
  const count = chunk.rowCount;
  const rows: Value[][] = Array.from({ length: count }, () => new Array<Value>(converters.length));
  for (const [column, convert] of converters.entries()) {
    const vector = chunk.getColumnVector(column);
    // An index loop: this is where a batch's time goes.
    for (let index = 0; index < count; index++) {
      const value = vector.getItem(index);
      (rows[index] as Value[])[column] = value === null || convert === undefined ? (value as Value) : convert(value);
    }
  }
  return rows;
}
