import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optimize } from '../analysis/optimizer.ts';
import type { CheckpointMetadata } from '../contracts/checkpoint-store.ts';
import type { Executor } from '../contracts/executor.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { StateTable } from '../contracts/state-table.ts';
import { createDuckDbExecutor } from '../engine/create-duckdb-executor.ts';
import { compile } from '../incremental/compile.ts';
import { evaluationOf } from '../local/local-environment.ts';
import { planFromJson } from '../plan/plan-json.ts';
import { checkStateSchemas, stateSchemas } from '../state/schema-check.ts';
import { StateManager } from '../state/state-manager.ts';
import type { ExistingCheckpoint } from './open-existing.ts';

/** The state of a query after a batch, in an engine of its own. */
export interface ReplayedState {
  readonly executor: Executor;
  readonly tables: readonly StateTable[];
  /** A folder for files, gone when the work is done. */
  readonly scratchDirectory: string;
}

/** Brings the state to a batch for as long as `work` takes, as a restart would; the checkpoint stays as it is. */
export async function withReplayedState<T>(
  { store, metadata }: ExistingCheckpoint,
  batchId: number,
  work: (state: ReplayedState) => Promise<T>,
): Promise<T> {
  const scratchDirectory = await mkdtemp(join(tmpdir(), 'millrace-state-'));
  await using resources = new AsyncDisposableStack();
  resources.defer(() => rm(scratchDirectory, { recursive: true, force: true }));
  const { tables, timeZone } = storedTables(metadata, store.location);
  const executor = await createDuckDbExecutor({ timeZone, scratchDirectory });
  resources.defer(() => executor.close());
  const manager = await StateManager.create(executor, store, tables, { scratchDirectory });
  await manager.load(batchId);
  return await work({ executor, tables, scratchDirectory });
}

/** The state tables of the query that the checkpoint belongs to: it has the plan. */
function storedTables(metadata: CheckpointMetadata, location: string) {
  const evaluation = evaluationOf((name) => metadata.conf[name]);
  const outputMode = metadata.outputMode as OutputMode;
  const { operators } = compile(optimize(planFromJson(metadata.plan)), outputMode, evaluation);
  checkStateSchemas(metadata.operators, stateSchemas(operators), location);
  return { tables: operators.flatMap((operator) => operator.tables), timeZone: evaluation.timeZone };
}
