import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { BatchTimes } from './batch-times.ts';
import { functionResources, requiredVariable } from './function-settings.ts';
import { contextOf, Deployed, fileWindows } from './lambda.fixture.ts';
import { createScratchFolder } from './scratch-folder.ts';
import { tickHandler } from './tick-handler.ts';

const MB = 1024 * 1024;
const of = (memory: string) => functionResources({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory });

test('DuckDB has what Node leaves of the memory, and a thread per vCPU', () => {
  assert.deepEqual(of('128'), { memoryLimitBytes: 64 * MB, threads: 1 });
  assert.deepEqual(of('512'), { memoryLimitBytes: 320 * MB, threads: 1 });
  assert.deepEqual(of('1769'), { memoryLimitBytes: 1238 * MB, threads: 1 });
  assert.deepEqual(of('10240'), { memoryLimitBytes: 7168 * MB, threads: 6 });
  assert.deepEqual(functionResources({}), { memoryLimitBytes: undefined, threads: undefined });
});

test('a variable that is missing is named with what it should hold', () => {
  assert.throws(() => requiredVariable({}, 'MILLRACE_CHECKPOINT', 'a location'), {
    condition: 'LAMBDA_ENVIRONMENT_INVALID',
    message: /MILLRACE_CHECKPOINT of the function is not set.*\sSet MILLRACE_CHECKPOINT to a location/,
  });
});

test('a batch is begun if twice the longest of the last ones fits, or if no time was spent yet', () => {
  const times = new BatchTimes();
  assert.equal(times.allows({ grantedMs: 60_000, remainingMs: 3000 }), true);
  assert.equal(times.allows({ grantedMs: 60_000, remainingMs: 2999 }), false);
  times.note(5000);
  times.note(100);
  assert.equal(times.allows({ grantedMs: 60_000, remainingMs: 9999 }), false);
  assert.equal(times.allows({ grantedMs: 60_000, remainingMs: 10_000 }), true);
  assert.equal(times.allows({ grantedMs: 3000, remainingMs: 2900 }), true);
  for (let i = 0; i < 20; i++) times.note(100);
  assert.equal(times.neededMs, 500, 'slow batches are forgotten');
});

test('scratch folders of processes that have ended are removed, those of this one are not', async (t) => {
  const base = mkdtempSync(join(tmpdir(), 'millrace-scratch-test-'));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  const [dead, reused] = [join(base, '999999999-1.abc'), join(base, `${process.pid}-1.abc`)];
  for (const folder of [dead, reused]) mkdirSync(folder);
  const one = await createScratchFolder(base);
  const two = await createScratchFolder(base);
  assert.deepEqual([dead, reused, one.path, two.path].map(existsSync), [false, false, true, true]);
  assert.ok(one.maxBytes > 0);
});

test('a query that is closed leaves no scratch', async (t) => {
  const deployed = await Deployed.create(t, fileWindows);
  const runtime = await deployed.process();
  await deployed.put('clicks/a.json', '{"user":"a","t":"2024-01-01T00:00:00Z"}');
  assert.equal((await tickHandler(runtime)({}, contextOf())).numInputRows, 1);
  await runtime.close();
  const { readdirSync } = await import('node:fs');
  assert.deepEqual(readdirSync(join(deployed.folder, 'scratch')), []);
});
