import type { CommitLogEntry } from '../contracts/checkpoint-store.ts';
import type { AwsUsage, SourceProgress, StateOperatorProgress, StreamingQueryProgress } from '../contracts/progress.ts';
import type { Offset, Source } from '../contracts/source.ts';
import type { BatchOutcome } from './batch-runner.ts';
import type { EventTimeStats } from './batch-stats.ts';
import { partitionProgress } from './partition-progress.ts';

interface ProgressInput {
  readonly query: { readonly id: string; readonly runId: string; readonly name: string | null };
  readonly batchId: number;
  readonly triggerStartMs: number;
  readonly triggerEndMs: number;
  /** When the trigger before this one began; undefined for the first. */
  readonly previousTriggerMs: number | undefined;
  readonly durationMs: Readonly<Record<string, number>>;
  readonly watermarkMs: number | undefined;
  readonly sources: readonly Source[];
  readonly sourceUses: readonly number[];
  readonly startOffsets: readonly (Offset | null)[];
  readonly endOffsets: readonly (Offset | null)[];
  /** By watermark node, after the batch. */
  readonly partitionMarks: NonNullable<CommitLogEntry['partitionMarks']>;
  readonly sinkDescription: string;
  /** Undefined before the first batch of the run. */
  readonly outcome: BatchOutcome | undefined;
  /** Of the batch. */
  readonly aws?: AwsUsage | undefined;
}

/** What a trigger without a batch has done: nothing, to the state that the last batch of the run has left. */
export const idleOutcome = (last: BatchOutcome | undefined): BatchOutcome | undefined =>
  last && {
    input: { rows: [], eventTimes: [], candidates: [] },
    quarantined: new Map(),
    stateTimes: { updatesMs: 0, removalsMs: 0 },
    operators: last.operators.map(({ operator, numRowsTotal, memoryUsedBytes, tables }) => ({
      ...{ operator, tables, numRowsTotal, memoryUsedBytes },
      numRowsUpdated: 0,
      numRowsRemoved: 0,
      numRowsDroppedByWatermark: 0,
    })),
    numOutputRows: Math.min(0, last.numOutputRows),
    observed: {},
  };

const UNKNOWN = -1;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Makes the progress record of one trigger. */
export function progressReport(input: ProgressInput): StreamingQueryProgress {
  const { outcome } = input;
  const triggerMs = input.triggerEndMs - input.triggerStartMs;
  const sinceLastMs = input.previousTriggerMs === undefined ? 0 : input.triggerStartMs - input.previousTriggerMs;
  const rate = (rows: number, ms: number) => (ms <= 0 ? 0 : (rows * 1000) / ms);
  const sources = input.sources.map((source, i): SourceProgress => {
    const end = input.endOffsets[i] ?? null;
    const partitions = partitionProgress(source, i, end, input.partitionMarks);
    const numQuarantinedRows = outcome?.quarantined.get(i);
    const numInputRows = (outcome?.input.rows[i] ?? 0) * (input.sourceUses[i] ?? 1);
    return {
      description: source.description,
      startOffset: input.startOffsets[i] ?? null,
      endOffset: end,
      latestOffset: end,
      numInputRows,
      inputRowsPerSecond: rate(numInputRows, sinceLastMs),
      processedRowsPerSecond: rate(numInputRows, triggerMs),
      ...(partitions !== undefined && { partitions }),
      ...(numQuarantinedRows !== undefined && { numQuarantinedRows }),
    };
  });
  const numInputRows = sources.reduce((sum, source) => sum + source.numInputRows, 0);
  return {
    ...input.query,
    timestamp: iso(input.triggerStartMs),
    batchId: input.batchId,
    batchDuration: triggerMs,
    numInputRows,
    inputRowsPerSecond: rate(numInputRows, sinceLastMs),
    processedRowsPerSecond: rate(numInputRows, triggerMs),
    durationMs: { ...input.durationMs, triggerExecution: triggerMs },
    eventTime: eventTime(outcome?.input.eventTimes ?? [], input.watermarkMs),
    stateOperators: stateOperators(input),
    sources,
    sink: { description: input.sinkDescription, numOutputRows: outcome?.numOutputRows ?? UNKNOWN },
    observedMetrics: outcome?.observed ?? {},
    ...(input.aws !== undefined && { aws: input.aws }),
  };
}

function eventTime(nodes: readonly (EventTimeStats | null)[], watermarkMs: number | undefined) {
  if (watermarkMs === undefined) return {};
  const seen = nodes.filter((node) => node !== null).at(-1);
  const observed = seen === undefined ? {} : { avg: iso(seen.avgMs), max: iso(seen.maxMs), min: iso(seen.minMs) };
  return { ...observed, watermark: iso(watermarkMs) };
}

function stateOperators(input: ProgressInput): readonly StateOperatorProgress[] {
  const byPosition = [...(input.outcome?.operators ?? [])].sort(
    (a, b) => a.operator.operatorId - b.operator.operatorId,
  );
  const times = input.outcome?.stateTimes;
  return byPosition.map((stats) => ({
    operatorName: stats.operator.operatorName,
    numRowsTotal: stats.numRowsTotal,
    numRowsUpdated: stats.numRowsUpdated,
    allUpdatesTimeMs: times?.updatesMs ?? 0,
    numRowsRemoved: stats.numRowsRemoved,
    allRemovalsTimeMs: times?.removalsMs ?? 0,
    commitTimeMs: input.durationMs['commitOffsets'] ?? 0,
    memoryUsedBytes: stats.memoryUsedBytes,
    numRowsDroppedByWatermark: stats.numRowsDroppedByWatermark,
    numShufflePartitions: 1,
    numStateStoreInstances: stats.operator.tables.length,
    // One version is in memory.
    customMetrics: { stateOnCurrentVersionSizeBytes: stats.memoryUsedBytes },
  }));
}
