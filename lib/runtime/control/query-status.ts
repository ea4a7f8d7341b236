import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import type { StreamingQueryProgress } from '../../contracts/progress.ts';
import type { Offset } from '../../contracts/source.ts';
import { type DesiredState, readDesiredState } from './desired-state.ts';
import { recentProgress } from './progress-log.ts';

/** What a checkpoint tells of its query, wherever that runs. */
export interface StoredQueryStatus {
  /** Undefined before the first start. */
  readonly queryId: string | undefined;
  readonly desired: DesiredState;
  /** The last batch that is committed, -1: none. */
  readonly batchId: number;
  /** A batch that is planned and not committed: at work, or left behind by a run that died. */
  readonly pendingBatchId: number | undefined;
  /** ISO-8601; undefined before the first batch. */
  readonly watermark: string | undefined;
  /** Rows of all state tables. */
  readonly stateRows: number;
  /** By source, end of the last planned batch. */
  readonly offsets: readonly (Offset | null)[];
  /** The newest stored record; batches may have been committed since. */
  readonly lastProgress: StreamingQueryProgress | undefined;
}

/** Reads the status; changes nothing. */
export async function queryStatus(store: CheckpointStore): Promise<StoredQueryStatus> {
  const [metadata, desired, planned, committed, progress] = await Promise.all([
    store.readMetadata(),
    readDesiredState(store),
    store.offsets.latest(),
    store.commits.latest(),
    recentProgress(store, 1),
  ]);
  const batchId = committed?.batchId ?? -1;
  return {
    queryId: metadata?.queryId,
    desired,
    batchId,
    pendingBatchId: planned !== undefined && planned.batchId > batchId ? planned.batchId : undefined,
    watermark: committed && new Date(committed.nextBatchWatermarkMs).toISOString(),
    stateRows: committed?.state.reduce((sum, { numRows }) => sum + numRows, 0) ?? 0,
    offsets: planned?.offsets ?? [],
    lastProgress: progress[0],
  };
}
