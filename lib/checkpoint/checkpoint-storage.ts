import type { StateBlob } from '../contracts/index.ts';

/** A blob on its way into the storage. */
export interface PlacedBlob {
  readonly key: string;
  readonly blob: StateBlob;
}

/**
 * The few things a {@link LogCheckpointStore} asks of a place that keeps checkpoints: entries (small texts) and blobs by keys with `/` between folders. Laws:
 * - `create` is atomic and first-wins over all processes: an entry is seen whole or not at all, and exactly one of any number of rivals gets true.
 * - Before an entry can be seen, the blobs created with it are durable under their keys. A lost or crashed create may leave blobs and temporary files, whose names
 *   (without a leading dot) start with the entry's id; `list` shows them.
 */
export interface CheckpointStorage {
  readonly location: string;
  create(key: string, text: string, blobs?: readonly PlacedBlob[]): Promise<boolean>;
  read(key: string): Promise<string | undefined>;
  /** Keys below a folder at any depth, in no order. */
  list(folder: string): Promise<readonly string[]>;
  /** A key that is not there is no error. */
  remove(keys: readonly string[]): Promise<void>;
  /** A path on this machine with the blob's content; undefined where there is no such blob. */
  openBlob(key: string): Promise<string | undefined>;
  /** Where a person finds the key: for messages. */
  describe(key: string): string;
  close(): Promise<void>;
}
