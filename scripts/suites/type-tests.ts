import { packageBin, runCommand } from '../project.ts';
import type { SuiteResult } from './suite.ts';

/** Compiles the project once: a `*.test-d.ts` file passes if it has no error; an error elsewhere fails the suite too. */
export async function runTypeTests(files: readonly string[]): Promise<SuiteResult> {
  const { ok, output } = await compileProject();
  if (ok) return { passed: files.length, failed: 0, skipped: 0 };
  const faulty = new Set([...output.matchAll(/^(\S+?\.tsx?)\(\d+,\d+\): error/gm)].map((match) => match[1]));
  console.log(output.trimEnd().replace(/^/gm, '    '));
  const passed = files.filter((file) => !faulty.has(file)).length;
  return { passed, failed: Math.max(1, faulty.size), skipped: 0 };
}

/** Type-checks everything that tsconfig.json includes. */
export function compileProject(): Promise<{ readonly ok: boolean; readonly output: string }> {
  return runCommand(process.execPath, [packageBin('typescript/bin/tsc'), '-p', '.', '--pretty', 'false']);
}
