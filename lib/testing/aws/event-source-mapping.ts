import type { _Record } from '@aws-sdk/client-kinesis';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import type { KinesisPort } from '../../connectors/aws/ports.ts';
import type { Clock } from '../../util/clock.ts';
import { randomNumbers } from '../crash/random-numbers.ts';
import { type DiscardedKinesisBatch, discardedBatch, kinesisEvent } from './kinesis/kinesis-event.ts';
import { MappedShard, type StartingPosition, type WaitingBatch } from './kinesis/mapped-shard.ts';

/** A Kinesis event source mapping, with Lambda's names and defaults. */
export interface KinesisMappingOptions {
  readonly kinesis: KinesisPort;
  readonly streamName: string;
  readonly clock: Clock;
  /** The function; its answer is looked at with `reportBatchItemFailures` only. */
  readonly handler: (event: KinesisStreamEvent) => Promise<unknown>;
  /** @default - 1 */
  readonly seed?: number;
  readonly startingPosition: StartingPosition;
  /** @default - 100 */
  readonly batchSize?: number;
  /** @default - 0 */
  readonly maximumBatchingWindowMs?: number;
  /** @default - false */
  readonly bisectBatchOnFunctionError?: boolean;
  /** Whether the function's answer may name records that failed. @default - false */
  readonly reportBatchItemFailures?: boolean;
  /** -1: for ever. @default - -1 */
  readonly maximumRetryAttempts?: number;
  /** -1: any age. @default - -1 */
  readonly maximumRecordAgeMs?: number;
  readonly onFailure?: (batch: DiscardedKinesisBatch) => void;
  /** Share of batches that are handed over again although the function has done them. @default - 0 */
  readonly redelivery?: number;
}

/** A mapping that is driven step by step. */
export interface EventSourceMapping {
  /** One round over all shards, or one look into the queue. True where the function was called, something was given up, or a shard has ended. */
  step(): Promise<boolean>;
  /** Steps until nothing happens any more; the clock does not move meanwhile. Fails after `limit` steps. */
  drain(limit?: number): Promise<void>;
}

/** A payload has at most 6 MB, as base64. */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_BATCH = 10_000;

/**
 * Lambda's polling of a Kinesis stream as AWS documents it, one batch at a time per shard (parallelization factor 1): in order within a shard, shards in an order
 * that the seed says, children once their parents are done; a failed batch holds its shard up.
 */
export function kinesisEventSourceMapping(options: KinesisMappingOptions): EventSourceMapping {
  const mapping = new KinesisMapping(options);
  return drivenBy(() => mapping.step());
}

/** A mapping by its step. */
export function drivenBy(step: () => Promise<boolean>): EventSourceMapping {
  return {
    step,
    drain: async (limit = 10_000) => {
      for (let turn = 0; turn < limit; turn++) if (!(await step())) return;
      throw new Error(`the mapping is not done after ${limit} steps`);
    },
  };
}

class KinesisMapping {
  readonly #options: KinesisMappingOptions;
  readonly #random: Iterator<number>;
  readonly #shards = new Map<string, MappedShard>();
  /** Shards that were closed before a mapping that begins at LATEST. */
  readonly #over = new Set<string>();
  #streamArn: string | undefined;

  constructor(options: KinesisMappingOptions) {
    this.#options = options;
    this.#random = randomNumbers(options.seed ?? 1);
  }

