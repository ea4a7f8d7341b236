import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { col, defineQuery, udf } from '../index.ts';
import type { PhaseHook } from '../runtime/phases.ts';
import { at, contextOf, Deployed, fileWindows } from './lambda.fixture.ts';
import { manageHandler } from './manage-handler.ts';
import { createManifest } from './query-manifest.ts';
import { type StepResult, stepHandler } from './step-handler.ts';

const click = (second: number): string => JSON.stringify({ user: 'a', t: at(second) });

async function backfilled(t: TestContext): Promise<Deployed> {
  const deployed = await Deployed.create(t, fileWindows);
  for (let i = 0; i < 5; i++) {
    await deployed.put(`clicks/${i}.json`, click(i * 20));
    deployed.clock.advance(1000);
  }
  return deployed;
}

test('a backfill is a batch per step, each in a process of its own, up to where the stream ended as it began', async (t) => {
  const deployed = await backfilled(t);
  const results: StepResult[] = [];
  do {
    const runtime = await deployed.process();
    results.push(await stepHandler(runtime)({ backfill: 'run' }, contextOf()));
    await runtime.close();
    deployed.clock.advance(1000);
    await deployed.put(`clicks/later${results.length}.json`, click(1000 + results.length));
  } while (results.at(-1)?.done === false && results.length < 20);
  assert.deepEqual(
    results.map(({ batchId, numInputRows, done }) => [batchId, numInputRows, done]),
    [
      [0, 2, false],
      [1, 2, false],
      [2, 1, false],
      [3, 0, true],
    ],
  );
  assert.equal(results.at(-1)?.watermark, at(75));
  assert.equal(new Set(results.map(({ asOf }) => asOf)).size, 1);
  const again = await stepHandler(await deployed.process())({ backfill: 'run-part-2' }, contextOf());
  assert.deepEqual([again.done, again.batchId], [true, null], 'a finished backfill does nothing more');
  const next = await stepHandler(await deployed.process())({ backfill: 'next' }, contextOf());
  assert.deepEqual([next.done, next.numInputRows], [false, 2]);
});

test('without a name each step ends where the stream does', async (t) => {
  const deployed = await backfilled(t);
  const step = stepHandler(await deployed.process());
  for (let i = 0; i < 10 && !(await step({}, contextOf())).done; i++);
  assert.equal(
    deployed.told.batches.reduce((sum, { numInputRows }) => sum + numInputRows, 0),
    5,
  );
  await deployed.put('clicks/new.json', click(200));
  assert.equal((await step({}, contextOf())).numInputRows, 1);
});

test('a source that a backfill cuts off is not silent: what came behind its end is not late', async (t) => {
  const deployed = await backfilled(t);
  const conf = { 'spark.millrace.watermarkIdleTimeout': '60s' };
  const manifest = JSON.parse(JSON.stringify(await createManifest(fileWindows, { conf })));
  const step = stepHandler(await deployed.process({ manifest }));
  const run = async (backfill: string) => {
    for (let steps = 0; !(await step({ backfill }, contextOf())).done; steps++) assert.ok(steps < 20);
  };
  await run('one');
  deployed.clock.advance(1000);
  await deployed.put('clicks/next.json', click(85));
  deployed.clock.advance(3_600_000);
  // A step of it that was thought lost comes after all.
  await run('one');
  await run('two');
  const { batches } = deployed.told;
  assert.equal(
    batches.reduce((sum, { numInputRows }) => sum + numInputRows, 0),
    6,
  );
  assert.ok(batches.every(({ stateOperators }) => stateOperators[0]?.numRowsDroppedByWatermark === 0));
});

