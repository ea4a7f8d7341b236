import type { CheckpointStore, CommitLogEntry, OffsetLogEntry } from '../contracts/checkpoint-store.ts';
import type { Offset } from '../contracts/source.ts';
import { CheckpointError } from '../errors/index.ts';

/** Where a query stands, read from its checkpoint: which batch is next and what it goes on from. */
export interface QueryPosition {
  readonly nextBatchId: number;
  /** A batch whose offsets are written but whose commit is not: it must be run again as it was planned. */
  readonly pending: OffsetLogEntry | undefined;
  /** By source, end of the last committed batch. */
  readonly startOffsets: readonly (Offset | null)[];
  readonly watermarkMs: number;
  /** The watermark by which rows of the next batch are late: that of the last committed batch. */
  readonly lateWatermarkMs: number;
  readonly watermarkMarks: readonly (number | null)[];
  /** By watermark node; null where its rows are taken as one. */
  readonly partitionMarks: NonNullable<CommitLogEntry['partitionMarks']>;
  /** Rows of state after the last committed batch. */
  readonly stateRows: number;
  readonly flushDue: boolean;
  /** Run token of the last committed batch; undefined before the first. */
  readonly commitToken: string | undefined;
}

/** Reads the position out of the two logs. A new checkpoint starts at batch 0 with the watermark at 1970. */
export async function recoverPosition(
  store: CheckpointStore,
  sources: number,
  watermarkNodes: number,
): Promise<QueryPosition> {
  const none = <T>(length: number): readonly (T | null)[] => Array.from({ length }, () => null);
  const last = await store.offsets.latest();
  if (last === undefined) {
    return {
      nextBatchId: 0,
      pending: undefined,
      startOffsets: none<Offset>(sources),
      watermarkMs: 0,
      lateWatermarkMs: 0,
      ...noMarks(watermarkNodes),
      flushDue: false,
      commitToken: undefined,
    };
  }
  checkSources(last, sources, store.location);
  const commit = await store.commits.read(last.batchId);
  if (commit !== undefined) return afterCommit(last, commit);
  return beforeCommit(store, last, sources, watermarkNodes);
}

/** Whether the checkpoint is where a position says it is, told by two reads at once: a run that slept may have been overtaken, or its checkpoint made anew. */
export async function isCurrent(store: CheckpointStore, position: QueryPosition): Promise<boolean> {
  const { nextBatchId, commitToken } = position;
  if (position.pending !== undefined) return false;
  const [next, last] = await Promise.all([
    store.offsets.read(nextBatchId),
    nextBatchId === 0 ? undefined : store.commits.read(nextBatchId - 1),
  ]);
  return next === undefined && last?.runToken === commitToken;
}

const marksOf = ({ watermarkMarks, partitionMarks, state }: CommitLogEntry) => ({
  watermarkMarks,
  partitionMarks: partitionMarks ?? watermarkMarks.map(() => null),
  stateRows: state.reduce((sum, { numRows }) => sum + numRows, 0),
});

const noMarks = (watermarkNodes: number) => {
  const none = Array.from({ length: watermarkNodes }, () => null);
  return { watermarkMarks: none, partitionMarks: none, stateRows: 0 };
};

const afterCommit = (offsets: OffsetLogEntry, commit: CommitLogEntry): QueryPosition => ({
  nextBatchId: offsets.batchId + 1,
  pending: undefined,
  startOffsets: offsets.offsets,
  watermarkMs: Math.max(offsets.batchWatermarkMs, commit.nextBatchWatermarkMs),
  lateWatermarkMs: offsets.batchWatermarkMs,
  ...marksOf(commit),
  flushDue: commit.flushDue,
  commitToken: commit.runToken,
});

async function beforeCommit(
  store: CheckpointStore,
  pending: OffsetLogEntry,
  sources: number,
  watermarkNodes: number,
): Promise<QueryPosition> {
  const { batchId } = pending;
  const previous = batchId === 0 ? undefined : await store.offsets.read(batchId - 1);
  const commit = batchId === 0 ? undefined : await store.commits.read(batchId - 1);
  if (batchId > 0 && (previous === undefined || commit === undefined)) {
    throw new CheckpointError('CHECKPOINT_BATCH_MISSING', {
      location: store.location,
      batchId: batchId - 1,
      nextBatchId: batchId,
    });
  }
  return {
    nextBatchId: batchId,
    pending,
    startOffsets: previous?.offsets ?? Array.from({ length: sources }, () => null),
    watermarkMs: pending.batchWatermarkMs,
    lateWatermarkMs: pending.lateWatermarkMs,
    ...(commit === undefined ? noMarks(watermarkNodes) : marksOf(commit)),
    flushDue: false,
    commitToken: commit?.runToken,
  };
}

function checkSources(entry: OffsetLogEntry, sources: number, location: string): void {
  if (entry.offsets.length === sources) return;
  throw new CheckpointError('STREAMING_SOURCE_COUNT_CHANGED', {
    before: entry.offsets.length,
    after: sources,
    location,
  });
}
