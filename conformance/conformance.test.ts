import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StreamSession } from 'millrace';
import { compareResults, runCase } from '../lib/testing/oracle/index.ts';
import { knownDifferences, listCases, readCase } from './case-list.ts';

const known = knownDifferences();
const cases = listCases();

test('the list of known differences names cases that exist', () => {
  const ids = new Set(cases.map(({ id }) => id));
  assert.deepEqual(
    Object.keys(known).filter((id) => !ids.has(id)),
    [],
  );
});

describe('cases recorded from Spark', { concurrency: 2 }, () => {
  for (const listed of cases) {
    test(listed.id, { timeout: 600_000 }, async (t) => {
      const testCase = readCase(listed);
      const actual = await runCase(testCase, () => StreamSession.create());
      const { everything, differences } = compareResults(actual, testCase.expect, testCase.ordered === true);
      const reason = known[listed.id];
      if (reason === undefined) {
        assert.ok(everything, `${testCase.about ?? listed.id}\n${differences.join('\n')}`);
      } else {
        assert.ok(!everything, 'The case agrees now: take it off conformance/known-differences.json.');
        t.skip(reason);
      }
    });
  }
});
