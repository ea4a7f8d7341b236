import type { _Record } from '@aws-sdk/client-kinesis';
import type { KinesisPort } from '../../../connectors/aws/ports.ts';

/** Where a mapping begins to read shards that are there when it is made. */
export type StartingPosition =
  | { readonly type: 'LATEST' | 'TRIM_HORIZON' }
  | { readonly type: 'AT_TIMESTAMP'; readonly timestampMs: number };

/** Records that are to be handed over together, and how often that has failed. */
export interface WaitingBatch {
  readonly records: readonly _Record[];
  readonly failures: number;
}

/** What a mapping knows of one shard: what it has gathered, what it has to try again, and whether the shard has ended. */
export class MappedShard {
  readonly id: string;
  readonly parents: readonly string[];
  /** Gathered, not yet in a batch. */
  gathered: _Record[] = [];
  /** When the first of those was gathered. */
  gatheredSinceMs = 0;
  /** Batches to hand over, in order: one, or the parts of one that was split. */
  batches: WaitingBatch[] = [];
  #iterator: string | undefined;
  #last: string | undefined;
  #isClosed = false;
  readonly #start: StartingPosition;

  constructor(id: string, parents: readonly string[], start: StartingPosition) {
    this.id = id;
    this.parents = parents;
    this.#start = start;
  }

  /** The shard is closed, and all it had is done with: its children may begin. */
  get isDone(): boolean {
    return this.#isClosed && this.gathered.length === 0 && this.batches.length === 0;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Gathers what has come, as much as makes a batch. */
  async poll(kinesis: KinesisPort, stream: string, limit: number, nowMs: number): Promise<void> {
    if (this.#isClosed || this.gathered.length >= limit) return;
    try {
      this.#iterator ??= await this.#open(kinesis, stream);
      const page = await kinesis.getRecords({ ShardIterator: this.#iterator, Limit: limit - this.gathered.length });
      const records = page.Records ?? [];
      if (this.gathered.length === 0 && records.length > 0) this.gatheredSinceMs = nowMs;
      this.gathered.push(...records);
      this.#last = records.at(-1)?.SequenceNumber ?? this.#last;
      this.#iterator = page.NextShardIterator ?? undefined;
      this.#isClosed = this.#iterator === undefined;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ExpiredIteratorException') throw error;
      this.#iterator = undefined;
    }
  }

  async #open(kinesis: KinesisPort, stream: string): Promise<string | undefined> {
    const start = this.#start;
    const position =
      this.#last !== undefined
        ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, StartingSequenceNumber: this.#last }
        : {
            ShardIteratorType: start.type,
            ...(start.type === 'AT_TIMESTAMP' && { Timestamp: new Date(start.timestampMs) }),
          };
    return (await kinesis.getShardIterator({ StreamName: stream, ShardId: this.id, ...position })).ShardIterator;
  }
}
