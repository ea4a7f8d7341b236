import type { Shard } from '@aws-sdk/client-kinesis';
import { ShardThroughput } from './shard-throughput.ts';

/** The hash keys of a shard, both ends included. */
export interface HashRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** A record as the service keeps it. */
export interface StoredRecord {
  readonly sequence: bigint;
  readonly arrivalMs: number;
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** How a shard comes into being. */
interface ShardOrigin {
  readonly id: string;
  readonly range: HashRange;
  /** Parent and, after a merge, the adjacent parent. */
  readonly parents: readonly string[];
  readonly startSequence: bigint;
}

const WRITES_PER_SECOND = { calls: 1000, bytes: 1_000_000 };
const READS_PER_SECOND = { calls: 5, bytes: Number.POSITIVE_INFINITY };

/** One shard: its records in order, numbered from 0 for ever, and whether it still takes new ones. */
export class MemoryShard {
  readonly origin: ShardOrigin;
  readonly writes = new ShardThroughput(WRITES_PER_SECOND);
  readonly reads = new ShardThroughput(READS_PER_SECOND);
  #records: StoredRecord[] = [];
  /** Number of the first record that is still there. */
  #first = 0;
  #endSequence: bigint | undefined;
  #closedMs = Number.POSITIVE_INFINITY;
  #children: readonly string[] = [];

  constructor(origin: ShardOrigin) {
    this.origin = origin;
  }

  get isOpen(): boolean {
    return this.#endSequence === undefined;
  }

  get children(): readonly string[] {
    return this.#children;
  }

  /** Number of the first record that is still there. */
  get first(): number {
    return this.#first;
  }

  /** Number that the next record would have. */
  get end(): number {
    return this.#first + this.#records.length;
  }

  append(record: StoredRecord): void {
    this.#records.push(record);
  }

  close(endSequence: bigint, nowMs: number, children: readonly string[]): void {
    this.#endSequence = endSequence;
    this.#closedMs = nowMs;
    this.#children = children;
  }

  /** Forgets records older than the horizon; true where the whole shard is past it. */
  trim(horizonMs: number): boolean {
    const kept = this.#records.findIndex((record) => record.arrivalMs > horizonMs);
    const gone = kept < 0 ? this.#records.length : kept;
    if (gone > 0) this.#records = this.#records.slice(gone);
    this.#first += gone;
    return this.#records.length === 0 && this.#closedMs <= horizonMs;
  }

  record(number: number): StoredRecord | undefined {
    return this.#records[number - this.#first];
  }

  /** Number of the first record that fulfils a condition, or the end. */
  find(condition: (record: StoredRecord) => boolean): number {
    const index = this.#records.findIndex(condition);
    return index < 0 ? this.end : this.#first + index;
  }

  describe(): Shard {
    const { id, range, parents, startSequence } = this.origin;
    const [parent, adjacent] = parents;
    return {
      ShardId: id,
      ...(parent !== undefined && { ParentShardId: parent }),
      ...(adjacent !== undefined && { AdjacentParentShardId: adjacent }),
      HashKeyRange: { StartingHashKey: String(range.from), EndingHashKey: String(range.to) },
      SequenceNumberRange: {
        StartingSequenceNumber: String(startSequence),
        ...(this.#endSequence !== undefined && { EndingSequenceNumber: String(this.#endSequence) }),
      },
    };
  }
}
