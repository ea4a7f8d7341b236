import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StreamSession } from 'millrace';
import { compareResults, faultOf, type OracleResult, parseOracleCase, runCase } from 'millrace/testing';
import { makeCase } from './make-case.ts';

const USAGE = `npm run random -- make FOLDER SEED COUNT   writes COUNT cases without answers, from SEED on
npm run random -- compare FILE...          runs recorded cases, and prints what differs from Spark`;

function make(folder: string, seed: number, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let i = seed; i < seed + count; i += 1)
    writeFileSync(join(folder, `random-${i}.json`), `${JSON.stringify(makeCase(i))}\n`);
}

async function compare(files: readonly string[]): Promise<void> {
  const tally = { compared: 0, differ: 0, refused: 0 };
  for (const file of files) {
    const testCase = parseOracleCase(readFileSync(file, 'utf8'), file);
    const { expect } = testCase;
    if (expect === undefined) continue;
    const run = runCase(testCase, () => StreamSession.create(), { forgetMarks: true });
    const actual: OracleResult = await run.catch((error: unknown) => faultOf(error, 'batch'));
    const { everything, differences } = compareResults(actual, expect, testCase.ordered === true);
    tally.compared += 1;
    tally.differ += Number(!everything);
    tally.refused += Number(expect.error !== undefined);
    if (!everything) console.log(`${basename(file)}\n${differences.join('\n').replace(/^/gm, '    ')}`);
  }
  console.log(`${tally.compared} compared, ${tally.refused} of them refused by Spark; ${tally.differ} differ`);
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'make' && rest.length === 3) make(rest[0] as string, Number(rest[1]), Number(rest[2]));
else if (command === 'compare' && rest.length > 0) await compare(rest.flatMap((pattern) => globSync(pattern)));
else console.log(USAGE);
