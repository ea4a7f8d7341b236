import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamSession } from 'millrace';
import { faultOf, type OracleResult, parseOracleCase, runCase } from '../lib/testing/oracle/index.ts';
import { mapOrdered } from './map-ordered.ts';
import { PARALLELISM } from './project.ts';

const CASE_TIMEOUT_MS = 60_000;

interface Answer {
  readonly name: string;
  readonly actual: OracleResult;
}

/** Runs a recorded case; a case that cannot be run at all, or does not end, is an answer too, so that the others still get theirs. */
async function answer(file: string, live: boolean): Promise<Answer> {
  let name = basename(file, '.json');
  const timeout = new AbortController();
  try {
    const testCase = parseOracleCase(readFileSync(file, 'utf8'));
    name = testCase.name;
    const run = runCase(testCase, () => StreamSession.create(), live ? { live } : {});
    return { name, actual: await Promise.race([run, failAfter(CASE_TIMEOUT_MS, timeout.signal)]) };
  } catch (error) {
    console.error(`${file}:`, error);
    return { name, actual: faultOf(error, 'batch') };
  } finally {
    timeout.abort();
  }
}

async function failAfter(timeoutMs: number, signal: AbortSignal): Promise<never> {
  await sleep(timeoutMs, undefined, { signal });
  throw new Error(`The case did not end within ${timeoutMs / 1000} s.`);
}

/** Prints one JSON line for each case, `{"name", "actual"}`, in the order of the files, and nothing else: `npm run --silent oracle -- FILE...`. */
async function main(args: readonly string[]): Promise<void> {
  const files = args.filter((argument) => !argument.startsWith('--'));
  if (files.length === 0) throw new Error('Usage: npm run --silent oracle -- [--live] FILE...');
  // What the engine might print is no answer.
  console.log = console.error;
  process.on('unhandledRejection', (error) => console.error(error));
  const answers = mapOrdered(files, PARALLELISM, (file) => answer(file, args.includes('--live')));
  for await (const line of answers) process.stdout.write(`${JSON.stringify(line)}\n`);
}

await main(process.argv.slice(2));
// A case that did not end may hold the process.
process.exit();
