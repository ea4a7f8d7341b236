import type { GetRecordsCommandOutput } from '@aws-sdk/client-kinesis';
import { ConnectorError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import type { KinesisPort } from '../aws/ports.ts';
import { isAfter } from './kinesis-offset.ts';
import { fetchedRecord, type KinesisRecord } from './kinesis-record.ts';
import { KINESIS_LIMITS } from './limits.ts';
import { type StreamIdentifier, streamTitle } from './options.ts';
import { withBackOff } from './retrying.ts';
import { iteratorRequest, type ShardPosition } from './shard-position.ts';

/** What readers of one stream share. */
export interface ShardReaderContext {
  readonly kinesis: KinesisPort;
  readonly stream: StreamIdentifier;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly retentionMs: number;
  readonly failOnDataLoss: boolean;
}

const keyOf = (position: ShardPosition): string => JSON.stringify(position);

/** Reads one shard, from a position on, and keeps what it has fetched and nobody has asked to forget. */
export class ShardReader {
  readonly shardId: string;
  readonly #context: ShardReaderContext;
  #from: ShardPosition;
  /** All that had arrived by then lies before the position. */
  #readThroughMs: number | undefined;
  #records: KinesisRecord[] = [];
  #offered: readonly KinesisRecord[] = [];
  #iterator: string | undefined;
  /** The record before the position has not been seen yet: it may have been trimmed, and others with it. */
  #unverified = false;
  #isAtTip = false;
  #isClosed = false;

  constructor(shardId: string, context: ShardReaderContext, from: ShardPosition, readThroughMs?: number) {
    this.shardId = shardId;
    this.#context = context;
    this.#from = from;
    this.#readThroughMs = readThroughMs;
  }

  /** What has been fetched since the position. */
  get records(): readonly KinesisRecord[] {
    return this.#records;
  }

  /** The last page held all that there was. */
  get isAtTip(): boolean {
    return this.#isAtTip;
  }

  /** The shard has ended, and all that it had is in `records`. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Forgets what comes before a position; starts anew where what was fetched does not go on from there. */
  seek(position: ShardPosition, readThroughMs?: number): void {
    if (readThroughMs !== undefined) this.#readThroughMs = Math.max(readThroughMs, this.#readThroughMs ?? 0);
    if (keyOf(position) === keyOf(this.#from)) return;
    const { sequence } = position.kind === 'after' ? position : { sequence: undefined };
    const at = sequence === undefined ? -1 : this.#records.findIndex((record) => record.sequence === sequence);
    this.#from = position;
    if (at >= 0) {
      this.#records.splice(0, at + 1);
      return;
    }
    this.#records = [];
    this.#iterator = undefined;
    this.#unverified = false;
    this.#isAtTip = false;
    this.#isClosed = false;
    this.#readThroughMs = readThroughMs;
  }

  /** Whether the records up to `end` are here, seen from `start`. */
  covers(start: ShardPosition, end: string): boolean {
    return keyOf(start) === keyOf(this.#from) && this.#records.some((record) => record.sequence === end);
  }

  /** The stream is to be asked again whether there is more. */
  expectMore(): void {
    this.#isAtTip = this.#isClosed;
  }

  /** Takes what an event brought: it need not be fetched, only what lies before it. The end of these records is the tip until the next call. */
  offer(records: readonly KinesisRecord[]): void {
    const from = this.#from;
    const isWanted = ({ sequence, arrivalMs }: KinesisRecord): boolean =>
      from.kind === 'after' ? isAfter(sequence, from.sequence) : from.kind === 'trimHorizon' || arrivalMs >= from.ms;
    this.#offered = this.#behindFetched(records.filter(isWanted));
    this.#isAtTip = this.#offered.length === 0;
  }

  /** Fetches one page of at most `limit` records, behind those that are here. */
  async fetch(limit: number): Promise<void> {
    try {
      await this.#fetchNext(limit);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
      this.#end(error);
    }
  }

  /** The shard is gone. */
  #end(cause: Error): void {
    const { failOnDataLoss, stream } = this.#context;
    const sequence = this.#records.at(-1)?.sequence ?? (this.#from.kind === 'after' ? this.#from.sequence : 'none');
    const params = { stream: streamTitle(stream), shardId: this.shardId, sequence };
    if (failOnDataLoss) throw new ConnectorError('KINESIS_DATA_LOSS.SHARD_MISSING', params, { cause });
    this.#isClosed = true;
    this.#isAtTip = true;
  }

  async #fetchNext(limit: number): Promise<void> {
    const [next] = this.#offered;
    if (next === undefined) return this.#fetchPage(limit);
    const before = this.#records.length;
    // Two are enough to see whether anything lies between the last record read and the first one offered.
    const page = await this.#getRecords(this.#iterator === undefined ? 2 : limit);
    const fetched = this.#accept(page);
    const gap = fetched.findIndex(({ sequence }) => !isAfter(next.sequence, sequence));
    if (gap < 0 && !this.#isAtTip) return;
    if (gap >= 0) this.#records.length = before + gap;
    // A page may end inside a number of records that arrived together; those offered go on behind it.
    this.#records.push(...this.#behindFetched(this.#offered));
    this.#offered = [];
    this.#iterator = undefined;
    this.#isAtTip = true;
    this.#isClosed = false;
  }

  #behindFetched(records: readonly KinesisRecord[]): readonly KinesisRecord[] {
    const last = this.#records.at(-1);
    return last === undefined ? records : records.filter(({ sequence }) => isAfter(sequence, last.sequence));
  }

  async #fetchPage(limit: number): Promise<void> {
    this.#accept(await this.#getRecords(limit));
  }

  #accept(page: GetRecordsCommandOutput): readonly KinesisRecord[] {
    const records = this.#verified((page.Records ?? []).map(fetchedRecord), page);
    this.#records.push(...records);
    this.#iterator = page.NextShardIterator ?? undefined;
    this.#isClosed = this.#iterator === undefined;
    this.#isAtTip = this.#isClosed || page.MillisBehindLatest === 0;
    if (this.#isAtTip) this.#readThroughMs = this.#context.clock.now();
    return records;
  }

  /** Everything that had arrived by then has been fetched. */
  get readThroughMs(): number | undefined {
    return this.#readThroughMs;
  }

  /** The new records of a page. The first page begins with the record that was read last; if that is gone, so may be others behind it. */
  #verified(records: readonly KinesisRecord[], page: GetRecordsCommandOutput): readonly KinesisRecord[] {
    const [first] = records;
    const isDecided = first !== undefined || page.MillisBehindLatest === 0 || !page.NextShardIterator;
    if (!this.#unverified || !isDecided) return records;
    this.#unverified = false;
    const from = this.#from;
    if (from.kind === 'after' && first?.sequence === from.sequence) return records.slice(1);
    const { retentionMs, clock, failOnDataLoss, stream } = this.#context;
    const horizonMs = clock.now() - retentionMs;
    const mayMiss = this.#readThroughMs !== undefined && this.#readThroughMs < horizonMs;
    if (mayMiss && failOnDataLoss)
      throw new ConnectorError('KINESIS_DATA_LOSS.RECORDS_TRIMMED', {
        stream: streamTitle(stream),
        shardId: this.shardId,
        sequence: from.kind === 'after' ? from.sequence : 'its first record',
        readThrough: new Date(this.#readThroughMs ?? 0).toISOString(),
        horizon: new Date(horizonMs).toISOString(),
        next: first?.sequence ?? 'none',
      });
    return records.filter(({ sequence }) => from.kind !== 'after' || isAfter(sequence, from.sequence));
  }

  async #getRecords(limit: number): Promise<GetRecordsCommandOutput> {
    const { kinesis, clock, signal } = this.#context;
    const Limit = Math.max(1, Math.min(limit, KINESIS_LIMITS.getRecords));
    for (let renewals = 0; ; renewals++) {
      this.#iterator ??= await this.#openIterator();
      const ShardIterator = this.#iterator;
      // The record that was read last comes again.
      const wanted = this.#unverified ? Math.min(Limit + 1, KINESIS_LIMITS.getRecords) : Limit;
      try {
        return await withBackOff(() => kinesis.getRecords({ ShardIterator, Limit: wanted }), clock, signal);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ExpiredIteratorException' || renewals >= 3) throw error;
        this.#iterator = undefined;
      }
    }
  }

  async #openIterator(): Promise<string | undefined> {
    const { kinesis, stream, clock, signal } = this.#context;
    const last = this.#records.at(-1);
    this.#unverified = last === undefined && this.#readThroughMs !== undefined;
    const position = last === undefined ? this.#from : ({ kind: 'after', sequence: last.sequence } as const);
    const request = { ...stream, ShardId: this.shardId, ...iteratorRequest(position, this.#unverified) };
    return (await withBackOff(() => kinesis.getShardIterator(request), clock, signal)).ShardIterator;
  }
}
