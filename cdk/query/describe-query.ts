import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { QueryDefinition } from '../../lib/api/define-query.ts';
import { MillraceError } from '../../lib/errors/index.ts';
import { createManifest, type ManifestOptions } from '../../lib/lambda/create-manifest.ts';
import type { QueryManifest } from '../../lib/lambda/read-manifest.ts';

/** What one run of this file writes: the query of an entry file as data, or why there is none. */
export type Description =
  | { readonly manifest: QueryManifest }
  | { readonly condition: string | undefined; readonly message: string };

const isDefinition = (value: unknown): value is QueryDefinition =>
  typeof value === 'object' && value !== null && 'build' in value && typeof value.build === 'function';

async function describe(entry: string, options: ManifestOptions): Promise<Description> {
  const { default: definition } = (await import(pathToFileURL(entry).href)) as { readonly default?: unknown };
  if (isDefinition(definition)) return { manifest: await createManifest(definition, options) };
  return { condition: undefined, message: 'its default export is no query.' };
}

const failure = (error: unknown): Description =>
  error instanceof MillraceError
    ? { condition: error.condition, message: error.message }
    : { condition: undefined, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };

const [entry = '', output = '', options = '{}'] = process.argv.slice(2);
writeFileSync(output, JSON.stringify(await describe(entry, JSON.parse(options)).catch(failure)));
// A module may hold timers or sockets open.
process.exit(0);
