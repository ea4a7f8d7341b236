import type { StructType } from '../types/data-type.ts';
import type { Row } from '../types/value.ts';
import type { Json } from '../util/json.ts';

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
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  /** One JSON document per row, read by the source's schema as the json format reads a line. */
  | { readonly kind: 'json'; readonly documents: readonly string[]; readonly options: Readonly<Record<string, string>> }
  /** An arithmetic sequence: value v in [from, to), timestamp (epoch microseconds) = baseMicros + round((v - from) * spanMicros / (to - from)). */
  | {
      readonly kind: 'sequence';
      readonly from: bigint;
      readonly to: bigint;
      readonly baseMicros: bigint;
      readonly spanMicros: bigint;
    };

export interface InputFile {
  /** A path that can be opened on this machine. */
  readonly path: string;
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
  /** Fixes the end of the stream as it is now; later `latestOffset` calls go no further. Absent: the whole query falls back to one batch, as in Spark. */
  prepareForAvailableNow?(): Promise<void>;
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
