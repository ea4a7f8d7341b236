import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileOutput, WrittenFile } from '../../contracts/sink.ts';
import { quoteIdentifier, quoteString } from '../../expression/duckdb-sql.ts';
import type { StructField, StructType } from '../../types/data-type.ts';
import type { EngineSession } from '../engine-session.ts';
import { validateWriterOptions } from '../format-options.ts';
import { readChunk, readRows, rowConverters } from '../read-rows.ts';
import { parquetCompression, textCompression } from './compression.ts';
import { partitionFolder } from './partition-path.ts';
import { textFormat } from './text-format.ts';
import { writeText } from './write-lines.ts';

/** One file to write: the rows of a SELECT. */
interface Part {
  readonly relativePath: string;
  readonly sql: string;
}

const RESULT = '__millrace_output';

/** Writes the result of a SELECT as files of one format, one per partition; where there are no rows there is no file. */
export async function writeFiles(
  session: EngineSession,
  sql: string,
  schema: StructType,
  output: FileOutput,
): Promise<readonly WrittenFile[]> {
  validateWriterOptions(output.format, output.options);
  if (output.partitionBy.length === 0)
    return writeParts(session, [{ relativePath: output.fileName, sql }], schema, output);
  const columns = schema.fields.map((field) => quoteIdentifier(field.name));
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${RESULT} AS SELECT * FROM (${sql}) AS result(${columns.join(', ')})`,
  );
  try {
    const names = output.partitionBy.map((name) => name.toLowerCase());
    const isPartition = (field: StructField): boolean => names.includes(field.name.toLowerCase());
    const rest: StructType = { kind: 'struct', fields: schema.fields.filter((field) => !isPartition(field)) };
    return await writeParts(session, await partsOf(session, schema, rest, output), rest, output);
  } finally {
    await session.execute(`DROP TABLE ${RESULT}`);
  }
}

/** The partitions in the order of their first rows. */
async function partsOf(
  session: EngineSession,
  schema: StructType,
  rest: StructType,
  output: FileOutput,
): Promise<readonly Part[]> {
  const fields = output.partitionBy.flatMap((name) =>
    schema.fields.filter((field) => field.name.toLowerCase() === name.toLowerCase()),
  );
  const keys = fields.map((field) => quoteIdentifier(field.name)).join(', ');
  const groups = await session.execute(
    `SELECT ${keys}, min(rowid) AS first_row FROM ${RESULT} GROUP BY ${keys} ORDER BY first_row`,
  );
  const first: StructField = { name: 'first_row', dataType: { kind: 'long' }, nullable: false };
  // Null and the empty text share a folder.
  const rowsByFolder = new Map<string, unknown[]>();
  for (const row of readRows(groups, { kind: 'struct', fields: [...fields, first] })) {
    const folder = fields
      .map((field, index) => partitionFolder(field.name, row[index] ?? null, field.dataType, session.timeZone))
      .join('/');
    const known = rowsByFolder.get(folder);
    if (known === undefined) rowsByFolder.set(folder, [row.at(-1)]);
    else known.push(row.at(-1));
  }
  const columns = rest.fields.map((field) => quoteIdentifier(field.name)).join(', ');
  const same = fields.map(
    (field) => `k.${quoteIdentifier(field.name)} IS NOT DISTINCT FROM r.${quoteIdentifier(field.name)}`,
  );
  return [...rowsByFolder].map(([folder, rows]) => ({
    relativePath: `${folder}/${output.fileName}`,
    sql: `SELECT ${columns} FROM ${RESULT} AS r WHERE EXISTS (FROM ${RESULT} AS k WHERE k.rowid IN (${rows.join(', ')}) AND ${same.join(' AND ')}) ORDER BY r.rowid`,
  }));
}

async function writeParts(
  session: EngineSession,
  parts: readonly Part[],
  schema: StructType,
  output: FileOutput,
): Promise<readonly WrittenFile[]> {
  const write = output.format === 'parquet' ? writeParquet : writeTextFile;
  const written: WrittenFile[] = [];
  for (const { relativePath, sql } of parts) {
    const path = join(output.directory, relativePath);
    await mkdir(dirname(path), { recursive: true });
    const rows = await write(session, sql, schema, output, path);
    if (rows === 0) await rm(path, { force: true });
    else written.push({ relativePath, rows, bytes: (await stat(path)).size });
  }
  return written;
}

type WriteFile = (
  session: EngineSession,
  sql: string,
  schema: StructType,
  output: FileOutput,
  path: string,
) => Promise<number>;

const writeParquet: WriteFile = async (session, sql, schema, output, path) => {
  const names = schema.fields.map((field) => quoteIdentifier(field.name)).join(', ');
  const compression = parquetCompression(output.options);
  const select = `SELECT * FROM (${sql}) AS result(${names})`;
  const result = await session.execute(
    `COPY (${select}) TO ${quoteString(path)} (FORMAT parquet, COMPRESSION ${compression})`,
  );
  return result.rowsChanged;
};

const writeTextFile: WriteFile = async (session, sql, schema, output, path) => {
  const { header, line, lineEnd } = textFormat(output.format, schema, output.options, session.timeZone);
  const converters = rowConverters(schema);
  let rows = 0;
  async function* blocks(): AsyncGenerator<string> {
    if (header !== undefined) yield header + lineEnd;
    for await (const chunk of session.stream(sql)) {
      const lines: string[] = [];
      for (const row of readChunk(chunk, converters)) {
        const text = line(row);
        if (text !== undefined) lines.push(text + lineEnd);
        rows++;
      }
      yield lines.join('');
    }
  }
  await writeText(blocks(), path, textCompression(output.format, output.options));
  return rows;
};
