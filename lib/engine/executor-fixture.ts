import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Executor } from '../contracts/executor.ts';
import { quoteIdentifier } from '../expression/duckdb-sql.ts';
import { type DataType, type StructType, structField, structType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import { createDuckDbExecutor, type DuckDbExecutorOptions } from './create-duckdb-executor.ts';

/** For tests: an executor with a folder of its own, both gone after the test. */
export interface ExecutorFixture {
  readonly executor: Executor;
  readonly directory: string;
  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): string;
  /** The rows of one file, in order. */
  read(format: string, columns: Columns, content: string | Uint8Array, options?: Options): Promise<Row[]>;
  /** The rows of documents, in order. */
  readDocuments(columns: Columns, documents: readonly string[], options?: Options): Promise<Row[]>;
  /** All rows of a bound relation, in order. */
  rows(relation: string, schema: StructType): Promise<Row[]>;
}

/** Columns by name. */
export type Columns = Readonly<Record<string, DataType>>;
type Options = Readonly<Record<string, string>>;

/** The schema of columns. */
export const schemaOf = (columns: Columns): StructType =>
  structType(Object.entries(columns).map(([name, type]) => structField(name, type)));

/** Opens an executor for a test. */
export async function executorFixture(
  context: TestContext,
  options: Partial<DuckDbExecutorOptions> = {},
): Promise<ExecutorFixture> {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-engine-'));
  const executor = await createDuckDbExecutor({ timeZone: 'UTC', scratchDirectory: directory, threads: 2, ...options });
  context.after(async () => {
    await executor.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  const rows = (relation: string, schema: StructType): Promise<Row[]> => {
    const columns = schema.fields.map((field) => quoteIdentifier(field.name)).join(', ');
    return executor.query(`SELECT ${columns} FROM ${relation} ORDER BY __ordinal`, schema);
  };
  return {
    executor,
    directory,
    file,
    rows,
    read: async (format, columns, content, readerOptions = {}) => {
      const files = [{ path: file(`input.${format}`, content), partitionValues: {} }];
      const schema = schemaOf(columns);
      await executor.bindInput('input', schema, { kind: 'files', format, options: readerOptions, files });
      return rows('input', schema);
    },
    readDocuments: async (columns, documents, readerOptions = {}) => {
      const schema = schemaOf(columns);
      await executor.bindInput('input', schema, { kind: 'json', documents, options: readerOptions });
      return rows('input', schema);
    },
  };
}
