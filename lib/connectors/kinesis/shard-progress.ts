import type { ShardOffset } from './kinesis-offset.ts';
import type { KinesisRecord } from './kinesis-record.ts';
import type { RepeatFilter } from './repeats.ts';
import type { ShardReader } from './shard-reader.ts';

/** How much of a batch is left to fill. */
export interface Budget {
  records: number;
  bytes: number;
}

/** One shard's part in the batch that is being put together. */
export class ShardProgress {
  readonly reader: ShardReader;
  readonly #before: ShardOffset;
  readonly #repeats: RepeatFilter | undefined;
  readonly #note: (filter: RepeatFilter, record: KinesisRecord) => void;
  /** How many of the reader's records belong to the batch. */
  #taken = 0;
  #isFrozen = false;
  readonly #isTipOfEvent: boolean;

  constructor(shard: {
    readonly reader: ShardReader;
    readonly before: ShardOffset;
    readonly repeats: RepeatFilter | undefined;
    readonly note: (filter: RepeatFilter, record: KinesisRecord) => void;
    /** The tip is that of an event, not of the shard. */
    readonly isTipOfEvent: boolean;
  }) {
    this.reader = shard.reader;
    this.#before = shard.before;
    this.#repeats = shard.repeats;
    this.#note = shard.note;
    this.#isTipOfEvent = shard.isTipOfEvent;
  }

  get taken(): number {
    return this.#taken;
  }

  get hasRecordsLeft(): boolean {
    return this.#taken < this.reader.records.length;
  }

  /** All that the shard had is in the batch, and nothing will come. */
  get isDrained(): boolean {
    return this.reader.isClosed && !this.hasRecordsLeft && !this.#isFrozen;
  }

  /** Nothing more of this shard belongs into the batch, whatever its limits. */
  get isDone(): boolean {
    return this.#isFrozen || (!this.hasRecordsLeft && this.reader.isAtTip);
  }

  /** Takes records that are here, as many as its share allows, and none that arrived after `tipMs`. */
  take(share: Budget, budget: Budget, tipMs: number): void {
    let bytes = 0;
    for (let count = 0; count < share.records && budget.records > 0; count++) {
      const record = this.reader.records[this.#taken];
      if (record === undefined) return;
      if (record.arrivalMs > tipMs) {
        this.#isFrozen = true;
        return;
      }
      const { byteLength } = record.data;
      if (count > 0 && bytes + byteLength > share.bytes) return;
      // One record of each shard fits always, or a large one would never be read.
      if (byteLength > budget.bytes && this.#taken > 0) {
        budget.bytes = 0;
        return;
      }
      this.#taken++;
      bytes += byteLength;
      budget.records--;
      budget.bytes -= byteLength;
      if (this.#repeats !== undefined) this.#note(this.#repeats, record);
    }
  }

  /** How far the shard is read behind the batch. */
  get offset(): ShardOffset {
    const last = this.reader.records[this.#taken - 1];
    const sequence = last?.sequence ?? this.#before.sequence;
    const isAllRead = !this.hasRecordsLeft && this.reader.isAtTip && !this.#isFrozen;
    const readThroughMs = latest(this.#before.readThroughMs, last?.arrivalMs, isAllRead && this.reader.readThroughMs);
    const repeats = this.#repeats?.state;
    return {
      ...(sequence !== undefined && { sequence }),
      ...(readThroughMs !== undefined && { readThroughMs }),
      ...(isAllRead && this.#taken === 0 && !this.#isTipOfEvent && { idle: true as const }),
      ...(this.isDrained && { closed: true as const }),
      ...(repeats !== undefined && { repeats }),
    };
  }
}

function latest(...times: readonly (number | false | undefined)[]): number | undefined {
  const known = times.filter((time) => typeof time === 'number');
  return known.length === 0 ? undefined : Math.max(...known);
}
