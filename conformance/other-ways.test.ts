import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StreamSession } from 'millrace';
import { compareResults, dependsOnArrival, planThroughJson, runCase, shuffleRows } from 'millrace/testing';
import { isRecorded, knownDifferences, type ListedCase, listCases, readCase } from './case-list.ts';

/** `npm run conformance -- --json-plan --shuffle SEED` runs all of them. */
const CASES_PER_GROUP = 3;
const SEED = 7;

function sample(cases: readonly ListedCase[]): ListedCase[] {
  const groups = Map.groupBy(cases, ({ group }) => group);
  return [...groups.values()].flatMap((group) => {
    const step = Math.max(1, Math.floor(group.length / CASES_PER_GROUP));
    return group.filter((_, i) => i % step === 0);
  });
}

describe('a sample of the recorded cases, plans sent through JSON and rows of a step shuffled', {
  concurrency: 2,
}, () => {
  const known = knownDifferences();
  for (const listed of sample(listCases().filter((one) => isRecorded(one) && known[one.id] === undefined))) {
    test(listed.id, { timeout: 600_000 }, async () => {
      const testCase = readCase(listed);
      const given = dependsOnArrival(testCase) ? testCase : shuffleRows(testCase, SEED);
      const actual = await runCase(given, () => StreamSession.create({ wrapBackend: planThroughJson }));
      const { everything, differences } = compareResults(actual, testCase.expect, testCase.ordered === true);
      assert.ok(everything, `${testCase.about ?? listed.id}\n${differences.join('\n')}`);
    });
  }
});
