import { constants } from 'node:os';
import { suites } from './suites/index.ts';
import type { Suite, SuiteResult } from './suites/suite.ts';
import { useOwnTemporaryFolder } from './suites/temporary-folder.ts';

const USAGE = `npm test [-- [--require-all] [PATTERN]]
  PATTERN        a suite's name, or a part of a test file's path; where neither fits, a part of a test's name
  --require-all  fail if a suite is skipped that this machine could run
Suites: ${suites.map(({ name }) => name).join(', ')}`;

interface Selected {
  readonly suite: Suite;
  readonly files: readonly string[];
  readonly testName?: string;
}

/** Suites and files that a pattern selects, see {@link USAGE}. */
function select(pattern: string | undefined): Selected[] {
  const all = suites.map((suite) => ({ suite, files: suite.files() }));
  if (pattern === undefined) return all;
  const bySuite = all.filter(({ suite }) => suite.name === pattern);
  if (bySuite.length > 0) return bySuite;
  const byPath = all
    .map(({ suite, files }) => ({ suite, files: files.filter((file) => file.includes(pattern)) }))
    .filter(({ files }) => files.length > 0);
  return byPath.length > 0
    ? byPath
    : all.filter(({ suite }) => suite.name !== 'types').map((entry) => ({ ...entry, testName: pattern }));
}

async function runSuite(
  { suite, files, testName }: Selected,
  requireAll: boolean,
  signal: AbortSignal,
): Promise<SuiteResult> {
  const unavailable = await suite.unavailable?.();
  if (unavailable !== undefined) {
    console.log(`SKIPPED ${suite.name}: ${unavailable.reason}`);
    const failed = requireAll && unavailable.couldRun ? 1 : 0;
    if (failed === 1) console.log(`  FAILED ${suite.name} was skipped although this machine can run it`);
    return { passed: 0, failed, skipped: 1 };
  }
  if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
  const startMs = performance.now();
  const result = await suite.run(files, { testName, signal });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  console.log(`${suite.name.padEnd(12)}${totals(result)}  (${files.length} files, ${seconds} s)`);
  return result;
}

const totals = ({ passed, failed, skipped }: SuiteResult): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

/** Aborts and ends this process when it is asked to end: the tests' processes would go on without it. */
function endWithSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      controller.abort();
      process.exit(128 + constants.signals[name]);
    });
  return controller.signal;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE);
  const requireAll = args.includes('--require-all');
  const pattern = args.find((arg) => !arg.startsWith('--'));
  useOwnTemporaryFolder();
  const signal = endWithSignals();
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const selected of select(pattern)) {
    const result = await runSuite(selected, requireAll, signal);
    sum.passed += result.passed;
    sum.failed += result.failed;
    sum.skipped += result.skipped;
  }
  const nothing = sum.passed + sum.failed + sum.skipped === 0;
  if (nothing) console.log(`No test matches ${JSON.stringify(pattern)}.\n${USAGE}`);
  console.log(totals(sum));
  process.exitCode = nothing || sum.failed > 0 ? 1 : 0;
}

await main(process.argv.slice(2));
