import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { boundariesOf, boundaryText } from './boundaries.ts';
import { runCrashPlan } from './crash-process.ts';
import { CRASH_QUERIES } from './crash-queries.ts';
import { CrashSite } from './crash-site.ts';

/** In the middle of the run: there is state from before, and the windowed query closes windows. */
const KILLED_BATCH = 2;

for (const query of CRASH_QUERIES) {
  describe(`a ${query} query that is killed, and run to its end by another process`, { concurrency: 2 }, () => {
    let site: CrashSite;
    before(async () => {
      site = await CrashSite.create(query);
    });
    after(() => site[Symbol.asyncDispose]());

    for (const boundary of boundariesOf(KILLED_BATCH)) {
      test(boundaryText(boundary), async () => {
        const plan = site.plan();
        const killed = await runCrashPlan({ ...plan, signalAt: { ...boundary, signal: 'SIGKILL' } });
        assert.equal(killed.signal, 'SIGKILL', killed.stderr);
        await site.assertEndsUndisturbed(plan);
      });
    }
  });
}
