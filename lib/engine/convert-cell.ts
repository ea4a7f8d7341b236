import type { DuckDBValue } from '@duckdb/node-api';
import { ExecutionError } from '../errors/index.ts';
import { type DataType, sqlName } from '../types/data-type.ts';
import type { Value } from '../types/value.ts';
import type { ToDuckDb } from './to-duckdb.ts';

/** Where a value goes. */
export interface CellColumn {
  readonly name: string;
  readonly dataType: DataType;
  readonly convert: ToDuckDb;
}

/** A canonical value as DuckDB takes it; says row and column of one that is of another type. */
export function convertCell(column: CellColumn, value: Value | undefined, row: number): DuckDBValue {
  if (value === null || value === undefined) return null;
  try {
    return column.convert(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const params = { row, column: column.name, type: sqlName(column.dataType), reason };
    throw new ExecutionError('INVALID_INPUT_VALUE', params, { cause });
  }
}
