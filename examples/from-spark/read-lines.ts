import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One row of docs/from-spark.md. */
export interface Line {
  readonly section: string;
  readonly spark: string;
  readonly millrace: string;
  /** What differs; empty: nothing but the language. */
  readonly difference: string;
}

/** The rows of docs/from-spark.md, read from the code of `lines.ts`. */
export function readLines(): readonly Line[] {
  const code = readFileSync(join(import.meta.dirname, 'lines.ts'), 'utf8').split('\n');
  const lines: Line[] = [];
  let section = '';
  for (const [index, text] of code.entries()) {
    section = marked(text, '##') ?? section;
    const spark = marked(text, 'py:');
    if (spark === undefined) continue;
    const difference = marked(code[index + 1] ?? '', '≠');
    const line = code[index + (difference === undefined ? 1 : 2)] ?? '';
    const millrace = line.trim().replace(/[,;]$/, '');
    lines.push({ section, spark, millrace, difference: difference ?? '' });
  }
  return lines;
}

const marked = (text: string, mark: string): string | undefined => {
  const start = `// ${mark} `;
  return text.trim().startsWith(start) ? text.trim().slice(start.length) : undefined;
};
