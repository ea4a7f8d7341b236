import type { Offset } from '../../contracts/source.ts';
import type { Json } from '../../util/json.ts';
import type { RepeatState } from './repeats.ts';

/** How far a shard is read. */
export interface ShardOffset {
  /** Number of the last record that was read; absent: none yet. Decimal text, compared as a number. */
  readonly sequence?: string;
  /** All that had arrived by then is read: arrival of the last record, or the time when nothing was left. */
  readonly readThroughMs?: number;
  /** Read to its tip, with nothing arriving. */
  readonly idle?: true;
  /** Closed by a reshard and read to its end. */
  readonly closed?: true;
  /** What is known of records that a sink may write again, by the query that writes them. */
  readonly repeats?: RepeatState;
}

/** How far each shard is read, by shard. Shards whose parents are not yet read to their end are not in it. */
export type KinesisOffset = Readonly<Record<string, ShardOffset>>;

/** The shards of an offset as the log has it. */
export const readOffset = (offset: Offset | null): KinesisOffset =>
  typeof offset === 'object' && offset !== null ? (offset as unknown as KinesisOffset) : {};

/** The offset as the log takes it, shards in order. */
export const writeOffset = (shards: ReadonlyMap<string, ShardOffset>): Offset =>
  Object.fromEntries([...shards].sort(([a], [b]) => (a < b ? -1 : 1))) as unknown as Json;

/** Whether a record comes after another of its shard; numbers differ in length between servers. */
export const isAfter = (sequence: string, other: string): boolean => BigInt(sequence) > BigInt(other);
