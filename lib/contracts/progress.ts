import type { Json } from '../util/json.ts';

/** Spark's `StreamingQueryProgress`: one micro-batch, field by field by Spark's names. Times of day are ISO-8601 text in UTC with milliseconds. */
export interface StreamingQueryProgress {
  readonly id: string;
  readonly runId: string;
  readonly name: string | null;
  /** When the trigger began. */
  readonly timestamp: string;
  readonly batchId: number;
  /** Milliseconds of the whole trigger. */
  readonly batchDuration: number;
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  /** Milliseconds by phase: latestOffset, walCommit, getBatch, queryPlanning, addBatch, commitOffsets, triggerExecution. */
  readonly durationMs: Readonly<Record<string, number>>;
  /** `watermark` always where the query has one; max, min and avg where rows passed it in this batch. */
  readonly eventTime: Readonly<Partial<Record<'avg' | 'max' | 'min' | 'watermark', string>>>;
  /** From the sink backwards. */
  readonly stateOperators: readonly StateOperatorProgress[];
  readonly sources: readonly SourceProgress[];
  readonly sink: SinkProgress;
  readonly observedMetrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Beyond Spark, for queries that use AWS: what they have asked of it since the progress of the batch before. */
  readonly aws?: AwsUsage;
}

/** Requests to AWS. Those of idle triggers and of batches that failed count with the next batch; attempts within the SDK do not count. */
export interface AwsUsage {
  /** By service and operation: `{ dynamoDb: { putItem: 3 }, s3: { putObject: 1 } }`. */
  readonly requests: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** As far as the answers tell: a write whose condition fails tells none. */
  readonly dynamoDbCapacityUnits: number;
}

/** What one batch did to the state of one operator. The operators of a query work in the same statements, so that the times are those of all of them together. */
export interface StateOperatorProgress {
  readonly operatorName: string;
  readonly numRowsTotal: number;
  readonly numRowsUpdated: number;
  /** Of the statements that read the batch's rows and put them into the state; as in Spark what lies below the operator counts. */
  readonly allUpdatesTimeMs: number;
  readonly numRowsRemoved: number;
  /** Of the statements by which rows leave that the watermark has passed. */
  readonly allRemovalsTimeMs: number;
  /** Until what has changed is in the checkpoint, with the batch's commit. */
  readonly commitTimeMs: number;
  /** What the state takes in memory, about: by the widths of its types and, for texts and lists, a sample of its rows. */
  readonly memoryUsedBytes: number;
  readonly numRowsDroppedByWatermark: number;
  readonly numShufflePartitions: number;
  readonly numStateStoreInstances: number;
  /** Spark's `stateOnCurrentVersionSizeBytes`. */
  readonly customMetrics: Readonly<Record<string, number>>;
}

export interface SourceProgress {
  readonly description: string;
  readonly startOffset: Json;
  readonly endOffset: Json;
  readonly latestOffset: Json;
  readonly numInputRows: number;
  readonly inputRowsPerSecond: number;
  readonly processedRowsPerSecond: number;
  /** Beyond Spark, for sources whose partitions run apart: where each stands after the batch. */
  readonly partitions?: readonly PartitionProgress[];
  /** Beyond Spark, for sources with `badRecordsPath` or `badRecordsStream`: records left out of the batch, which `numInputRows` does not count. */
  readonly numQuarantinedRows?: number;
}

/** One partition of a source after a batch. */
export interface PartitionProgress {
  readonly id: string;
  /** What its rows let the watermark come to, ISO-8601; null: none has passed a `withWatermark`. */
  readonly watermark: string | null;
  /** It holds the watermark back no longer, by the source's word. */
  readonly isIdle: boolean;
}

export interface SinkProgress {
  readonly description: string;
  /** -1: unknown. */
  readonly numOutputRows: number;
}

/** Spark's `StreamingQueryStatus`. */
export interface StreamingQueryStatus {
  readonly message: string;
  readonly isDataAvailable: boolean;
  readonly isTriggerActive: boolean;
}
