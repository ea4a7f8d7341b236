import { parseArgs } from 'node:util';
import { StreamSession } from 'millrace';
import {
  type Agreement,
  compareResults,
  faultOf,
  type OracleResult,
  planThroughJson,
  runCase,
  shuffleRows,
} from 'millrace/testing';
import { mapOrdered } from '../scripts/map-ordered.ts';
import { PARALLELISM } from '../scripts/project.ts';
import { isRecorded, type ListedCase, listCases, readCase } from './case-list.ts';

const USAGE = `npm run conformance [-- [--differences] [--live] [--json-plan] [--shuffle SEED] [PATTERN...]]
  PATTERN        cases whose <group>/<name> contains it, or one of several
  --differences  print what differs
  --live         keep every query running between steps instead of restarting it
  --json-plan    send every plan through JSON before it runs
  --shuffle SEED put the rows of each step in another order: only cases that depend on the order of arrival may differ`;

/** In which other way cases are run than the one they were recorded in. */
interface Ways {
  readonly live: boolean;
  readonly jsonPlan: boolean;
  readonly shuffleSeed: number | undefined;
}

async function agreementOf(listed: ListedCase, { live, jsonPlan, shuffleSeed }: Ways): Promise<Agreement> {
  const testCase = readCase(listed);
  const shuffled = shuffleSeed === undefined ? testCase : shuffleRows(testCase, shuffleSeed);
  const createSession = () => StreamSession.create(jsonPlan ? { wrapBackend: planThroughJson } : {});
  const run = runCase(shuffled, createSession, live ? { live } : {});
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

const OPTIONS = {
  differences: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  live: { type: 'boolean', default: false },
  'json-plan': { type: 'boolean', default: false },
  shuffle: { type: 'string' },
} as const;

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) return console.log(USAGE);
  const patterns = positionals.length === 0 ? [''] : positionals;
  const found = listCases().filter(({ id }) => patterns.some((pattern) => id.includes(pattern)));
  const cases = found.filter(isRecorded);
  for (const { id } of found.filter((listed) => !isRecorded(listed)))
    console.log(`SKIPPED ${id}: it is not recorded yet`);
  const shuffleSeed = values.shuffle === undefined ? undefined : Number(values.shuffle);
  const ways: Ways = { live: values.live, jsonPlan: values['json-plan'], shuffleSeed };
  const groups = new Map<string, Tally>();
  const total = { cases: 0, rows: 0, everything: 0 };
  const results = mapOrdered(cases, PARALLELISM, async (listed) => ({ listed, ...(await agreementOf(listed, ways)) }));
  for await (const { listed, rows, everything, differences } of results) {
    const group = groups.get(listed.group) ?? { cases: 0, rows: 0, everything: 0 };
    groups.set(listed.group, group);
    for (const tally of [group, total]) {
      tally.cases += 1;
      tally.rows += Number(rows);
      tally.everything += Number(everything);
    }
    if (everything || !values.differences) continue;
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
