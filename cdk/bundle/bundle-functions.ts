import { existsSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { needsModule } from '../../lib/lambda/read-manifest.ts';
import type { DeployedQuery } from '../query/deployed-query.ts';
import { checkAssetSize } from './asset-size.ts';
import { type Cpu, installPackages } from './installed-packages.ts';

/** The manifest's name beside the bundle. */
export const MANIFEST_FILE = 'query-manifest.json';

export interface BundleRequest {
  /** Files of `functions/`, without their ending. */
  readonly handlers: readonly string[];
  readonly entry: string;
  readonly query: DeployedQuery;
  readonly cpu: Cpu;
  /** Packages that are installed rather than bundled; what is not installed is never loaded by these handlers. */
  readonly packages: readonly string[];
  /** Whether these handlers may need the user's module. */
  readonly withModule: boolean;
}

const ENDING = extname(import.meta.filename);
const FUNCTIONS = join(import.meta.dirname, '..', '..', 'functions');
const EMPTY_MODULE = join(import.meta.dirname, `no-module${ENDING}`);
/** Not bundled: DuckDB is native, the parser is large and reads files of its own. */
const EXTERNAL = ['@duckdb/node-api', '@polyglot-sql/sdk', '@platformatic/kafka'];
// Some packages inside are CommonJS and call require.
const BANNER = "import { createRequire as requireOf } from 'node:module';const require = requireOf(import.meta.url);";

/** Writes handlers, query module, manifest and native packages into a folder that Lambda can run on Node 24. */
export function bundleFunctions(request: BundleRequest, folder: string): void {
  const { handlers, entry, query, cpu, packages, withModule } = request;
  buildSync({
    entryPoints: handlers.map((name) => join(FUNCTIONS, `${name}${ENDING}`)),
    outdir: folder,
    bundle: true,
    // Parts that are imported when they are needed stay files of their own, and cost nothing until then.
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    platform: 'node',
    // The AWS SDK's ES modules: of those what is not used falls away, and a part that is imported late keeps its names.
    mainFields: ['module', 'main'],
    target: 'node24',
    // Names of classes are kept: errors are told apart by them.
    minifyWhitespace: true,
    minifySyntax: true,
    external: EXTERNAL,
    conditions: ENDING === '.ts' ? ['millrace-source'] : [],
    alias: { 'millrace-query': withModule && needsModule(query.manifest) ? entry : EMPTY_MODULE },
    absWorkingDir: workingFolder(entry),
    banner: { js: BANNER },
    logLevel: 'warning',
  });
  writeFileSync(join(folder, MANIFEST_FILE), JSON.stringify(query.manifest));
  if (packages.length > 0) installPackages(packages, cpu, folder);
  checkAssetSize(folder, query.name, entry);
}

/** The folder of the user's package: names in the bundle are relative to it, so that two checkouts give the same bytes. */
function workingFolder(entry: string): string {
  for (let folder = dirname(entry); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || folder === dirname(folder)) return folder;
  }
}
