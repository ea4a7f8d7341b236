import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A program of this folder while it runs, and what it has printed so far. */
export interface RunningProgram {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

/** Starts `npm run learn -- ARGS` on this Node, for tests. */
export function startProgram(...args: readonly string[]): RunningProgram {
  const flags = process.execArgv.filter((flag) => !flag.startsWith('--test'));
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, 'main.ts'), ...args]);
  let [printed, errors] = ['', ''];
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const ended = once(child, 'close').then(() => child.exitCode);
  return { child, printed: () => printed, errors: () => errors, ended };
}
