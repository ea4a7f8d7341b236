import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import type { Json } from '../util/json.ts';
import type { FileInfo } from './file-system.ts';

/** A position in a source: JSON, totally ordered by the source that made it. It is what the offset log records. */
export type Offset = Json;

/** How much one batch may take: the whole backlog (`all`), or what the source's own max* options say (`limited`). */
export type ReadLimit = 'all' | 'limited';

/** The rows of one batch, as the engine can take them in. */
export type BatchInput =
  /** Files the engine parses itself. `format` is csv, json, parquet or text; `options` are the reader's (already validated) options. */
  | {
      readonly kind: 'files';
      readonly format: string;
      readonly options: Readonly<Record<string, string>>;
      readonly files: readonly InputFile[];
    }
  /** Rows in arrival order, values in the canonical form of `types/value.ts`, columns in the order of the source's schema. */
  | { readonly kind: 'rows'; readonly rows: readonly Row[]; readonly partitions?: RowPartitions }
  /** One JSON document per row, read by the source's schema as the json format reads a line. */
  | {
      readonly kind: 'json';
      readonly documents: readonly string[];
      readonly options: Readonly<Record<string, string>>;
      readonly partitions?: RowPartitions;
      /** Columns of the source's schema that are not in the documents: their schema, and their values by document. */
      readonly beside?: { readonly schema: StructType; readonly rows: readonly Row[] };
      /** Where each document lies in the source, for those that turn out malformed: shard and sequence number, offset. */
      readonly positions?: readonly Json[];
      /** Records that are no documents at all (payloads that do not unpack, bytes that are no text); only with the option `badRecordsPath` or `badRecordsStream`. */
      readonly rejected?: readonly RejectedRecord[];
    }
  /** An arithmetic sequence: value v in [from, to), timestamp (epoch microseconds) = baseMicros + round((v - from) * spanMicros / (to - from)). */
  | {
      readonly kind: 'sequence';
      readonly from: bigint;
      readonly to: bigint;
      readonly baseMicros: bigint;
      readonly spanMicros: bigint;
    };

/** Which partition each row or document came from: runs of rows in order; `rows` sums up to their number. */
export type RowPartitions = readonly { readonly partition: string; readonly rows: number }[];

/** A record that is left out of its batch. */
export interface RejectedRecord {
  /** Its text; Base64 where `reason` says so; null where there is none to show. */
  readonly record: string | null;
  readonly reason: string;
  /** Where it lies in the source: `{ file, line }`, `{ shardId, sequenceNumber }`; null where that is not known. */
  readonly position: Json;
}

export interface InputFile {
  /** A path that can be opened on this machine. */
  readonly path: string;
  /** The path that users know, for messages. @default - `path` */
  readonly origin?: string;
  /** Values of `key=value` folders above the file, by column; null for `__HIVE_DEFAULT_PARTITION__`. */
  readonly partitionValues: Readonly<Record<string, string | null>>;
}

/**
 * A stream of rows with replayable ranges. Laws:
 * - `getBatch(start, end)` gives the same rows in the same order each time it is asked for the same range, in this process or a later one.
 * - `latestOffset` never goes backwards, and returns null only as long as there has never been anything to read. It returns `start` (an equal value)
 *   if there is nothing new. What it returns must be readable by `getBatch`, also after a crash: a source that needs a log of its own
 *   (files of a batch) writes it before it returns.
 * - `commit(end)` says that no batch up to `end` will be asked for again; called after the offset log holds the next batch. It may be called twice, or never.
 * - The runtime calls one method at a time.
 */
export interface Source {
  /** Spark's form, for the progress: `FileStreamSource[file:/in]`. */
  readonly description: string;
  readonly schema: StructType;
  latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null>;
  getBatch(start: Offset | null, end: Offset): Promise<BatchInput>;
  commit(end: Offset): Promise<void>;
  stop(): Promise<void>;
  /** The query is to end, and another method may be under way: one that waits for a service that is away gives up with WAIT_INTERRUPTED. Absent: nothing waits for long. */
  interrupt?(): void;
  /**
   * For sources whose partitions run apart (shards): what is known of each partition at `end`, read from the offset alone so that a re-run sees the same. The query's
   * watermark waits for every partition that is not idle; rows tell their partition by `BatchInput.partitions`. Absent: one partition.
   */
  partitions?(end: Offset): readonly SourcePartition[];
  /**
   * Takes what an event brought, so that the service need not be asked. Until the next call `latestOffset` goes towards the arrivals and not past them, within the
   * source's limits: one offer may take several batches. What lies between `start` and the arrivals is read from the service; a source that looks through the service
   * now and then for what no event told of takes what it finds along with them. `undefined` takes the offer back. Absent: arrivals are not for this source.
   */
  offer?(arrivals: Arrivals | undefined): void;
  /**
   * Fixes the end of the stream as it was at `asOfMs` (epoch milliseconds), by which a run that is spread over processes has one end; as it is now where none is given
   * or where the source cannot look back. Later `latestOffset` calls go no further. Absent: the whole query falls back to one batch, as in Spark.
   */
  prepareForAvailableNow?(asOfMs?: number): Promise<void>;
  /** Reads on from `start` for the continuous trigger, record by record; see {@link ContinuousReader}. `stop` and `interrupt` end it too. Absent: the trigger is refused. */
  continuous?(start: Offset | null): Promise<ContinuousReader>;
}

/**
 * Records as they come. Laws:
 * - Offsets are those of the source: a batch may go on from one, and a reader from that of a batch.
 * - `next` is called again only when the last call is settled. It waits without a pause between two looks where the service can tell, and gives what has come at once.
 */
export interface ContinuousReader {
  /** What has come since the last call, with the offset after it; waits until something has. Undefined once `signal` aborts. */
  next(signal: AbortSignal): Promise<ArrivedRows | undefined>;
  /** Whether all that lies before `target` lies before `offset` too. */
  reaches(offset: Offset | null, target: Offset): boolean;
}

/** Rows in arrival order, as in `BatchInput`; there may be none where only the offset has moved. */
export interface ArrivedRows {
  readonly rows: readonly Row[];
  readonly end: Offset;
}

/** A partition of a source at some offset. */
export interface SourcePartition {
  readonly id: string;
  /** Holds nothing back: read to its tip with nothing arriving, or closed and read to its end. */
  readonly isIdle: boolean;
  /** All that had arrived by then is read, so that silence is known up to then; absent: up to the time of the batch. Of no account where the partition is idle. */
  readonly readThroughMs?: number;
}

/** What an event told of: records of one shard, or files. */
export type Arrivals =
  | { readonly kind: 'records'; readonly shardId: string; readonly records: readonly ArrivedRecord[] }
  | { readonly kind: 'files'; readonly files: readonly FileInfo[] };

/** A record of a shard as an event carries it. */
export interface ArrivedRecord {
  /** Decimal text of up to 56 digits; grows along a shard, compared as a number. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly approximateArrivalMs: number;
}

/** Where a source may keep what it must remember between runs (file source log, creation time of a rate source): a folder of the checkpoint. */
export interface SourceLog {
  /** Writes entry `id`; false if it exists already (then nothing is changed). Durable when it resolves. */
  add(id: number, entry: Json): Promise<boolean>;
  read(id: number): Promise<Json | undefined>;
  /** Ids present, ascending. */
  list(): Promise<readonly number[]>;
  /** Forgets entries; an entry that is not there is no error. */
  remove(ids: readonly number[]): Promise<void>;
}
