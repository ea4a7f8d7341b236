import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './project.ts';

/** One import of a project file. */
export interface Import {
  /** The importing file, relative to the root. */
  readonly from: string;
  readonly line: number;
  /** The specifier as written. */
  readonly specifier: string;
  /** The imported project file, relative to the root; undefined for packages and Node's own modules. */
  readonly target: string | undefined;
  /** `import type` and `export type`: nothing is loaded at run time. */
  readonly typeOnly: boolean;
}

const PATTERN =
  /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{][^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Every static and dynamic import of a file, given relative to the root. */
export function importsOf(file: string, root = ROOT): Import[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  );
  return [...text.matchAll(PATTERN)].map((match) => {
    const specifier = match[2] ?? match[3] ?? '';
    return {
      from: file,
      line: text.slice(0, match.index + match[0].lastIndexOf(specifier)).split('\n').length,
      specifier,
      target: specifier.startsWith('.') ? join(dirname(file), specifier).replaceAll('\\', '/') : undefined,
      typeOnly: match[1] !== undefined,
    };
  });
}
