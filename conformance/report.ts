import { StreamSession } from 'millrace';
import { type Agreement, compareResults, faultOf, type OracleResult, runCase } from '../lib/testing/oracle/index.ts';
import { mapOrdered } from '../scripts/map-ordered.ts';
import { PARALLELISM } from '../scripts/project.ts';
import { isRecorded, type ListedCase, listCases, readCase } from './case-list.ts';

const USAGE = `npm run conformance [-- [--differences] [--live] [PATTERN]]
  PATTERN        cases whose <group>/<name> contains it
  --differences  print what differs
  --live         keep every query running between steps instead of restarting it`;

async function agreementOf(listed: ListedCase, live: boolean): Promise<Agreement> {
  const testCase = readCase(listed);
  const run = runCase(testCase, () => StreamSession.create(), live ? { live } : {});
  const actual: OracleResult = await run.catch((error: unknown) => faultOf(error, 'batch'));
  return compareResults(actual, testCase.expect, testCase.ordered === true);
}

interface Tally {
  cases: number;
  rows: number;
  everything: number;
}

function tableLine(group: string, { cases, rows, everything }: Tally): string {
  const share = (count: number) =>
    `${String(count).padStart(4)} ${`${Math.round((100 * count) / cases)} %`.padStart(6)}`;
  return `${group.padEnd(16)}${String(cases).padStart(6)}   ${share(rows)}   ${share(everything)}`;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE);
  const pattern = args.find((argument) => !argument.startsWith('--')) ?? '';
  const found = listCases().filter(({ id }) => id.includes(pattern));
  const cases = found.filter(isRecorded);
  for (const { id } of found.filter((listed) => !isRecorded(listed)))
    console.log(`SKIPPED ${id}: it is not recorded yet`);
  const live = args.includes('--live');
  const groups = new Map<string, Tally>();
  const total = { cases: 0, rows: 0, everything: 0 };
  const results = mapOrdered(cases, PARALLELISM, async (listed) => ({ listed, ...(await agreementOf(listed, live)) }));
  for await (const { listed, rows, everything, differences } of results) {
    const group = groups.get(listed.group) ?? { cases: 0, rows: 0, everything: 0 };
    groups.set(listed.group, group);
    for (const tally of [group, total]) {
      tally.cases += 1;
      tally.rows += Number(rows);
      tally.everything += Number(everything);
    }
    if (everything || !args.includes('--differences')) continue;
    console.log(
      `${listed.id} (${rows ? 'rows agree' : 'rows differ'})\n${differences.join('\n').replace(/^/gm, '    ')}`,
    );
  }
  console.log(
    `${'group'.padEnd(16)}${'cases'.padStart(6)}   ${'rows agree'.padStart(11)}   ${'all agrees'.padStart(11)}`,
  );
  for (const [group, tally] of groups) console.log(tableLine(group, tally));
  if (total.cases > 0) console.log(tableLine('total', total));
}

await main(process.argv.slice(2));
