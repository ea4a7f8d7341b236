import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFiles, ROOT } from './project.ts';

const CATALOGUE = 'lib/errors/conditions';

/** The keys of one catalogue file in the order in which they stand there. */
function namesIn(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/^ {2}'?([A-Z_][A-Z0-9_.]*)'?: \{/gm)].map((match) => match[1] ?? '');
}

/** A catalogue file is sorted by name. */
function unsorted(file: string): string[] {
  const names = namesIn(file);
  return names.flatMap((name, index) => {
    const previous = names[index - 1];
    return previous === undefined || previous < name ? [] : [`${file}: ${name} must stand before ${previous}`];
  });
}

/** A condition stands in one file only. */
function repeated(files: readonly string[]): string[] {
  const seen = new Map<string, string>();
  return files.flatMap((file) =>
    namesIn(file).flatMap((name) => {
      const first = seen.get(name);
      seen.set(name, first ?? file);
      return first === undefined ? [] : [`${file}: ${name} stands in ${first} already`];
    }),
  );
}

/** A condition is named by code that is no test. */
function unused(files: readonly string[]): string[] {
  const code = projectFiles(['{lib,cdk}/**/*.ts'], [`${CATALOGUE}/**`, '**/*.test.ts'])
    .map((file) => readFileSync(join(ROOT, file), 'utf8'))
    .join('\n');
  const named = new Set([...code.matchAll(/['"]([A-Z_][A-Z0-9_.]*)['"]/g)].map((match) => match[1]));
  return files.flatMap((file) =>
    namesIn(file)
      .filter((name) => !named.has(name))
      .map((name) => `${file}: nothing in lib or cdk raises ${name}`),
  );
}

const files = projectFiles([`${CATALOGUE}/*.ts`]);
const problems = [...files.flatMap(unsorted), ...repeated(files), ...unused(files)];
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
