import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Boundary, boundaryText } from './boundaries.ts';
import type { CrashPlan } from './crash-plan.ts';
import { type CrashEnd, CrashProcess, runCrashPlan } from './crash-process.ts';
import { CRASH_QUERIES } from './crash-queries.ts';
import { type BatchRows, CrashSite, winners } from './crash-site.ts';

const FILES = 4;
const CONTESTED_BATCH = 2;
const at = (phase: Boundary['phase']): Boundary => ({ phase, moment: 'before', batchId: CONTESTED_BATCH });

/** One run has won everything it was not beaten to; the other says what stopped it. Gives the winner and the loser. */
function assertOneWinner(plan: CrashPlan, ends: readonly CrashEnd[]): readonly [CrashEnd, CrashEnd] {
  const text = JSON.stringify(ends);
  const [winner, ...noWinner] = ends.filter(({ outcome }) => outcome?.condition === null);
  const [loser, ...noLoser] = ends.filter(({ outcome }) => outcome?.condition === 'CONCURRENT_STREAM_LOG_UPDATE');
  assert.ok(winner !== undefined && loser !== undefined && noWinner.length + noLoser.length === 0, text);
  const won = ends.flatMap(({ outcome }) => (outcome?.batches ?? []).map((batchId) => [batchId, outcome?.runId]));
  assert.deepEqual(Object.fromEntries(won), winners(plan), text);
  assert.equal(won.length, Object.keys(winners(plan)).length, `no batch was committed twice: ${text}`);
  return [winner, loser];
}

for (const query of CRASH_QUERIES) {
  describe(`two processes on one checkpoint of a ${query} query`, { concurrency: 2 }, () => {
    let site: CrashSite;
    let undisturbed: BatchRows;
    before(async () => {
      site = await CrashSite.create(FILES);
      const plan = site.plan(query);
      assert.equal((await runCrashPlan(plan)).outcome?.message, null);
      undisturbed = await site.output(plan);
    });
    after(() => site[Symbol.asyncDispose]());

    for (const boundary of [at('latestOffset'), at('walCommit'), at('getBatch'), at('addBatch'), at('commitOffsets')]) {
      test(`meet ${boundaryText(boundary)}`, async () => {
        const plan = site.plan(query, { pauseAt: [boundary] });
        const first = new CrashProcess(plan);
        await first.until('paused');
        const second = new CrashProcess(plan);
        await second.until('paused');
        first.goOn();
        second.goOn();
        assertOneWinner(plan, await Promise.all([first.ended, second.ended]));
        assert.deepEqual(await site.output(plan), undisturbed);
      });
    }

    for (const boundary of [at('getBatch'), at('addBatch'), at('commitOffsets')]) {
      test(`one sleeps ${boundaryText(boundary)} while the other ends and clears up`, async () => {
        const plan = site.planWithInput(query, {
          conf: { 'spark.sql.streaming.minBatchesToRetain': '1' },
          sourceOptions: { cleanSource: 'delete', ignoreMissingFiles: 'true' },
        });
        const sleeper = new CrashProcess({ ...plan, pauseAt: [boundary] });
        await sleeper.until('paused');
        const other = await runCrashPlan(plan);
        assert.equal(other.outcome?.message, null);
        sleeper.goOn();
        const slept = await sleeper.ended;
        assert.equal(slept.outcome?.condition, 'CONCURRENT_STREAM_LOG_UPDATE', slept.outcome?.message ?? slept.stderr);
        assert.deepEqual(slept.outcome?.batches, [0, 1]);
        assert.deepEqual(await site.output(plan), undisturbed);
      });
    }

    test('one that takes over a dead run sleeps while another does so too, ends and clears up', async () => {
      const plan = site.planWithInput(query, { sourceOptions: { cleanSource: 'delete', ignoreMissingFiles: 'true' } });
      await runCrashPlan({ ...plan, signalAt: { ...at('getBatch'), signal: 'SIGKILL' } });
      const sleeper = new CrashProcess({ ...plan, pauseAt: [at('getBatch')] });
      await sleeper.until('paused');
      assert.equal((await runCrashPlan(plan)).outcome?.message, null);
      sleeper.goOn();
      assert.equal((await sleeper.ended).outcome?.condition, 'CONCURRENT_STREAM_LOG_UPDATE');
      assert.deepEqual(await site.output(plan), undisturbed);
    });
  });
}
