import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MillraceError, StreamSession } from 'millrace';
import { faultOf, type OracleCase, type OracleResult, parseOracleCase, runCase } from '../lib/testing/oracle/index.ts';
import { mapOrdered } from './map-ordered.ts';
import { PARALLELISM } from './project.ts';

const CASE_TIMEOUT_MS = 60_000;
const USAGE = `Usage: npm run --silent oracle -- [--live] FILE...

Runs cases as conformance/README.md describes them, and prints for each one line of JSON, {"name", "actual"}, in the order of the files.

  --live      keep a query running between its steps, instead of restarting it before each
  -h, --help  print this

Exit codes: 0 done, 1 a file is no case, 2 not understood.
`;

interface Answer {
  readonly name: string;
  readonly actual: OracleResult;
}

/** Runs a recorded case; a case that cannot be run at all, or does not end, is an answer too, so that the others still get theirs. */
async function answer(file: string, live: boolean): Promise<Answer> {
  const timeout = new AbortController();
  const testCase = readCase(file);
  if (testCase instanceof MillraceError) {
    console.error(`${testCase.message}\n`);
    process.exitCode = 1;
    return { name: basename(file, '.json'), actual: faultOf(testCase, 'analysis') };
  }
  try {
    const run = runCase(testCase, () => StreamSession.create(), live ? { live } : {});
    return { name: testCase.name, actual: await Promise.race([run, failAfter(CASE_TIMEOUT_MS, timeout.signal)]) };
  } catch (error) {
    console.error(`${file}:`, error);
    return { name: testCase.name, actual: faultOf(error, 'batch') };
  } finally {
    timeout.abort();
  }
}

function readCase(file: string): OracleCase | MillraceError {
  try {
    return parseOracleCase(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof MillraceError) return error;
    const why = `cannot be read: ${(error as Error).message}`;
    const remedy = 'Give the paths of files with one case each.';
    return new MillraceError('CASE_MALFORMED', { file, field: 'The file', why, remedy }, { cause: error });
  }
}

async function failAfter(timeoutMs: number, signal: AbortSignal): Promise<never> {
  await sleep(timeoutMs, undefined, { signal });
  throw new Error(`The case did not end within ${timeoutMs / 1000} s.`);
}

/** The options and files of the command line, or why they are not understood. */
function parse(
  args: string[],
): { readonly live: boolean; readonly help: boolean; readonly files: readonly string[] } | string {
  try {
    const options = { live: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { live = false, help = false } = values;
    return positionals.length > 0 || help ? { live, help, files: positionals } : 'No files are given.';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Prints one JSON line for each case, and nothing else on standard output. */
async function main(args: string[]): Promise<void> {
  const parsed = parse(args);
  if (typeof parsed === 'string') {
    process.stderr.write(`${parsed}\n\n${USAGE}`);
    process.exitCode = 2;
    return;
  }
  if (parsed.help) {
    process.stdout.write(USAGE);
    return;
  }
  // What the engine might print is no answer.
  console.log = console.error;
  process.on('unhandledRejection', (error) => console.error(error));
  const answers = mapOrdered(parsed.files, PARALLELISM, (file) => answer(file, parsed.live));
  for await (const line of answers) process.stdout.write(`${JSON.stringify(line)}\n`);
}

await main(process.argv.slice(2));
// A case that did not end may hold the process.
process.exit();
