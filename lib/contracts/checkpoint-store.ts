import type { Json } from '../util/json.ts';
import type { Offset, SourceLog } from './source.ts';

/** Written once, before the first batch. */
export interface CheckpointMetadata {
  readonly formatVersion: 1;
  /** UUID of the query, kept for the life of the checkpoint. */
  readonly queryId: string;
  /** Hash of what must not change between runs; see `plan/fingerprint.ts`. */
  readonly fingerprint: string;
  /** The analysed plan, as JSON: for the error that says what changed. */
  readonly plan: Json;
  readonly outputMode: string;
  readonly operators: readonly StateOperatorSchema[];
  /** Session settings that belong to the checkpoint and win over the session's: time zone, watermark policy. */
  readonly conf: Readonly<Record<string, string>>;
}

export interface StateOperatorSchema {
  readonly operatorId: number;
  /** Spark's operator name: stateStoreSave, dedupe, symmetricHashJoin, … */
  readonly operatorName: string;
  readonly tables: readonly {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
    /** Which of the columns are the key. */
    readonly keyColumns: readonly string[];
  }[];
}

/** What batch N will do; written before it runs. */
export interface OffsetLogEntry {
  readonly batchId: number;
  /** By source index: end of the batch, null where the source has had nothing yet. */
  readonly offsets: readonly (Offset | null)[];
  /** The watermark in force during the batch, milliseconds. */
  readonly batchWatermarkMs: number;
  /** The watermark of the batch before, by which rows of this batch are late, milliseconds. */
  readonly lateWatermarkMs: number;
  /** `current_timestamp()` of the batch, milliseconds. */
  readonly batchTimestampMs: number;
  /**
   * As of when the sources were read (`prepareForAvailableNow`: a backfill's end): behind it they are not silent but cut off. Written down so that whoever runs the
   * batch, to whatever end of its own, counts the same silence. Absent: they went on.
   */
  readonly asOfMs?: number;
  /** Of the run that wrote the entry: tells an own write whose answer was lost from a rival's. Absent: a repeated add returns false. */
  readonly runToken?: string;
}

/** What batch N did. */
export interface CommitLogEntry {
  readonly batchId: number;
  readonly nextBatchWatermarkMs: number;
  /** By watermark node: greatest (event time - delay) seen, milliseconds; null where it has seen no row. */
  readonly watermarkMarks: readonly (number | null)[];
  /**
   * By watermark node: what is known of each partition, for nodes over sources whose partitions run apart; null for other nodes. Absent where no node has
   * any, and in checkpoints of before.
   */
  readonly partitionMarks?: readonly (readonly PartitionMark[] | null)[];
  /** A batch without input is due because the watermark passed some state; lets a restart close windows at once. */
  readonly flushDue: boolean;
  /** By operator id, per table. Filled in by the store from the blobs it was given. */
  readonly state: readonly StateCommit[];
  /** Of the run that committed: tells an own commit whose answer was lost from a rival's. */
  readonly runToken: string;
}

/** How far one partition of a source has come, as a `withWatermark` node above it sees it. */
export interface PartitionMark {
  /** Index of the source; -1: the input of a stateful operator, whose rows cannot be told apart. */
  readonly source: number;
  readonly partition: string;
  /** Greatest (event time - delay) seen, milliseconds; null: no row has passed. */
  readonly markMs: number | null;
  /** Batch timestamp of the last batch with a row of it, or of the first batch that knew of it, milliseconds. */
  readonly seenMs: number;
}

export interface StateCommit {
  readonly operatorId: number;
  readonly table: string;
  readonly delta: StateBlobRef | null;
  /** Everything whose event time (microseconds, decimal text) is at or below this has left the table; null: nothing evicted by predicate. */
  readonly evictedThroughMicros: string | null;
  readonly numRows: number;
}

/** Names a stored blob; opaque outside its store. */
export interface StateBlobRef {
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
}

/** A Parquet file on this machine: the changed rows of one state table (`delta`) or all its rows (`snapshot`). */
export interface StateBlob {
  readonly operatorId: number;
  readonly table: string;
  /** Scratch file; the store may move it away. */
  readonly file: string;
  readonly rows: number;
}

export interface BatchLog<E> {
  /** The newest entry, or undefined for a new checkpoint. */
  latest(): Promise<E | undefined>;
  read(batchId: number): Promise<E | undefined>;
}

/**
 * A checkpoint of one query. Laws, tested by `testing/checkpoint-conformance.ts`:
 * - `offsets.add` and `commits.add` are atomic and first-wins: of any number of rivals exactly one gets true, the others false, and readers see the winner's
 *   whole entry or none. An add that is repeated with the same `runToken` after a lost answer returns true.
 * - When an add resolves true, the entry and everything it refers to survive a crash.
 * - `commits.add` makes the delta blobs visible in one step with the entry: a crash before leaves no trace that a reader can see.
 * - Snapshots are an optimisation: dropping all of them loses nothing as long as the deltas since batch 0 are kept; `purge` keeps what a reader
 *   of any batch ≥ its argument needs.
 */
export interface CheckpointStore {
  /** For messages: the folder or table. */
  readonly location: string;
  readMetadata(): Promise<CheckpointMetadata | undefined>;
  /** Creates the metadata; false if another run created it first. */
  createMetadata(metadata: CheckpointMetadata): Promise<boolean>;
  readonly offsets: BatchLog<OffsetLogEntry> & { add(entry: OffsetLogEntry): Promise<boolean> };
  readonly commits: BatchLog<CommitLogEntry> & {
    /** Those entries of some batches, both ends included, that are there, ascending. */
    range(from: number, through: number): Promise<readonly CommitLogEntry[]>;
    add(entry: CommitLogEntry, deltas: readonly StateBlob[]): Promise<boolean>;
  };
  /** Where `openBlob` of a committed delta or snapshot can be read as a local Parquet file. */
  openBlob(ref: StateBlobRef): Promise<string>;
  /** Stores the state after batch `batchId` whole; false if there is one already. */
  addSnapshot(batchId: number, blobs: readonly StateBlob[]): Promise<boolean>;
  /** The newest snapshot of state after a batch ≤ `batchId`. */
  latestSnapshot(batchId: number): Promise<StateSnapshot | undefined>;
  sourceLog(sourceIndex: number): SourceLog;
  /** What is kept beside the batches, under the same laws as a source's log. */
  sideLog(name: SideLogName): SourceLog;
  /** Forgets what no recovery to a batch ≥ `oldestBatchId` needs. */
  purge(oldestBatchId: number): Promise<void>;
  close(): Promise<void>;
}

/** control: whether the query shall run. progress: the last progress records. backfills: where each backfill ends. */
export type SideLogName = 'control' | 'progress' | 'backfills';

export interface StateSnapshot {
  readonly batchId: number;
  readonly tables: readonly { readonly operatorId: number; readonly table: string; readonly blob: StateBlobRef }[];
}
