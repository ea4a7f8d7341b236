import { readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
/** Packages that a function of this query has no use for as it starts. */
const LAZY = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-kinesis',
  '@aws-sdk/client-s3',
  '@aws-lambda-powertools/tracer',
  '@polyglot-sql/sdk',
];

/** Bundles the tick function as it is deployed into a folder, or with everything loaded at once; gives the bytes of the files. */
export async function bundleTick(folder: string, eager: boolean): Promise<number> {
  const handler = join(ROOT, 'functions', 'tick.ts');
  const entry = join(folder, '..', 'eager.ts');
  const imports = LAZY.map((name) => `import ${JSON.stringify(name)};`).join('\n');
  writeFileSync(entry, `${imports}\nexport { handler } from ${JSON.stringify(handler)};\n`);
  const query = join(folder, '..', 'no-query.ts');
  writeFileSync(query, 'export default undefined;\n');
  await build({
    entryPoints: [{ in: eager ? entry : handler, out: 'tick' }],
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    splitting: true,
    minifyWhitespace: true,
    minifySyntax: true,
    outExtension: { '.js': '.mjs' },
    external: ['@duckdb/node-api', '@polyglot-sql/sdk', '@platformatic/kafka'],
    alias: { 'millrace-query': query },
    nodePaths: [join(ROOT, 'node_modules')],
    // Names for their effect only are kept.
    ignoreAnnotations: true,
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';const require = requireOf(import.meta.url);",
    },
    logLevel: 'error',
  });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
