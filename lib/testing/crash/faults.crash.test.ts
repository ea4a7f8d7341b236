import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { MemoryCheckpointStore } from '../../checkpoint/index.ts';
import type { MemoryRow } from '../../connectors/memory/memory-row.ts';
import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import type { Executor } from '../../contracts/executor.ts';
import type { OutputMode } from '../../contracts/output-mode.ts';
import { createDuckDbExecutor } from '../../engine/create-duckdb-executor.ts';
import { frameOf } from '../../local/query.fixture.ts';
import { StreamSession } from '../../local/stream-session.ts';
import type { PhaseHook } from '../../runtime/phases.ts';
import { type CheckpointFault, FaultyCheckpointStore } from '../faulty-checkpoint-store.ts';
import { type BareQuery, drain, newExecution, type Output } from './bare-execution.ts';
import { boundariesOf, boundaryText } from './boundaries.ts';

const at = (second: number): string => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();

const steps: readonly (readonly MemoryRow[])[] = [
  [
    ['a', at(1)],
    ['b', at(2)],
    ['a', at(14)],
  ],
  [
    ['c', at(4)],
    ['b', at(29)],
  ],
];

const queries: readonly { readonly name: string; readonly sql: string; readonly outputMode: OutputMode }[] = [
  {
    name: 'a windowed aggregate',
    sql: "SELECT window.start, k, count(*) FROM events GROUP BY window(t, '10 seconds'), k",
    outputMode: 'append',
  },
  { name: 'an aggregate', sql: 'SELECT k, count(*), min(t) FROM events GROUP BY k', outputMode: 'update' },
];

class Fault extends Error {}

/** What the runs of a test share. */
interface Bench extends AsyncDisposable {
  readonly session: StreamSession;
  readonly executor: Executor;
  readonly scratchDirectory: string;
}

async function openBench(): Promise<Bench> {
  const resources = new AsyncDisposableStack();
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'millrace-faults-'));
  resources.defer(() => rm(scratchDirectory, { recursive: true }));
  const session = await StreamSession.create({ threads: 1, scratchDirectory });
  resources.defer(() => session.stop());
  const executor = await createDuckDbExecutor({ timeZone: 'UTC', threads: 1, scratchDirectory });
  resources.defer(() => executor.close());
  return { session, executor, scratchDirectory, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** Runs the history; where a run fails, another takes over without faults. Gives the output of both and the failure. */
async function runHistory(
  { session, ...engine }: Bench,
  { sql, outputMode }: (typeof queries)[number],
  faulty: { readonly store: (store: CheckpointStore) => CheckpointStore; readonly phaseHook?: PhaseHook },
) {
  const stream = session.memoryStream('k STRING, t TIMESTAMP');
  frameOf(session, stream).withWatermark('t', '5 seconds').createOrReplaceTempView('events');
  const query: BareQuery = { plan: session.sql(sql).plan, stream, outputMode };
  const output: Output = new Map();
  const sound = MemoryCheckpointStore.open();
  let step = 0;
  const work = async (run: { readonly store: CheckpointStore; readonly phaseHook?: PhaseHook | undefined }) => {
    const execution = await newExecution(query, { ...engine, ...run, output });
    await execution.initialize();
    await drain(execution);
    while (step < steps.length) {
      stream.addData(...(steps[step] ?? []));
      step += 1;
      await drain(execution);
    }
  };
  try {
    await work({ store: faulty.store(sound), phaseHook: faulty.phaseHook });
    return { output, failure: undefined };
  } catch (failure) {
    await work({ store: sound });
    return { output, failure };
  } finally {
    await sound.close();
  }
}

for (const query of queries) {
  describe(`${query.name} goes on after a failure as if there had been none`, () => {
    let bench: Bench;
    let undisturbed: Output;
    let calls = 0;
    before(async () => {
      bench = await openBench();
      let watched: FaultyCheckpointStore | undefined;
      const run = await runHistory(bench, query, {
        store: (store) => {
          watched = new FaultyCheckpointStore(store, []);
          return watched;
        },
      });
      assert.equal(run.failure, undefined);
      undisturbed = run.output;
      calls = watched?.calls.length ?? 0;
    });

    after(() => bench[Symbol.asyncDispose]());

    test('whichever call of the checkpoint fails, or succeeds and loses its answer', async () => {
      assert.ok(calls > 12, `${calls} calls`);
      for (const effect of ['fail', 'loseAnswer'] as const)
        for (let call = 1; call <= calls; call++) {
          const fault: CheckpointFault = { call, effect };
          const { output, failure } = await runHistory(bench, query, {
            store: (store) => new FaultyCheckpointStore(store, [fault]),
          });
          assert.ok(failure !== undefined, `${effect} at call ${call} is seen`);
          assert.deepEqual(output, undisturbed, `${effect} at call ${call}: ${failure}`);
        }
    });

    test('whichever moment of a batch it fails at', async () => {
      for (const boundary of [...undisturbed.keys()].flatMap(boundariesOf)) {
        const { output, failure } = await runHistory(bench, query, {
          store: (store) => store,
          phaseHook: (phase, moment, batchId) => {
            if (phase === boundary.phase && moment === boundary.moment && batchId === boundary.batchId)
              throw new Fault();
          },
        });
        assert.ok(failure instanceof Fault, boundaryText(boundary));
        assert.deepEqual(output, undisturbed, boundaryText(boundary));
      }
    });
  });
}
