import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MemoryCheckpointStore } from '../checkpoint/index.ts';
import type { MemoryRow } from '../connectors/memory/memory-row.ts';
import type { MemoryStream } from '../connectors/memory/memory-stream.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import { createDuckDbExecutor } from '../engine/create-duckdb-executor.ts';
import { frameOf, openSession, START_MS, temporaryFolder, until } from '../local/query.fixture.ts';
import { type BareQuery, newExecution, type Output } from '../testing/crash/bare-execution.ts';
import { FaultyCheckpointStore } from '../testing/faulty-checkpoint-store.ts';
import { ManualClock } from '../util/clock.ts';
import type { MicroBatchExecution } from './micro-batch-execution.ts';
import type { Phase, PhaseHook } from './phases.ts';
import { isLostRace, type StepOptions, stepBatch } from './step-batch.ts';

const at = (second: number): string => new Date(START_MS + second * 1000).toISOString();
const clock = new ManualClock(START_MS);
const step = (execution: MicroBatchExecution, options?: StepOptions) => stepBatch(execution, clock, options);

/** Counts by key over one stream, in runs that share a checkpoint and what they put out, each with a DuckDB of its own. */
class Rivals {
  readonly stream: MemoryStream;
  readonly output: Output = new Map();
  store: CheckpointStore = MemoryCheckpointStore.open();
  readonly #t: TestContext;
  readonly #query: BareQuery;
  readonly #scratchDirectory: string;

  private constructor(t: TestContext, query: BareQuery, stream: MemoryStream, scratchDirectory: string) {
    this.#t = t;
    this.#query = query;
    this.stream = stream;
    this.#scratchDirectory = scratchDirectory;
  }

  static async create(t: TestContext): Promise<Rivals> {
    const session = await openSession(t);
    const stream = session.memoryStream('k STRING, t TIMESTAMP');
    frameOf(session, stream).createOrReplaceTempView('events');
    const { plan } = session.sql('SELECT k, count(*) FROM events GROUP BY k');
    return new Rivals(t, { plan, stream, outputMode: 'update' }, stream, await temporaryFolder(t));
  }

  async open(phaseHook?: PhaseHook, store = this.store): Promise<MicroBatchExecution> {
    const scratchDirectory = this.#scratchDirectory;
    const executor = await createDuckDbExecutor({ timeZone: 'UTC', threads: 1, scratchDirectory });
    this.#t.after(() => executor.close());
    this.#t.after(() => store.close());
    return newExecution(this.#query, { executor, scratchDirectory, store, output: this.output, phaseHook });
  }

  add(...rows: readonly MemoryRow[]) {
    this.stream.addData(...rows);
  }
}

/** Runs something once, before a phase of a batch. */
function onceBefore(phase: Phase, batchId: number, work: () => Promise<unknown>): PhaseHook {
  let isDone = false;
  return async (at, moment, id) => {
    if (isDone || at !== phase || moment !== 'before' || id !== batchId) return;
    isDone = true;
    await work();
  };
}

test('a step runs one batch if one is due, and says what is left', async (t) => {
  const rivals = await Rivals.create(t);
  const run = await rivals.open();
  const idle = await step(run);
  assert.deepEqual([idle.hasRun, idle.isCaughtUp, idle.lostRaces], [false, true, 0]);
  rivals.add(['a', at(1)]);
  const first = await step(run);
  assert.deepEqual([first.hasRun, first.isCaughtUp, first.progress.numInputRows], [true, false, 1]);
  assert.equal((await step(run)).isCaughtUp, true);
  rivals.add(['a', at(2)]);
  assert.equal((await step(run, { limit: 'all' })).isCaughtUp, true, 'a batch without limit takes all there is');
  assert.deepEqual(
    [...rivals.output],
    [
      [0, ['a 1']],
      [1, ['a 2']],
    ],
  );
});

for (const phase of ['walCommit', 'queryPlanning', 'addBatch', 'commitOffsets'] as const) {
  test(`a batch that another run takes before ${phase} is that run's, and the step goes on after it`, async (t) => {
    const rivals = await Rivals.create(t);
    const other = await rivals.open();
    const own = await rivals.open(onceBefore(phase, 1, () => step(other)));
    rivals.add(['a', at(1)], ['b', at(1)]);
    await step(own);
    rivals.add(['a', at(2)]);
    const lost = await step(own);
    assert.deepEqual([lost.hasRun, lost.lostRaces], [false, 1]);
    assert.deepEqual(rivals.output.get(1), ['a 2']);
    rivals.add(['a', at(3)], ['b', at(3)]);
    assert.deepEqual([(await step(own)).hasRun, rivals.output.get(2)], [true, ['a 3', 'b 2']]);
    rivals.add(['b', at(4)]);
    const third = await step(other);
    assert.deepEqual([third.progress.batchId, rivals.output.get(3)], [3, ['b 3']]);
    assert.equal(third.progress.stateOperators[0]?.numRowsTotal, 2);
  });
}

test('a step that loses a race runs the batch after it in the same step', async (t) => {
  const rivals = await Rivals.create(t);
  const other = await rivals.open();
  const hook = onceBefore('commitOffsets', 0, async () => {
    await step(other);
    rivals.add(['a', at(2)]);
  });
  const own = await rivals.open(hook);
  rivals.add(['a', at(1)]);
  const { hasRun, lostRaces, progress } = await step(own);
  assert.deepEqual([hasRun, lostRaces, progress.batchId, rivals.output.get(1)], [true, 1, 1, ['a 2']]);
});

test('a step gives up after as many lost races as it is told to, and the next goes on', async (t) => {
  const rivals = await Rivals.create(t);
  const other = await rivals.open();
  const own = await rivals.open(async (phase, moment) => {
    if (phase !== 'walCommit' || moment !== 'before') return;
    await step(other);
    rivals.add(['a', at(1)]);
  });
  rivals.add(['a', at(1)]);
  await assert.rejects(step(own, { maxLostRaces: 2 }), (error: unknown) => isLostRace(error));
  assert.deepEqual([...rivals.output.keys()], [0, 1, 2]);
  assert.equal((await step(other)).progress.batchId, 3);
});

for (const method of ['offsets.add', 'commits.add'] as const) {
  for (const effect of ['fail', 'loseAnswer'] as const) {
    test(`after ${method} has failed (${effect}) the same run goes on with what the checkpoint says`, async (t) => {
      const rivals = await Rivals.create(t);
      const own = await rivals.open(undefined, new FaultyCheckpointStore(rivals.store, [{ method, call: 2, effect }]));
      rivals.add(['a', at(1)]);
      await step(own);
      rivals.add(['a', at(2)]);
      await assert.rejects(step(own), { name: 'InjectedFault' });
      rivals.add(['a', at(3)]);
      while ((await step(own)).hasRun);
      const counts = [...rivals.output.values()].at(-1);
      assert.deepEqual(counts, ['a 3']);
      // What was planned before the failure is run as it was planned.
      assert.equal(rivals.output.size, method === 'offsets.add' && effect === 'fail' ? 2 : 3);
    });
  }
}

test('a warm step costs two reads where nothing has changed, and only the delta where another run has committed', async (t) => {
  const rivals = await Rivals.create(t);
  const watched = new FaultyCheckpointStore(rivals.store, []);
  const own = await rivals.open(undefined, watched);
  const other = await rivals.open();
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = watched.calls.length;
    await work();
    return watched.calls.slice(before);
  };
  rivals.add(['a', at(1)]);
  await step(own);
  assert.deepEqual(await callsOf(() => step(own)), ['offsets.read', 'commits.read']);
  rivals.add(['b', at(2)]);
  await step(other);
  const calls = await callsOf(() => step(own));
  assert.deepEqual(
    calls.filter((call) => call === 'openBlob' || call === 'latestSnapshot'),
    ['openBlob'],
  );
});

