import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepResult } from '../lambda/step-handler.ts';
import { type MemoryStateMachine, memoryStepFunctions } from '../testing/aws/memory-step-functions.ts';
import { SystemClock } from '../util/clock.ts';
import { millrace } from './cli.fixture.ts';

const ARN = 'arn:aws:states:eu-west-1:000000000000:stateMachine:backfill';
const EXECUTION = ARN.replace(':stateMachine:', ':execution:');

const step = (batchId: number | null, more: Partial<StepResult> = {}): StepResult => ({
  ...{ done: batchId === null, state: 'running', batchId, numInputRows: batchId === null ? 0 : 10, numOutputRows: 1 },
  ...{ watermark: '2024-01-01T00:00:00.000Z', batchTimeMs: 5, asOf: null, ...more },
});

/** The command line before a Step Functions with one machine. */
function deployed(machine: MemoryStateMachine) {
  const port = memoryStepFunctions({ [ARN]: machine }, new SystemClock());
  const regions: (string | undefined)[] = [];
  const stepFunctions = async (region: string | undefined) => {
    regions.push(region);
    return port;
  };
  return {
    regions,
    backfill: (...args: string[]) => millrace(['backfill', ...args], { stepFunctions }),
    watchWith: (signal: AbortSignal, ...args: string[]) => millrace(['backfill', ...args], { stepFunctions, signal }),
  };
}

test('a deployed backfill is started in the region of its machine, watched to its end, and not run again under its name', async () => {
  let runs = 0;
  const { backfill, regions } = deployed(async function* () {
    runs += 1;
    yield step(0);
    yield step(1);
    yield step(null);
  });
  const first = await backfill(ARN, '--name', 'all', '--watch');
  assert.deepEqual([first.exitCode, first.out], [0, '']);
  assert.match(first.err, /^Backfill all is started: arn:.*:execution:backfill:all\n/);
  assert.match(
    first.err,
    /batch 1 · 20 rows in · watermark 2024-01-01T00:00:00.000Z\nBackfill all: SUCCEEDED .*\(20 rows in\)/,
  );
  const again = await backfill(ARN, '--name', 'all', '--watch');
  assert.equal(again.exitCode, 0);
  assert.match(again.err, /^Backfill all has run already: SUCCEEDED at 20.*A name runs once/);
  assert.deepEqual([runs, [...new Set(regions)]], [1, ['eu-west-1']]);
});

test('without --watch it is only started; a second start finds it running', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { backfill } = deployed(async function* () {
    await promise;
    yield step(null);
  });
  const started = await backfill(ARN, '--name', 'all', '--json');
  assert.equal(JSON.parse(started.out).status, 'RUNNING');
  assert.match((await backfill(ARN, '--name', 'all')).err, /is running already, since 20.*not started again/);
  resolve();
});

test('a failed backfill ends with 1 and its cause, then and when it is asked again', async () => {
  const { backfill } = deployed(async function* () {
    yield step(0);
    throw new Error('bad row');
  });
  for (let i = 0; i < 2; i++) {
    const failed = await backfill(ARN, '--name', 'all', '--watch');
    assert.equal(failed.exitCode, 1);
    assert.match(failed.err, /error: \[BACKFILL_FAILED\] The backfill "all" has ended as FAILED: bad row/);
  }
});

test('a backfill that finds the query stopped has failed', async () => {
  const { backfill } = deployed(async function* () {
    yield step(null, { state: 'stopped' });
  });
  const stopped = await backfill(ARN, '--name', 'all', '--watch');
  assert.equal(stopped.exitCode, 1);
  assert.match(stopped.err, /ended as STOPPED: the query is stopped/);
});

test('a long backfill is followed into the executions that go on with it', async () => {
  const second = memoryPart();
  const { backfill } = deployed(async function* (name) {
    if (name.endsWith('-part-2')) return yield* second();
    yield step(0);
    yield { ExecutionArn: `${EXECUTION}:all-part-2` };
  });
  // Started beforehand, as the machine itself would.
  await backfill(ARN, '--name', 'all-part-2');
  const ended = await backfill(ARN, '--name', 'all', '--watch', '--json');
  const lines = ended.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual([ended.exitCode, lines.at(-1).executionArn], [0, `${EXECUTION}:all-part-2`]);
  assert.deepEqual([lines.at(-1).status, lines.at(-1).numInputRows], ['SUCCEEDED', 20]);
});

const memoryPart = () =>
  async function* () {
    yield step(1);
    yield step(null);
  };

test('Ctrl-C ends the watching, not the backfill', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { watchWith } = deployed(async function* () {
    await promise;
    yield step(null);
  });
  const ended = await watchWith(AbortSignal.timeout(200), ARN, '--name', 'all', '--watch');
  assert.equal(ended.exitCode, 130);
  assert.match(ended.err, /No longer watched; the backfill goes on/);
  resolve();
});

test('a machine that is not there ends with 3', async () => {
  const { backfill } = deployed(async function* () {
    yield step(null);
  });
  const absent = await backfill(`${ARN}-absent`, '--name', 'all');
  assert.equal(absent.exitCode, 3);
  assert.match(absent.err, /STATE_MACHINE_NOT_FOUND.*backfill-absent/);
});
