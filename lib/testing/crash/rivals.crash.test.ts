import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Boundary, boundaryText } from './boundaries.ts';
import type { CrashPlan } from './crash-plan.ts';
import { type CrashEnd, CrashProcess, runCrashPlan } from './crash-process.ts';
import { CRASH_QUERIES } from './crash-queries.ts';
import { CrashSite, winners } from './crash-site.ts';

const at = (phase: Boundary['phase']): Boundary => ({ phase, moment: 'before', batchId: 2 });

/** The runs clean up what they have read, and keep as little as they may of what they have done. */
const CLEARING: Pick<CrashPlan, 'conf' | 'sourceOptions'> = {
  conf: { 'spark.sql.streaming.minBatchesToRetain': '1' },
  sourceOptions: { cleanSource: 'delete', ignoreMissingFiles: 'true' },
};

const conditionsOf = (ends: readonly CrashEnd[]) => ends.map(({ outcome }) => outcome?.condition).sort();

/** Each batch was committed by one of the runs and by no other. */
function assertOneWinner(plan: CrashPlan, ends: readonly CrashEnd[]): void {
  const text = JSON.stringify(ends);
  const won = ends.flatMap(({ outcome }) => (outcome?.batches ?? []).map((batchId) => [batchId, outcome?.runId]));
  assert.deepEqual(Object.fromEntries(won), winners(plan), text);
  assert.equal(won.length, Object.keys(winners(plan)).length, `no batch was committed twice: ${text}`);
}

for (const query of CRASH_QUERIES) {
  describe(`two processes on one checkpoint of a ${query} query`, { concurrency: 2 }, () => {
    let site: CrashSite;
    before(async () => {
      site = await CrashSite.create(query);
    });
    after(() => site[Symbol.asyncDispose]());

    for (const boundary of [at('walCommit'), at('addBatch'), at('commitOffsets')]) {
      test(`meet ${boundaryText(boundary)}`, async () => {
        const plan = site.plan({ pauseAt: boundary });
        const first = new CrashProcess(plan);
        await first.until('paused');
        const second = new CrashProcess(plan);
        await second.until('paused');
        first.goOn();
        second.goOn();
        const ends = await Promise.all([first.ended, second.ended]);
        assert.deepEqual(conditionsOf(ends), ['CONCURRENT_STREAM_LOG_UPDATE', null], JSON.stringify(ends));
        assertOneWinner(plan, ends);
        await site.assertUndisturbed(plan);
      });
    }

    test('start at once and run as they may', async () => {
      const plan = site.plan();
      const ends = await Promise.all([runCrashPlan(plan), runCrashPlan(plan)]);
      // One may be at its end before the other has begun, which then finds nothing to do.
      const [loser, winner] = conditionsOf(ends);
      assert.equal(winner, null, JSON.stringify(ends));
      assert.ok(loser === null || loser === 'CONCURRENT_STREAM_LOG_UPDATE', JSON.stringify(ends));
      assertOneWinner(plan, ends);
      await site.assertUndisturbed(plan);
    });

    for (const boundary of [at('getBatch'), at('addBatch'), at('commitOffsets')]) {
      test(`one sleeps ${boundaryText(boundary)} while the other ends and clears up`, async () => {
        const plan = site.planWithInput(CLEARING);
        const sleeper = new CrashProcess({ ...plan, pauseAt: boundary });
        await sleeper.until('paused');
        await site.assertEndsUndisturbed(plan);
        sleeper.goOn();
        const { outcome, stderr } = await sleeper.ended;
        assert.equal(outcome?.condition, 'CONCURRENT_STREAM_LOG_UPDATE', outcome?.message ?? stderr);
        assert.deepEqual(outcome?.batches, [0, 1]);
        await site.assertUndisturbed(plan);
      });
    }

    test('one that takes over from a dead run sleeps while the other does so too, ends and clears up', async () => {
      const plan = site.planWithInput(CLEARING);
      await runCrashPlan({ ...plan, signalAt: { ...at('getBatch'), signal: 'SIGKILL' } });
      const sleeper = new CrashProcess({ ...plan, pauseAt: at('getBatch') });
      await sleeper.until('paused');
      await site.assertEndsUndisturbed(plan);
      sleeper.goOn();
      assert.equal((await sleeper.ended).outcome?.condition, 'CONCURRENT_STREAM_LOG_UPDATE');
      await site.assertUndisturbed(plan);
    });
  });
}
