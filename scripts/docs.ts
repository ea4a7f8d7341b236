import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNode } from './project.ts';

/** Brings what the documents include from the code up to date. */
const generators = [
  'scripts/functions-doc.ts',
  'scripts/cli-doc.ts',
  'scripts/from-spark-doc.ts',
  'scripts/check-snippets.ts',
];
for (const generator of generators.filter((file) => existsSync(join(ROOT, file)))) {
  const { ok, output } = await runNode(generator, ['--write']);
  if (output !== '') console.log(output.trimEnd());
  if (!ok) process.exitCode = 1;
}
