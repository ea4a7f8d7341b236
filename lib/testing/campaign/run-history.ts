import assert from 'node:assert/strict';
import { openCheckpoint } from '../../local/open-checkpoint.ts';
import { readDesiredState } from '../../runtime/control/desired-state.ts';
import { faultyServices } from '../aws/faulty-services.ts';
import { Dice } from './dice.ts';
import type { Action, History } from './history.ts';
import type { Mutation } from './mutation.ts';
import type { OpenPipeline, Pipeline, Stage } from './pipeline.ts';
import type { World } from './world.ts';

const LISTED_FAULTS = 60;
const MOST_ROUNDS = 30;
/** Longer than a message of a queue stays hidden. */
const ROUND_MS = 31_000;

/** Runs a history to its end and holds the output to one batch over the whole input; a failure tells all that happened. */
export async function runHistory(
  pipeline: Pipeline,
  world: World,
  history: History,
  mutation?: Mutation,
): Promise<void> {
  const dice = new Dice(history.seed);
  const { clock } = world;
  const faulty = faultyServices(world.aws, {
    seed: history.seed,
    rates: history.rates,
    pause: async (part) => clock.advance(Math.floor(part * 500)),
  });
  const open = await pipeline.open({ world, services: faulty.services, history, dice, mutation });
  try {
    for (const action of history.actions) await act(open, world, action);
    for (const { fleet } of open.stages) fleet.calm();
    faulty.calm();
    await faulty.settled();
    await comeToRest(open, world);
    await open.finish();
    await comeToRest(open, world);
    for (const stage of open.stages) await checkStage(stage, world);
    await open.verify();
  } catch (error) {
    const faults = faulty.log.slice(0, LISTED_FAULTS).map((f) => `${f.fault} ${f.service}.${f.operation} ${f.call}`);
    const told = open.stages.flatMap(({ fleet }) => fleet.log).slice(-LISTED_FAULTS);
    const text = [
      `history ${JSON.stringify(history)}`,
      `faults (${faulty.log.length}): ${faults.join(', ')}`,
      `invocations: ${told.join('; ')}`,
      error instanceof Error ? error.stack : String(error),
    ];
    throw new Error(text.join('\n'), { cause: error });
  } finally {
    await faulty.settled();
    for (const { fleet } of open.stages) await fleet.close();
  }
}

async function act({ stages, put }: OpenPipeline, world: World, action: Action): Promise<void> {
  const inputs = stages.flatMap((stage) => stage.inputs);
  switch (action.kind) {
    case 'put':
      return put(action.rows);
    case 'deliver':
      return deliver(stages, action.together);
    case 'tick':
      return attempt(stages.map((stage) => stage.tick()));
    case 'replay':
      return attempt(inputs.map((input) => input.replay(action.how)));
    case 'advance':
      return world.clock.advance(action.ms);
    case 'reshard':
      return inputs.forEach((input) => void input.reshard(action.how));
    case 'holdBack':
      for (const input of inputs) await input.holdBack();
      return;
    case 'release':
      return inputs.forEach((input) => void input.release());
    case 'stop':
    case 'start':
      return attempt(stages.map(({ fleet }) => fleet.invoke('manage', { action: action.kind })));
    case 'coldStarts':
      return stages.forEach(({ fleet }) => void fleet.endIdle());
  }
}

async function deliver(stages: readonly Stage[], together: boolean): Promise<void> {
  const inputs = stages.flatMap((stage) => stage.inputs);
  if (!together) {
    for (const input of inputs) await attempt([input.deliver()]);
    return;
  }
  await attempt([
    ...inputs.map((input) => input.deliver()),
    ...inputs.map((input) => input.replay('same')),
    ...stages.map((stage) => stage.tick()),
  ]);
}

/** While faults last, what fails comes again. */
async function attempt(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
}

/** Without faults nothing may fail any more: events and ticks until none finds anything to do. */
async function comeToRest({ stages }: OpenPipeline, world: World): Promise<void> {
  for (const { fleet, inputs } of stages) {
    await fleet.invoke('manage', { action: 'start' });
    for (const input of inputs) input.release();
  }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let batches = 0;
    for (const stage of stages) {
      for (const input of stage.inputs) await input.drain();
      batches += await stage.tick();
    }
    const isEmpty = stages.every(({ inputs }) => inputs.every((input) => input.isEmpty));
    // At this time of the clock: where silence counts, later on there may be something to do again.
    if (batches === 0 && round > 0 && isEmpty) return;
    world.clock.advance(ROUND_MS);
  }
  throw new Error(`the queries are not at rest after ${MOST_ROUNDS} rounds`);
}

/** The checkpoint is whole: a new process finds it, and nothing to do. */
async function checkStage({ fleet, checkpoint, tick }: Stage, world: World): Promise<void> {
  fleet.endIdle();
  assert.equal(await tick(), 0, 'a new process finds nothing to do');
  const store = openCheckpoint(checkpoint, { aws: world.aws, clock: world.clock });
  try {
    const [planned, committed] = await Promise.all([store.offsets.latest(), store.commits.latest()]);
    assert.equal(planned?.batchId, committed?.batchId, 'every batch that was planned is committed');
    assert.equal((await readDesiredState(store)).state, 'running');
  } finally {
    await store.close();
  }
  const stopped = fleet.log.filter((line) => line.startsWith('the query was stopped'));
  assert.deepEqual(stopped, [], 'faults of AWS never stop a query');
  assert.deepEqual(fleet.calmFailures, [], 'nothing fails any more once AWS does not');
}
