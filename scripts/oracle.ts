import { readFileSync } from 'node:fs';
import { StreamSession } from 'millrace';
import { parseOracleCase, runCase } from '../lib/testing/oracle/index.ts';
import { mapOrdered } from './map-ordered.ts';
import { PARALLELISM } from './project.ts';

/** Runs recorded cases and prints one JSON line each, `{"name", "actual"}`, in the order of the files: `npm run --silent oracle -- FILE...`. */
const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const live = process.argv.includes('--live') ? { live: true } : {};
if (files.length === 0) {
  console.error('Usage: npm run --silent oracle -- [--live] FILE...');
  process.exitCode = 1;
}

// The output is for programs: what the engine might print goes to standard error.
console.log = console.error;

const lines = mapOrdered(files, PARALLELISM, async (file) => {
  const testCase = parseOracleCase(readFileSync(file, 'utf8'));
  const actual = await runCase(testCase, () => StreamSession.create(), live);
  return JSON.stringify({ name: testCase.name, actual });
});
for await (const line of lines) process.stdout.write(`${line}\n`);
