import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { Executor } from '../contracts/executor.ts';
import type { OutputMode } from '../contracts/output-mode.ts';
import type { AwsUsage, StreamingQueryProgress, StreamingQueryStatus } from '../contracts/progress.ts';
import type { Sink } from '../contracts/sink.ts';
import type { Source } from '../contracts/source.ts';
import type { WatermarkPolicy } from '../incremental/watermark-tracker.ts';
import type { StateManager } from '../state/state-manager.ts';
import type { Clock } from '../util/clock.ts';
import type { BatchRunner } from './batch-runner.ts';
import type { PhaseHook } from './phases.ts';

/** All that a query's batches need. Everything in it belongs to this run. */
export interface ExecutionParts {
  readonly query: { readonly id: string; readonly runId: string; readonly name: string | null };
  readonly runner: BatchRunner;
  readonly executor: Executor;
  readonly sources: readonly Source[];
  readonly sink: Sink;
  readonly outputMode: OutputMode;
  readonly store: CheckpointStore;
  readonly state: StateManager;
  readonly clock: Clock;
  readonly watermarkPolicy: WatermarkPolicy;
  /** `spark.millrace.watermarkIdleTimeout`; undefined: silence does not count. */
  readonly watermarkIdleTimeoutMs: number | undefined;
  readonly noDataBatches: boolean;
  /** As of when the sources are read, as the entries of the offset log say it. Undefined: they go on. */
  readonly asOfMs?: number | undefined;
  /** Refuses a query for what shows only as a batch is planned. */
  readonly checkPlan: (watermarkMs: number) => void;
  readonly phaseHook: PhaseHook | undefined;
  /** What the query has asked of AWS since the last call; undefined: nothing. */
  readonly takeAwsUsage?: (() => AwsUsage | undefined) | undefined;
  /** Tells what the query is at. */
  readonly onStatus: (status: Partial<StreamingQueryStatus>) => void;
}

/** What one trigger found. */
export interface TriggerResult {
  /** False: there was nothing to do, and the progress has nothing but zeros and the totals of the state. */
  readonly hasRun: boolean;
  readonly progress: StreamingQueryProgress;
  /** Nothing was left when the sources were asked: there was no batch, or it took all there was and no batch without input is due. */
  readonly isCaughtUp: boolean;
}