test('a batch without input that another backfill had planned is cut off where that one ended', async (t) => {
  const deployed = await backfilled(t);
  const conf = { 'spark.millrace.watermarkIdleTimeout': '60s' };
  const manifest = JSON.parse(JSON.stringify(await createManifest(fileWindows, { conf })));
  const step = stepHandler(await deployed.process({ manifest }));
  for (const batchId of [0, 1, 2]) assert.equal((await step({ backfill: 'one' }, contextOf())).batchId, batchId);
  deployed.clock.advance(1000);
  await deployed.put('clicks/next.json', click(85));
  deployed.clock.advance(3_600_000);
  const phaseHook: PhaseHook = async (phase, moment) => {
    if (phase === 'walCommit' && moment === 'after') throw new Error('killed');
  };
  const killed = stepHandler(await deployed.process({ manifest, phaseHook }));
  await assert.rejects(killed({ backfill: 'one' }, contextOf()), /killed/);
  const other = stepHandler(await deployed.process({ manifest }));
  for (let steps = 0; !(await other({ backfill: 'two' }, contextOf())).done; steps++) assert.ok(steps < 20);
  const { batches } = deployed.told;
  assert.deepEqual(
    batches.filter(({ batchId }) => batchId >= 3).map(({ batchId, numInputRows }) => [batchId, numInputRows]),
    [
      [3, 0],
      [4, 1],
      [5, 0],
    ],
  );
  assert.ok(batches.every(({ stateOperators }) => stateOperators[0]?.numRowsDroppedByWatermark === 0));
});

test('a stopped query ends its backfill; the next one goes on after the start', async (t) => {
  const deployed = await backfilled(t);
  const runtime = await deployed.process();
  const [step, manage] = [stepHandler(runtime), manageHandler(runtime)];
  await step({ backfill: 'one' }, contextOf());
  await manage({ action: 'stop' }, contextOf());
  const stopped = await step({ backfill: 'one' }, contextOf());
  assert.deepEqual([stopped.done, stopped.state, stopped.batchId], [true, 'stopped', null]);
  await manage({ action: 'start' }, contextOf());
  assert.equal((await step({ backfill: 'one' }, contextOf())).batchId, 1);
});

test('once is one batch of all there is', async (t) => {
  const once = defineQuery('once', (session) =>
    session.readStream
      .schema('user STRING, t TIMESTAMP')
      .option('maxFilesPerTrigger', 1)
      .json('s3://input/clicks')
      .writeStream.format('noop')
      .trigger({ once: true })
      .option('checkpointLocation', '/unused'),
  );
  const deployed = await Deployed.create(t, once);
  for (const name of ['a', 'b', 'c']) await deployed.put(`clicks/${name}.json`, click(1));
  const result = await stepHandler(await deployed.process())({ backfill: 'run' }, contextOf());
  assert.deepEqual([result.done, result.batchId, result.numInputRows, result.asOf], [true, 0, 3, null]);
});

test("the user's functions and callbacks are those of the module, texts of SQL those of the manifest", async (t) => {
  const seen: string[] = [];
  const loud = udf('loud', { args: ['STRING'], returns: 'STRING' }, (s) => s?.toUpperCase() ?? null);
  const definition = defineQuery('each', (session) =>
    session.readStream
      .schema('user STRING, t TIMESTAMP')
      .json('s3://input/clicks')
      .filter("user <> 'x'")
      .select(loud('user').as('name'), col('t'))
      .writeStream.foreachBatch(async (batch, batchId) => {
        const rows = await batch.select(col('name')).collect();
        seen.push(...rows.map(({ name }) => `${batchId} ${name}`));
      })
      .trigger({ availableNow: true }),
  );
  const deployed = await Deployed.create(t, definition);
  await deployed.put('clicks/a.json', click(1));
  const result = await stepHandler(await deployed.process())({}, contextOf());
  assert.deepEqual([result.done, seen], [true, ['0 A']]);
  const manifest = await createManifest(definition);
  const missing = await deployed.process({
    manifest: { ...manifest, userFunctions: [{ name: 'quiet', argumentTypes: ['string'], returnType: 'string' }] },
  });
  await assert.rejects(stepHandler(missing)({}, contextOf()), {
    condition: 'USER_FUNCTION_NOT_BOUND',
    message: /calls quiet\(string\): string, but the bundled module registers no function of that name/,
  });
  const other = await deployed.process({
    manifest: { ...manifest, userFunctions: [{ name: 'loud', argumentTypes: ['int'], returnType: 'string' }] },
  });
  await assert.rejects(stepHandler(other)({}, contextOf()), { message: /registers loud\(string\): string/ });
  const empty = await deployed.process({ manifest, module: async () => ({ default: undefined }) });
  await assert.rejects(stepHandler(empty)({}, contextOf()), { condition: 'QUERY_MODULE_UNREADABLE' });
  const texts = await deployed.process({ manifest: { ...manifest, sql: { queries: {}, expressions: {} } } });
  await assert.rejects(stepHandler(texts)({}, contextOf()), { condition: 'SQL_TEXT_NOT_IN_MANIFEST' });
});
