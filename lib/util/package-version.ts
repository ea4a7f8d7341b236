import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The version of Millrace: found by the package's own name, wherever it lies, in its sources or compiled. */
export function packageVersion(): string {
  const path = createRequire(import.meta.url).resolve('millrace/package.json');
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version;
}
