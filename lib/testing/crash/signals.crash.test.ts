import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Boundary } from './boundaries.ts';
import { CrashProcess, runCrashPlan } from './crash-process.ts';
import { CRASH_QUERIES } from './crash-queries.ts';
import { CrashSite } from './crash-site.ts';
import { randomNumbers } from './random-numbers.ts';

/** With these a failure can be run again, and looked for longer: `MILLRACE_SEED=… MILLRACE_KILLS=…`. */
const SEED = Number(process.env['MILLRACE_SEED'] ?? 20240101);
const KILLS = Number(process.env['MILLRACE_KILLS'] ?? 4);
/** So slow are the runs that are killed at random, and the time in which the kill comes. */
const [DELAY_MS, KILL_WITHIN_MS] = [2, 150];
const DURING: Boundary = { phase: 'addBatch', moment: 'before', batchId: 2 };

for (const query of CRASH_QUERIES) {
  describe(`a ${query} query`, { concurrency: 2 }, () => {
    let site: CrashSite;
    before(async () => {
      site = await CrashSite.create(query);
    });
    after(() => site[Symbol.asyncDispose]());

    test(`is killed ${KILLS} times at random (MILLRACE_SEED=${SEED})`, async () => {
      const plan = site.plan();
      const random = randomNumbers(SEED + CRASH_QUERIES.indexOf(query));
      for (let kill = 0; kill < KILLS; kill++) {
        const run = new CrashProcess({ ...plan, delayMs: DELAY_MS });
        await run.until('started');
        await sleep(random.next().value * KILL_WITHIN_MS);
        run.kill('SIGKILL');
        await run.ended;
      }
      await site.assertEndsUndisturbed(plan);
    });

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      test(`dies of ${signal}`, async () => {
        const plan = site.plan();
        const killed = await runCrashPlan({ ...plan, signalAt: { ...DURING, signal } });
        assert.equal(killed.signal, signal);
        await site.assertEndsUndisturbed(plan);
      });

      test(`is stopped on ${signal}: the batch at hand is committed, nothing is left behind`, async () => {
        const plan = site.plan();
        const stopped = await runCrashPlan({ ...plan, signalAt: { ...DURING, signal }, stopsOnSignal: true });
        assert.equal(stopped.exitCode, 0, stopped.stderr);
        assert.deepEqual(stopped.outcome?.batches, [0, 1, 2]);
        assert.deepEqual(readdirSync(plan.folders.scratch), []);
        assert.equal((await site.assertEndsUndisturbed(plan)).batches[0], 3);
      });
    }
  });
}