  async step(): Promise<boolean> {
    await this.#discover();
    let hasWorked = false;
    for (const shard of this.#shuffled(this.#readable())) {
      await this.#gather(shard);
      // An end that is reached lets the children begin.
      hasWorked ||= shard.isDone;
      const [batch, ...later] = shard.batches;
      if (batch === undefined) continue;
      shard.batches = [...(await this.#handOver(shard, batch)), ...later];
      hasWorked = true;
    }
    return hasWorked;
  }

  async #discover(): Promise<void> {
    const { kinesis, streamName, startingPosition } = this.#options;
    const isFirst = this.#streamArn === undefined;
    if (isFirst) {
      const { StreamDescriptionSummary: summary } = await kinesis.describeStreamSummary({ StreamName: streamName });
      this.#streamArn = summary?.StreamARN ?? '';
    }
    const { Shards: shards = [] } = await kinesis.listShards({ StreamName: streamName });
    for (const { ShardId: id = '', ParentShardId, AdjacentParentShardId, SequenceNumberRange: range } of shards) {
      if (this.#shards.has(id) || this.#over.has(id)) continue;
      const isOver = isFirst && startingPosition.type === 'LATEST' && range?.EndingSequenceNumber !== undefined;
      const parents = [ParentShardId, AdjacentParentShardId].filter((parent) => typeof parent === 'string');
      const start: StartingPosition = isFirst ? startingPosition : { type: 'TRIM_HORIZON' };
      if (isOver) this.#over.add(id);
      else this.#shards.set(id, new MappedShard(id, parents, start));
    }
  }

  #readable(): MappedShard[] {
    const isOpenTo = ({ parents }: MappedShard): boolean =>
      parents.every((parent) => this.#shards.get(parent)?.isDone !== false);
    return [...this.#shards.values()].filter((shard) => !shard.isDone && isOpenTo(shard));
  }

  /** Puts the next batch together once it is full, its window is over, or the shard has ended. */
  async #gather(shard: MappedShard): Promise<void> {
    const { kinesis, streamName, clock, batchSize = 100, maximumBatchingWindowMs = 0 } = this.#options;
    if (shard.batches.length > 0) return;
    await shard.poll(kinesis, streamName, Math.min(batchSize, MAX_BATCH), clock.now());
    if (shard.gathered.length === 0) return;
    const fitting = fittingCount(shard.gathered);
    const isFull = shard.gathered.length >= batchSize || fitting < shard.gathered.length;
    const isDue = clock.now() - shard.gatheredSinceMs >= maximumBatchingWindowMs;
    if (!isFull && !isDue && !shard.isClosed) return;
    shard.batches = [{ records: shard.gathered.splice(0, fitting), failures: 0 }];
  }

  /** Hands a batch to the function; what is left of it is handed over next. */
  async #handOver(shard: MappedShard, batch: WaitingBatch): Promise<readonly WaitingBatch[]> {
    const fresh = this.#withoutOld(shard, batch);
    if (fresh.records.length === 0) return [];
    const failed = await this.#invoke(shard, fresh.records);
    if (failed === 'none') return this.#next() < (this.#options.redelivery ?? 0) ? [fresh] : [];
    const { maximumRetryAttempts = -1, bisectBatchOnFunctionError = false } = this.#options;
    const at = failed === 'all' ? 0 : failed;
    const left = fresh.records.slice(at);
    // A batch that is split, or of which a part is done, is a new one: its retries count anew.
    if (at > 0) return [{ records: left, failures: 0 }];
    if (bisectBatchOnFunctionError && left.length > 1) {
      const middle = Math.ceil(left.length / 2);
      return [
        { records: left.slice(0, middle), failures: 0 },
        { records: left.slice(middle), failures: 0 },
      ];
    }
    const failures = fresh.failures + 1;
    if (maximumRetryAttempts < 0 || failures <= maximumRetryAttempts) return [{ records: left, failures }];
    this.#discard(shard, 'RetryAttemptsExhausted', failures, left);
    return [];
  }

  #withoutOld(shard: MappedShard, batch: WaitingBatch): WaitingBatch {
    const { maximumRecordAgeMs = -1, clock } = this.#options;
    const horizonMs = clock.now() - maximumRecordAgeMs;
    const isOld = (record: _Record): boolean => (record.ApproximateArrivalTimestamp?.getTime() ?? 0) < horizonMs;
    const old = maximumRecordAgeMs < 0 ? [] : batch.records.filter(isOld);
    if (old.length === 0) return batch;
    this.#discard(shard, 'RecordAgeExceeded', batch.failures, old);
    return { ...batch, records: batch.records.filter((record) => !isOld(record)) };
  }

  #discard(
    shard: MappedShard,
    condition: 'RecordAgeExceeded' | 'RetryAttemptsExhausted',
    invokes: number,
    records: readonly _Record[],
  ): void {
    const { clock, onFailure } = this.#options;
    const about = { streamArn: this.#streamArn ?? '', shardId: shard.id, condition, invokes, nowMs: clock.now() };
    onFailure?.(discardedBatch(about, records));
  }

  /** Which records failed: none, all, or those from a place on. */
  async #invoke(shard: MappedShard, records: readonly _Record[]): Promise<'all' | 'none' | number> {
    const { handler, reportBatchItemFailures = false } = this.#options;
    try {
      const answer = await handler(kinesisEvent(this.#streamArn ?? '', shard.id, records));
      const failures = (answer as KinesisStreamBatchResponse | undefined)?.batchItemFailures ?? [];
      if (!reportBatchItemFailures || failures.length === 0) return 'none';
      const places = failures.map(({ itemIdentifier }) =>
        records.findIndex(({ SequenceNumber }) => SequenceNumber === itemIdentifier),
      );
      // An identifier that is none of the batch's fails the whole batch.
      return places.includes(-1) ? 'all' : Math.min(...places) || 'all';
    } catch {
      return 'all';
    }
  }

  #shuffled(shards: MappedShard[]): MappedShard[] {
    for (let i = shards.length - 1; i > 0; i--) {
      const j = Math.floor(this.#next() * (i + 1));
      const [a, b] = [shards[i], shards[j]];
      if (a !== undefined && b !== undefined) [shards[i], shards[j]] = [b, a];
    }
    return shards;
  }

  #next(): number {
    return this.#random.next().value ?? 0;
  }
}

function fittingCount(records: readonly _Record[]): number {
  let bytes = 0;
  for (const [count, { Data: data }] of records.entries()) {
    bytes += Math.ceil((data?.byteLength ?? 0) / 3) * 4;
    if (bytes > MAX_EVENT_BYTES && count > 0) return count;
  }
  return records.length;
}