test('a batch that another run has begun is left to it for a while', async (t) => {
  const rivals = await Rivals.create(t);
  const { promise: isHeld, resolve: goOn } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const other = await rivals.open(
    onceBefore('addBatch', 0, () => {
      begun.resolve();
      return isHeld;
    }),
  );
  rivals.add(['a', at(1)]);
  const held = step(other);
  await begun.promise;
  let worked = 0;
  const own = await rivals.open(async (phase, moment) => {
    if (phase === 'addBatch' && moment === 'before') worked += 1;
  });
  const timer = new ManualClock(START_MS);
  const waiting = stepBatch(own, timer, { rivalPatienceMs: 1000 });
  await until(() => timer.isWaitedFor, 'the step waits');
  goOn();
  assert.equal((await held).hasRun, true);
  timer.advance(50);
  const { hasRun, lostRaces } = await waiting;
  assert.deepEqual([hasRun, lostRaces, worked], [false, 0, 0]);
});

test('a batch of a run that has died is done by the next step once its time is over', async (t) => {
  const rivals = await Rivals.create(t);
  const dead = await rivals.open(onceBefore('addBatch', 0, () => Promise.reject(new Error('killed'))));
  rivals.add(['a', at(1)]);
  await assert.rejects(step(dead), /killed/);
  const own = await rivals.open();
  const timer = new ManualClock(START_MS);
  const waiting = stepBatch(own, timer, { rivalPatienceMs: 60 });
  await until(() => timer.isWaitedFor, 'the step waits');
  timer.advance(50);
  await until(() => timer.isWaitedFor, 'the step waits again');
  timer.advance(10);
  assert.equal((await waiting).hasRun, true);
  assert.deepEqual([...rivals.output], [[0, ['a 1']]]);
});

test('state of a checkpoint that was removed and begun anew is not taken for its own', async (t) => {
  const rivals = await Rivals.create(t);
  let store = rivals.store;
  const replaceable = new Proxy({} as CheckpointStore, {
    get: (_, name) => {
      const value: unknown = Reflect.get(store, name);
      return typeof value === 'function' ? value.bind(store) : value;
    },
  });
  const own = await rivals.open(undefined, replaceable);
  rivals.add(['a', at(1)], ['b', at(1)]);
  await step(own);
  store = MemoryCheckpointStore.open();
  rivals.store = store;
  rivals.add(['c', at(1)]);
  await step(await rivals.open());
  assert.deepEqual(rivals.output.get(0), ['a 1', 'b 1', 'c 1']);
  rivals.add(['c', at(2)]);
  assert.deepEqual([(await step(own)).progress.batchId, rivals.output.get(1)], [1, ['c 2']]);
});
