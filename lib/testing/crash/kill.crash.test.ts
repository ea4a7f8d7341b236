import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { boundariesOf, boundaryText } from './boundaries.ts';
import { runCrashPlan } from './crash-process.ts';
import { CRASH_QUERIES } from './crash-queries.ts';
import { type BatchRows, CrashSite } from './crash-site.ts';

const FILES = 4;
/** In the middle of the run: there is state from before, and the windowed query closes windows. */
const KILLED_BATCH = 2;

for (const query of CRASH_QUERIES) {
  describe(`a ${query} query that is killed`, { concurrency: 2 }, () => {
    let site: CrashSite;
    let undisturbed: BatchRows;
    before(async () => {
      site = await CrashSite.create(FILES);
      const plan = site.plan(query);
      const end = await runCrashPlan(plan);
      assert.equal(end.exitCode, 0, end.stderr);
      undisturbed = await site.output(plan);
      assert.ok(Object.keys(undisturbed).length >= 3);
    });
    after(() => site[Symbol.asyncDispose]());

    for (const boundary of boundariesOf(KILLED_BATCH)) {
      test(boundaryText(boundary), async () => {
        const plan = site.plan(query);
        const killed = await runCrashPlan({ ...plan, signalAt: { ...boundary, signal: 'SIGKILL' } });
        assert.equal(killed.signal, 'SIGKILL', killed.stderr);
        const end = await runCrashPlan(plan);
        assert.equal(end.exitCode, 0, end.stderr);
        assert.equal(end.outcome?.message, null);
        assert.deepEqual(await site.output(plan), undisturbed);
      });
    }
  });
}
