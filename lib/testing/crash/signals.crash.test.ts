import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Boundary } from './boundaries.ts';
import { CrashProcess, runCrashPlan } from './crash-process.ts';
import { CRASH_QUERIES } from './crash-queries.ts';
import { type BatchRows, CrashSite } from './crash-site.ts';
import { randomNumbers } from './random-times.ts';

const FILES = 4;
/** With these a failure can be run again: `MILLRACE_SEED=… MILLRACE_KILLS=…`. */
const SEED = Number(process.env['MILLRACE_SEED'] ?? 20240101);
const KILLS = Number(process.env['MILLRACE_KILLS'] ?? 5);
/** So slow are the runs that are killed at random, and the time in which the kill comes. */
const [DELAY_MS, KILL_WITHIN_MS] = [2, 150];

for (const query of CRASH_QUERIES) {
  describe(`a ${query} query`, { concurrency: 2 }, () => {
    let site: CrashSite;
    let undisturbed: BatchRows;
    before(async () => {
      site = await CrashSite.create(FILES);
      const plan = site.plan(query);
      assert.equal((await runCrashPlan(plan)).outcome?.message, null);
      undisturbed = await site.output(plan);
    });
    after(() => site[Symbol.asyncDispose]());

    test(`is killed ${KILLS} times at random (MILLRACE_SEED=${SEED})`, async () => {
      const plan = site.plan(query);
      const random = randomNumbers(SEED + CRASH_QUERIES.indexOf(query));
      for (let kill = 0; kill < KILLS; kill++) {
        const run = new CrashProcess({ ...plan, delayMs: DELAY_MS });
        await run.until('started');
        await sleep(random.next().value * KILL_WITHIN_MS);
        run.kill('SIGKILL');
        await run.ended;
      }
      const end = await runCrashPlan(plan);
      assert.equal(end.outcome?.message, null, end.stderr);
      assert.deepEqual(await site.output(plan), undisturbed);
    });

    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const during: Boundary = { phase: 'addBatch', moment: 'before', batchId: 2 };

      test(`dies of ${signal}`, async () => {
        const plan = site.plan(query);
        const killed = await runCrashPlan({ ...plan, signalAt: { ...during, signal } });
        assert.equal(killed.signal, signal);
        assert.equal((await runCrashPlan(plan)).outcome?.message, null);
        assert.deepEqual(await site.output(plan), undisturbed);
      });

      test(`is stopped on ${signal}: the batch at hand is committed, nothing is left behind`, async () => {
        const plan = site.plan(query);
        const stopped = await runCrashPlan({ ...plan, signalAt: { ...during, signal }, stopsOnSignal: true });
        assert.equal(stopped.exitCode, 0, stopped.stderr);
        assert.deepEqual(stopped.outcome?.batches, [0, 1, 2]);
        assert.deepEqual(readdirSync(plan.folders.scratch), []);
        const end = await runCrashPlan(plan);
        assert.equal(end.outcome?.batches[0], 3);
        assert.deepEqual(await site.output(plan), undisturbed);
      });
    }
  });
}
