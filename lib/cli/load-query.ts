import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { QueryDefinition } from '../api/define-query.ts';
import { QueryStartError } from '../errors/index.ts';

/** The query that a file exports. What the file itself throws comes through as it is. */
export async function loadQuery(file: string): Promise<QueryDefinition> {
  const path = resolve(file);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) throw unreadable(file, 'it is a folder.');
  if (found?.isFile() !== true) throw unreadable(file, `there is no file ${path}.`);
  const module = (await import(pathToFileURL(path).href).catch((cause: unknown) => {
    throw unreadable(file, cause instanceof Error ? cause.message : String(cause), cause);
  })) as { readonly default?: unknown };
  if (isQuery(module.default)) return module.default;
  const exported = Object.keys(module).filter((name) => name !== 'default');
  const others = exported.length === 0 ? '' : ` (it exports ${exported.join(', ')})`;
  throw unreadable(
    file,
    `${module.default === undefined ? 'it has no default export' : 'its default export is no query'}${others}.`,
  );
}

const isQuery = (value: unknown): value is QueryDefinition =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as QueryDefinition).name === 'string' &&
  typeof (value as QueryDefinition).build === 'function';

const unreadable = (file: string, why: string, cause?: unknown): QueryStartError =>
  new QueryStartError('QUERY_FILE_UNREADABLE', { file, why }, { cause });
