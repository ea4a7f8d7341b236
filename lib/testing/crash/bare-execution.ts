import { randomUUID } from 'node:crypto';
import { optimize } from '../../analysis/optimizer.ts';
import { type AnyMemoryStream, MemoryStream } from '../../connectors/memory/memory-stream.ts';
import { PartitionedMemorySource } from '../../connectors/memory/partitioned-source.ts';
import { MemorySource } from '../../connectors/memory/source.ts';
import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import type { Executor } from '../../contracts/executor.ts';
import type { OutputMode } from '../../contracts/output-mode.ts';
import { stateTables } from '../../incremental/batch-program.ts';
import { compile } from '../../incremental/compile.ts';
import type { LogicalPlan } from '../../plan/logical-plan.ts';
import { BatchRunner } from '../../runtime/batch-runner.ts';
import { MicroBatchExecution } from '../../runtime/micro-batch-execution.ts';
import type { PhaseHook } from '../../runtime/phases.ts';
import { StateManager } from '../../state/state-manager.ts';
import { ManualClock } from '../../util/clock.ts';

/** A query over one memory stream, apart from sessions, so that its checkpoint and its phases can be made to fail. */
export interface BareQuery {
  readonly plan: LogicalPlan;
  readonly stream: AnyMemoryStream;
  readonly outputMode: OutputMode;
}

/** What a query has put out, over all its runs: rows as texts, sorted, by batch. The last attempt of a batch counts. */
export type Output = Map<number, readonly string[]>;

/** A new run of a query, on an executor that earlier runs may have used. */
export async function newExecution(
  { plan, stream, outputMode }: BareQuery,
  run: {
    readonly executor: Executor;
    readonly scratchDirectory: string;
    readonly store: CheckpointStore;
    readonly output: Output;
    readonly phaseHook?: PhaseHook | undefined;
  },
): Promise<MicroBatchExecution> {
  const { executor, scratchDirectory, store } = run;
  const program = compile(optimize(plan), outputMode, { ansi: true, timeZone: 'UTC' });
  return new MicroBatchExecution({
    query: { id: 'query', runId: randomUUID(), name: null },
    runner: new BatchRunner(program, executor, () => Promise.resolve({ kind: 'rows', rows: [] })),
    executor,
    sources: program.sources.map(() =>
      stream instanceof MemoryStream ? new MemorySource(stream) : new PartitionedMemorySource(stream),
    ),
    sink: {
      description: 'Output',
      addBatch: async (batch) => {
        const rows = await batch.collect();
        run.output.set(batch.batchId, rows.map((row) => row.map(String).join(' ')).sort());
        return { numOutputRows: rows.length };
      },
    },
    outputMode,
    store,
    state: await StateManager.create(executor, store, stateTables(program), {
      scratchDirectory,
      snapshotAfter: 2,
      minBatchesToRetain: 2,
    }),
    clock: new ManualClock(Date.UTC(2024, 0, 1)),
    watermarkPolicy: 'min',
    watermarkIdleTimeoutMs: undefined,
    noDataBatches: true,
    checkPlan: () => undefined,
    phaseHook: run.phaseHook,
    onStatus: () => undefined,
  });
}

/** Runs batches until there is nothing to do. */
export async function drain(execution: MicroBatchExecution): Promise<void> {
  while ((await execution.trigger('limited')).hasRun);
}
