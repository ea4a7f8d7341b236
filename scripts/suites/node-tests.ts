import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { PARALLELISM, ROOT, shown } from '../project.ts';
import type { SuiteOptions, SuiteResult } from './suite.ts';

/** For what hangs; on a busy machine a file may take ten times as long as usual. */
const FILE_TIMEOUT_MS = 3_600_000;

/** Runs files of `node:test` in processes of their own, with further variables in their environment; prints what fails, and counts. */
export async function runNodeTests(
  files: readonly string[],
  options: SuiteOptions,
  env: Readonly<Record<string, string>> = {},
): Promise<SuiteResult> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const output = new Map<string, string>();
  const faulty = new Set<string>();
  const events = run({
    cwd: ROOT,
    env: { ...process.env, ...env },
    files: files.map((file) => join(ROOT, file)),
    concurrency: PARALLELISM,
    timeout: FILE_TIMEOUT_MS,
    signal: options.signal,
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--test')),
    ...(options.testName === undefined ? {} : { testNamePatterns: [escapeRegExp(options.testName)] }),
  });
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') {
      output.set(data.file, (output.get(data.file) ?? '') + data.message);
    } else if (type === 'test:pass' && !isContainer(data)) {
      counts[data.skip === undefined && data.todo === undefined ? 'passed' : 'skipped'] += 1;
    } else if (type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed') {
      counts.failed += 1;
      printFailure(data);
      if (data.file !== undefined) faulty.add(data.file);
    } else if (type === 'test:summary' && data.file !== undefined && !data.success) {
      faulty.add(data.file);
    }
  }
  for (const file of faulty) printOutput(file, output.get(file));
  return counts;
}

// A describe block, or a file in which no test ran: the runner reports both like tests.
function isContainer({ name, file, details }: TestEvent): boolean {
  return details.type === 'suite' || (file !== undefined && resolve(ROOT, name) === file);
}

interface TestEvent {
  readonly name: string;
  readonly file?: string;
  readonly details: { readonly type?: string };
}

interface Failure {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly details: { readonly error: Error };
}

function printFailure({ name, file, line, details }: Failure): void {
  const place = file === undefined ? '' : ` (${shown(file)}:${line ?? 1})`;
  console.log(`  FAILED ${name}${place}`);
  console.log(indent(inspect(details.error.cause ?? details.error, { depth: 6 })));
}

function printOutput(file: string, text: string | undefined): void {
  if (text === undefined) return;
  console.log(`  What ${shown(file)} printed:`);
  console.log(indent(text.trimEnd()));
}

const indent = (text: string): string => text.replace(/^/gm, '    ');

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
