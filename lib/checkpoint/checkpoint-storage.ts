import type { StateBlob } from '../contracts/index.ts';

/** A blob on its way into the storage. */
export interface PlacedBlob {
  readonly key: string;
  readonly blob: StateBlob;
}

/** Ids of batches or of a log's entries, both ends included. */
export interface IdRange {
  readonly from?: number;
  readonly through?: number;
}

/** An entry as it is stored. */
export interface StoredEntry {
  readonly id: number;
  readonly key: string;
  readonly text: string;
}

/**
 * The few things a {@link LogCheckpointStore} asks of a place that keeps checkpoints: entries (small texts) and blobs by keys with `/` between folders. Laws:
 * - `create` is atomic and first-wins over all processes: an entry is seen whole or not at all, and exactly one of any number of rivals gets true.
 * - Before an entry can be seen, the blobs created with it are durable under their keys. A lost or crashed create may leave blobs and temporary files, whose names
 *   (without a leading dot) start with the entry's id; `list` shows them.
 * - The name of a blob is used once: it is never written again with other content.
 */
export interface CheckpointStorage {
  readonly location: string;
  /** True: after an entry of `offsets` or `commits` was removed, `create` goes on giving false for its key, so that nobody need look for a purge's bound. */
  readonly keepsRemovedTaken?: boolean;
  create(key: string, text: string, blobs?: readonly PlacedBlob[]): Promise<boolean>;
  read(key: string): Promise<string | undefined>;
  /** Keys below a folder at any depth, in no order. Those outside the range may be left out. */
  list(folder: string, range?: IdRange): Promise<readonly string[]>;
  /** The entries of a folder in a range, ascending. */
  entries(folder: string, range: IdRange): Promise<readonly StoredEntry[]>;
  /** The entry of a folder with the greatest id, up to `atMost` where given. */
  newest(folder: string, atMost?: number): Promise<StoredEntry | undefined>;
  /** A key that is not there is no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** A path on this machine with the blob's content; undefined where there is no such blob. */
  openBlob(key: string): Promise<string | undefined>;
  /** Where a person finds the key: for messages. */
  describe(key: string): string;
  close(): Promise<void>;
}
