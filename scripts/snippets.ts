import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.ts';

/**
 * Code in the documents is code that is checked. Above each fenced `ts`, `sh`, `sql`, `json` or `py` block stands a comment that says where it comes from:
 *
 *     <!-- file: examples/first-query.ts#query -->     the lines between `// #region query` and `// #endregion` of the file; without `#…` the whole file
 *     <!-- commands -->                                every line is a command that a fresh clone understands: npm scripts of package.json, git clone, cd
 *     <!-- output -->                                  what a program printed; for reading only
 */
interface DocumentResult {
  /** The text with every included region brought up to date. */
  readonly text: string;
  readonly problems: readonly string[];
}

const BLOCK = /^(<!-- *(?<mark>.*?) *-->\n\n?)?```(?<language>\w+)\n(?<code>[\s\S]*?)^```$/gm;
const FENCE = '```';
const CHECKED = ['ts', 'js', 'sh', 'bash', 'sql', 'json', 'py', 'python'];

/** Checks one Markdown text. */
export function checkDocument(path: string, text: string): DocumentResult {
  const problems: string[] = [];
  const updated = text.replace(BLOCK, (whole: string, ...rest: unknown[]) => {
    const offset = rest.find((part) => typeof part === 'number') ?? 0;
    const groups = rest.at(-1) as { mark?: string; language: string; code: string };
    const place = `${path}:${text.slice(0, offset).split('\n').length}`;
    const { replacement, problem } = checkBlock(groups.mark, groups.language, groups.code);
    if (problem !== undefined) problems.push(`${place}: ${problem}`);
    return replacement === undefined
      ? whole
      : `${whole.slice(0, -FENCE.length - groups.code.length)}${replacement}${FENCE}`;
  });
  return { text: updated, problems };
}

interface BlockResult {
  readonly replacement?: string;
  readonly problem?: string;
}

function checkBlock(mark: string | undefined, language: string, code: string): BlockResult {
  if (!CHECKED.includes(language) || mark === 'output') return {};
  if (mark === 'commands') return checkCommands(code);
  const [, file, region] = /^file: *([^#\s]+)(?:#(\S+))?$/.exec(mark ?? '') ?? [];
  if (file === undefined)
    return { problem: `a ${language} block needs <!-- file: PATH#REGION --> or <!-- commands --> above it` };
  if (!existsSync(join(ROOT, file))) return { problem: `${file} does not exist` };
  const source = region === undefined ? readFileSync(join(ROOT, file), 'utf8') : readRegion(file, region);
  if (source === undefined) return { problem: `${file} has no "#region ${region}"` };
  return source === code ? {} : { replacement: source, problem: `differs from ${file}; npm run docs refreshes it` };
}

/** The lines of a region, without the indentation they share and without the marks of regions inside. */
function readRegion(file: string, region: string): string | undefined {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  const start = lines.findIndex(
    (line) => line.trim() === `// #region ${region}` || line.trim() === `# #region ${region}`,
  );
  if (start === -1) return undefined;
  const length = lines.slice(start + 1).findIndex((line) => /^\s*(\/\/|#) #endregion/.test(line));
  const body = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length);
  const indent = Math.min(...body.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return `${body.map((line) => line.slice(indent)).join('\n')}\n`;
}

function checkCommands(code: string): BlockResult {
  const wrong = code
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .find((line) => line !== '' && !line.startsWith('#') && !isKnownCommand(line));
  return wrong === undefined ? {} : { problem: `"${wrong}" is no script of package.json, git clone or cd` };
}

function isKnownCommand(line: string): boolean {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const script = /^npm (?:run (?:--silent )?)?(\S+)/.exec(line)?.[1];
  return script === undefined
    ? /^(git clone|cd) /.test(line)
    : script in scripts || /^npm install millrace\b/.test(line);
}
