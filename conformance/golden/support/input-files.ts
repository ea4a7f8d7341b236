import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Golden } from './golden.ts';

/** An input file before it is put in place. */
export interface InputFile {
  readonly source: string;
  readonly name: string;
  readonly header: readonly string[];
  readonly lines: readonly string[];
}

/** The input files of a golden, in the order in which they arrive. */
export function inputFiles({ folder, spec }: Golden): InputFile[] {
  return globSync('input/*/*', { cwd: folder })
    .sort()
    .map((path) => {
      const [, source = '', name = ''] = path.split(sep);
      const lines = readFileSync(join(folder, path), 'utf8').split('\n').slice(0, -1);
      const headerLines = spec.sources[source]?.options?.['header'] === 'true' ? 1 : 0;
      return { source, name, header: lines.slice(0, headerLines), lines: lines.slice(headerLines) };
    });
}

/** The same lines in the same order in files of another length. */
export function inOtherFiles(files: readonly InputFile[], linesPerFile: number): InputFile[] {
  const sources = Map.groupBy(files, ({ source }) => source);
  return [...sources].flatMap(([source, parts]) => {
    const lines = parts.flatMap((part) => part.lines);
    const header = parts[0]?.header ?? [];
    const count = Math.ceil(lines.length / linesPerFile);
    return Array.from({ length: count }, (_, i) => ({
      source,
      name: `other-${String(i).padStart(4, '0')}`,
      header,
      lines: lines.slice(i * linesPerFile, (i + 1) * linesPerFile),
    }));
  });
}

/** A file's text. */
export const fileText = ({ header, lines }: InputFile): string =>
  [...header, ...lines].map((line) => `${line}\n`).join('');
