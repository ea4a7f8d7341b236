import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** The checkout's root folder. */
export const ROOT = dirname(import.meta.dirname);

/** What the checks and suites may run side by side. */
export const PARALLELISM = Math.max(2, availableParallelism());

/** Project files by glob patterns relative to the root, as sorted paths with forward slashes relative to the root. */
export function projectFiles(patterns: readonly string[], exclude: readonly string[] = []): string[] {
  const found = globSync(patterns, { cwd: ROOT, exclude: ['node_modules/**', 'dist/**', ...exclude] });
  return [...new Set(found.map((path) => path.replaceAll('\\', '/')))].sort();
}

/** A path below the root as messages show it. */
export const shown = (path: string): string => relative(ROOT, path).replaceAll('\\', '/') || '.';

/** Where an npm package's executable script lies. */
export const packageBin = (path: string): string => join(ROOT, 'node_modules', path);

export interface CommandResult {
  readonly ok: boolean;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** Runs a program in the root folder to its end. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: options.cwd ?? ROOT, env: options.env ?? process.env });
    let output = '';
    const append = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.on('error', (error) => resolve({ ok: false, output: `${program}: ${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** Runs one of the project's TypeScript or JavaScript files on this Node. */
export function runNode(file: string, args: readonly string[] = []): Promise<CommandResult> {
  return runCommand(process.execPath, [...process.execArgv, join(ROOT, file), ...args]);
}
