import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DataFrame, StreamSession } from 'millrace';

/** `golden.json` of a folder: how its query reads and writes. */
export interface GoldenSpec {
  readonly about: string;
  /** By name; rows are the lines of `input/<name>/*`, or the source makes its own. */
  readonly sources: Readonly<Record<string, GoldenSource>>;
  readonly outputMode: 'append' | 'update' | 'complete';
  readonly sink: {
    readonly format: string;
    readonly options?: Readonly<Record<string, string>>;
    readonly partitionBy?: readonly string[];
  };
  /** What is shown of the table `result`, where the sink's rows are shown. @default - all rows, sorted by all columns */
  readonly show?: string;
  /** For a result that depends on batches: what is shown of it when each file was a batch, for `expected-by-file.txt`. */
  readonly showByFile?: string;
  /** For sources that make their own rows: how many batches are run. */
  readonly batches?: number;
}

export interface GoldenSource {
  readonly format: string;
  readonly schema?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly watermark?: readonly [column: string, delay: string];
}

/** A folder of the golden suite. */
export interface Golden {
  readonly name: string;
  readonly folder: string;
  readonly spec: GoldenSpec;
  /** The query over views that are named like the sources: `query.sql`, or the function `query` of `query.ts`. */
  readonly query: (session: StreamSession) => DataFrame;
}

const ROOT = dirname(import.meta.dirname);

/** Every folder with a `golden.json`. */
export async function listGoldens(): Promise<Golden[]> {
  const names = globSync('*/golden.json', { cwd: ROOT }).map((path) => dirname(path));
  return Promise.all(names.sort().map(readGolden));
}

async function readGolden(name: string): Promise<Golden> {
  const folder = join(ROOT, name);
  const spec = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as GoldenSpec;
  return { name, folder, spec, query: await readQuery(folder) };
}

async function readQuery(folder: string): Promise<Golden['query']> {
  const [sql] = globSync('query.sql', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
  if (sql !== undefined) return (session) => session.sql(sql);
  const module = (await import(pathToFileURL(join(folder, 'query.ts')).href)) as { readonly query: Golden['query'] };
  return module.query;
}
