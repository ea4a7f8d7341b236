import { createHash } from 'node:crypto';
import type { Clock } from '../../../util/clock.ts';
import { kinesisError } from './kinesis-error.ts';
import { type HashRange, MemoryShard } from './memory-shard.ts';

/** How a stream is made. */
export interface StreamSettings {
  /** @default - 1 */
  readonly shards?: number;
  /** @default - 24 */
  readonly retentionHours?: number;
  /** Largest record with its key. @default - 1024 */
  readonly maxRecordKiB?: number;
}

const HASH_KEYS = 2n ** 128n;
const FIRST_SEQUENCE = 49n * 10n ** 54n;
const HOUR_MS = 3_600_000;

const shardName = (number: number): string => `shardId-${String(number).padStart(12, '0')}`;

/** A stream: shards with their lineage, and the counter that sequence numbers come from. */
export class MemoryStream {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly maxRecordBytes: number;
  retentionHours: number;
  readonly #clock: Clock;
  readonly #random: Iterator<number>;
  readonly #shards = new Map<string, MemoryShard>();
  #nextShard = 0;
  #sequence: bigint;

  constructor(name: string, settings: StreamSettings, clock: Clock, random: Iterator<number>) {
    this.name = name;
    this.arn = `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;
    this.createdMs = clock.now();
    this.maxRecordBytes = (settings.maxRecordKiB ?? 1024) * 1024;
    this.retentionHours = settings.retentionHours ?? 24;
    this.#clock = clock;
    this.#random = random;
    this.#sequence = FIRST_SEQUENCE + BigInt(Math.max(0, Math.floor(this.createdMs))) * 10n ** 20n;
    const count = settings.shards ?? 1;
    for (let i = 0; i < count; i++) {
      const at = (part: number): bigint => (HASH_KEYS * BigInt(part)) / BigInt(count);
      this.#add({ from: at(i), to: at(i + 1) - 1n }, []);
    }
  }

  /** Shards that can still be read, oldest first. */
  get shards(): readonly MemoryShard[] {
    const horizonMs = this.#clock.now() - this.retentionHours * HOUR_MS;
    for (const [id, shard] of this.#shards) if (shard.trim(horizonMs)) this.#shards.delete(id);
    return [...this.#shards.values()];
  }

  get openShards(): readonly MemoryShard[] {
    return this.shards.filter((shard) => shard.isOpen);
  }

  shard(id: string): MemoryShard {
    const shard = this.shards.find(({ origin }) => origin.id === id);
    if (shard !== undefined) return shard;
    throw kinesisError('ResourceNotFoundException', `Shard ${id} in stream ${this.name} does not exist`);
  }

  /** The open shard that records of a hash key go to. */
  shardOf(hashKey: bigint): MemoryShard {
    const shard = this.openShards.find(({ origin: { range } }) => range.from <= hashKey && hashKey <= range.to);
    if (shard === undefined) throw new Error(`no open shard for hash key ${hashKey}`);
    return shard;
  }

  /** Sequence numbers have gaps, as the service's have. */
  nextSequence(): bigint {
    this.#sequence += 1n + BigInt(Math.floor((this.#random.next().value ?? 0) * 1_000_000));
    return this.#sequence;
  }

  /** Whether a sequence number can have come from this stream. */
  knows(sequence: bigint): boolean {
    return sequence >= FIRST_SEQUENCE && sequence <= this.#sequence;
  }

  split(id: string, at?: bigint): readonly string[] {
    const parent = this.#openShard(id);
    const { from, to } = parent.origin.range;
    const middle = at ?? from + (to - from + 1n) / 2n;
    if (middle <= from || middle > to)
      throw kinesisError('InvalidArgumentException', `NewStartingHashKey ${middle} is not inside shard ${id}`);
    const ranges = [
      { from, to: middle - 1n },
      { from: middle, to },
    ];
    return this.#replace([parent], ranges);
  }

  merge(id: string, adjacentId: string): readonly string[] {
    const parents = [this.#openShard(id), this.#openShard(adjacentId)];
    const [low, high] = parents.map(({ origin }) => origin.range).sort((a, b) => (a.from < b.from ? -1 : 1));
    if (low === undefined || high === undefined || low.to + 1n !== high.from)
      throw kinesisError('InvalidArgumentException', `Shards ${id} and ${adjacentId} are not adjacent`);
    return this.#replace(parents, [{ from: low.from, to: high.to }]);
  }

  #openShard(id: string): MemoryShard {
    const shard = this.shard(id);
    if (shard.isOpen) return shard;
    throw kinesisError('ResourceInUseException', `Shard ${id} in stream ${this.name} is closed`);
  }

  #replace(parents: readonly MemoryShard[], ranges: readonly HashRange[]): readonly string[] {
    const ends = parents.map((parent) => ({ parent, sequence: this.nextSequence() }));
    const ids = parents.map(({ origin }) => origin.id);
    const children = ranges.map((range) => this.#add(range, ids).origin.id);
    for (const { parent, sequence } of ends) parent.close(sequence, this.#clock.now(), children);
    return children;
  }

  #add(range: HashRange, parents: readonly string[]): MemoryShard {
    const id = shardName(this.#nextShard++);
    const shard = new MemoryShard({ id, range, parents, startSequence: this.nextSequence() });
    this.#shards.set(id, shard);
    return shard;
  }
}

/** Where in the range of hash keys a partition key lies. */
export const hashKeyOf = (partitionKey: string): bigint =>
  BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
