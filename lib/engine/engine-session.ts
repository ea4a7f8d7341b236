import type { DuckDBConnection, DuckDBDataChunk, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { ReaderContext } from './readers/reader-context.ts';

/** What the parts of an executor share. */
export interface EngineSession {
  /** DuckDB's name of the session zone. */
  readonly timeZone: string;
  readonly scratchDirectory: string;
  readonly connection: DuckDBConnection;
  readonly readers: ReaderContext;
  /** Runs statements and gives the last one's result; faults come out as errors of the project. */
  execute(sql: string): Promise<DuckDBMaterializedResult>;
  /** Makes `name` a view of the SELECT, whatever it was before. */
  createView(name: string, select: string): Promise<void>;
  /** Runs one SELECT and gives its result as it comes. */
  stream(sql: string): AsyncIterable<DuckDBDataChunk>;
}
