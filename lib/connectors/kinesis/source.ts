import type { Arrivals, BatchInput, Offset, ReadLimit, Source, SourcePartition } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import { inParallel } from '../in-parallel.ts';
import { type BatchPlan, planBatch } from './batch-plan.ts';
import { beginningOf } from './initial-position.ts';
import { isAfter, type KinesisOffset, readOffset, type ShardOffset, writeOffset } from './kinesis-offset.ts';
import { arrivedRecord, type KinesisRecord } from './kinesis-record.ts';
import { KINESIS_LIMITS, PARALLEL_FETCHES } from './limits.ts';
import { type KinesisSourceRequest, type OpenStream, openStream } from './open-stream.ts';
import { streamTitle } from './options.ts';
import { payloadBytes } from './payload.ts';
import { recordsInput, type ShardRecords } from './records-input.ts';
import { mergeRepeats, RepeatFilter } from './repeats.ts';
import { withBackOff } from './retrying.ts';
import { listShards } from './shard-lineage.ts';
import type { ShardPosition } from './shard-position.ts';
import { ShardProgress } from './shard-progress.ts';
import { ShardReader } from './shard-reader.ts';
import { TipLog } from './tip-log.ts';

/**
 * A Kinesis stream. The offset says for each shard how far it is read; the end of a batch is known only by fetching, so what was fetched is kept for `getBatch`.
 * A batch holds its shards in order of their ids, which is the order of their making, each in order of its sequence numbers.
 */
export class KinesisSource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #request: KinesisSourceRequest;
  readonly #tipLog: TipLog;
  readonly #stopping = new AbortController();
  readonly #readers = new Map<string, ShardReader>();
  #open: OpenStream | undefined;
  #offered: { readonly shardId: string; readonly records: readonly KinesisRecord[] } | undefined;
  /** Records that arrived later are for a later run. */
  #tipMs = Number.POSITIVE_INFINITY;

  constructor(request: KinesisSourceRequest) {
    this.#request = request;
    this.schema = request.schema;
    this.description = `KinesisV2[${streamTitle(request.settings.stream)}]`;
    this.#tipLog = new TipLog(request.log);
  }

  async latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null> {
    const stream = await this.#opened();
    const plan = await this.#plan(stream, start, limit);
    if (plan.hasChanged) return writeOffset(plan.shards);
    if (this.#offered === undefined) await this.#tipLog.note(plan.tips, this.#request.clock.now());
    return start;
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    const stream = await this.#opened();
    const [before, after] = [readOffset(start), readOffset(end)];
    const batch: ShardRecords[] = [];
    await inParallel(Object.keys(after), PARALLEL_FETCHES, async (shardId) => {
      const records = await this.#between(stream, shardId, before[shardId], after[shardId]);
      if (records.length > 0)
        batch.push({ shardId, records: this.#withoutRepeats(stream, shardId, before, after, records) });
    });
    batch.sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
    const { settings, isJson } = this.#request;
    return recordsInput(batch, settings, isJson);
  }

  partitions(end: Offset): readonly SourcePartition[] {
    const shards = Object.entries(readOffset(end));
    return shards.map(([id, { idle, closed, readThroughMs = 0 }]) => ({
      id,
      isIdle: idle === true || closed === true,
      readThroughMs,
    }));
  }

  offer(arrivals: Arrivals | undefined): void {
    if (this.#offered !== undefined) this.#readers.get(this.#offered.shardId)?.offer([]);
    this.#offered =
      arrivals?.kind === 'records'
        ? { shardId: arrivals.shardId, records: arrivals.records.map(arrivedRecord) }
        : undefined;
  }

  async prepareForAvailableNow(asOfMs = this.#request.clock.now()): Promise<void> {
    this.#tipMs = asOfMs;
  }

  /** Nothing has to be given back to the service; what was fetched is forgotten as the next batch begins. */
  async commit(): Promise<void> {}

  interrupt(): void {
    this.#stopping.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#readers.clear();
  }

  async #opened(): Promise<OpenStream> {
    if (this.#open === undefined) {
      const arrivals = (this.#offered?.records ?? []).map(({ arrivalMs }) => arrivalMs);
      const open = await openStream(this.#request, arrivals, this.#stopping.signal);
      await this.#tipLog.restore();
      this.#open = open;
    }
    return this.#open;
  }

  async #plan(stream: OpenStream, start: Offset | null, limit: ReadLimit): Promise<BatchPlan> {
    const { settings, clock } = this.#request;
    const { maxRecordsPerTrigger, maxBytesPerTrigger, maxFetchTime } = settings.values;
    const isLimited = limit === 'limited';
    const unlimited = Number.MAX_SAFE_INTEGER;
    const relist = async (): Promise<void> => {
      const { kinesis, signal } = stream.reading;
      stream.lineage = await withBackOff(() => listShards(kinesis, settings.stream), clock, signal);
    };
    const offered = this.#offered;
    const begun = Object.keys(readOffset(start)).filter((id) => !stream.gone.has(id));
    const isUnknown = (id: string): boolean => !stream.lineage.has(id);
    // Others may have followed a reshard meanwhile: without its children the lineage takes what they were made of for new.
    if (begun.some(isUnknown) || (offered !== undefined && isUnknown(offered.shardId))) await relist();
    for (const id of begun.filter(isUnknown)) stream.gone.add(id);
    return planBatch({
      start:
        start === null
          ? new Map(stream.initial.shards.map((id) => [id, {}]))
          : new Map(Object.entries(readOffset(start))),
      budget: {
        records: isLimited ? (maxRecordsPerTrigger ?? unlimited) : unlimited,
        bytes: isLimited ? maxBytesPerTrigger : unlimited,
      },
      tipMs: this.#tipMs,
      maxFetchMs: isLimited ? maxFetchTime : unlimited,
      clock,
      signal: this.#stopping.signal,
      onlyShard: offered?.shardId,
      lineage: () => stream.lineage,
      relist,
      progressOf: (shardId, before) => this.#progressOf(stream, relist, shardId, before),
    });
  }

  async #progressOf(
    stream: OpenStream,
    relist: () => Promise<void>,
    shardId: string,
    before: ShardOffset,
  ): Promise<ShardProgress | undefined> {
    if (!stream.lineage.has(shardId)) await relist();
    if (!stream.lineage.has(shardId)) return this.#lost(shardId, before);
    const { values } = this.#request.settings;
    const reader = this.#readerAt(stream, shardId, before);
    const offered = this.#offered?.shardId === shardId ? this.#offered.records : undefined;
    if (offered === undefined) reader.expectMore();
    else reader.offer(offered);
    return new ShardProgress({
      reader,
      before,
      repeats: values.dropRepeats ? new RepeatFilter(before.repeats) : undefined,
      note: (filter, record) => filter.isRepeat(this.#payload(shardId, record)),
      isTipOfEvent: offered !== undefined,
    });
  }

  #lost(shardId: string, { sequence = 'none' }: ShardOffset): undefined {
    const { settings } = this.#request;
    this.#readers.delete(shardId);
    if (!settings.values.failOnDataLoss) return undefined;
    throw new ConnectorError('KINESIS_DATA_LOSS.SHARD_MISSING', {
      stream: streamTitle(settings.stream),
      shardId,
      sequence,
    });
  }

  #readerAt(stream: OpenStream, shardId: string, before: ShardOffset): ShardReader {
    const [position, readThroughMs] = this.#positionOf(stream, shardId, before);
    const known = this.#readers.get(shardId);
    if (known !== undefined) {
      known.seek(position, readThroughMs);
      return known;
    }
    const reader = new ShardReader(shardId, stream.reading, position, readThroughMs);
    this.#readers.set(shardId, reader);
    return reader;
  }

  #positionOf({ initial }: OpenStream, shardId: string, before: ShardOffset = {}): [ShardPosition, number | undefined] {
    const { sequence, readThroughMs } = before;
    const position: ShardPosition =
      sequence === undefined ? beginningOf(initial, shardId) : { kind: 'after', sequence };
    const fixedMs = initial.position === 'latest' && position.kind === 'timestamp' ? position.ms : undefined;
    const times = [readThroughMs, fixedMs, this.#tipLog.readThroughMs(shardId)].filter((time) => time !== undefined);
    return [position, times.length === 0 ? undefined : Math.max(...times)];
  }

  /** The records of a shard between two offsets: those kept from `latestOffset`, or else read again. */
  async #between(
    stream: OpenStream,
    shardId: string,
    before: ShardOffset | undefined,
    after: ShardOffset | undefined,
  ): Promise<readonly KinesisRecord[]> {
    const end = after?.sequence;
    if (end === undefined || end === before?.sequence) return [];
    const [position, readThroughMs] = this.#positionOf(stream, shardId, before);
    const kept = this.#readers.get(shardId);
    const isKept = kept?.covers(position, end) === true;
    const reader = isKept ? kept : new ShardReader(shardId, stream.reading, position, readThroughMs);
    while (!isKept && !reaches(reader, end) && !reader.isClosed && !reader.isAtTip)
      await reader.fetch(KINESIS_LIMITS.getRecords);
    const records = reader.records.filter(({ sequence }) => !isAfter(sequence, end));
    if (records.at(-1)?.sequence !== end && stream.reading.failOnDataLoss)
      throw new ConnectorError('KINESIS_DATA_LOSS.BATCH_TRIMMED', {
        stream: streamTitle(stream.reading.stream),
        shardId,
        start: before?.sequence ?? 'its first record',
        end,
        found: records.at(-1)?.sequence ?? 'none',
      });
    return records;
  }

  #withoutRepeats(
    stream: OpenStream,
    shardId: string,
    before: KinesisOffset,
    after: KinesisOffset,
    records: readonly KinesisRecord[],
  ): readonly KinesisRecord[] {
    if (!this.#request.settings.values.dropRepeats) return records;
    const parents = stream.lineage.get(shardId)?.parents ?? [];
    // A shard that begins within the batch knows what its parents knew at their end: in the same offset, or in the one before for a parent that had ended by then.
    const known = before[shardId] ?? { repeats: mergeRepeats(parents.map((id) => (after[id] ?? before[id])?.repeats)) };
    const filter = new RepeatFilter(known.repeats);
    return records.filter((record) => !filter.isRepeat(this.#payload(shardId, record)));
  }

  /** For the repeats alone: what cannot be unpacked is none, and is met where the rows are made. */
  #payload(shardId: string, { data, sequence }: KinesisRecord): Uint8Array {
    const { values, stream } = this.#request.settings;
    const compression = values.compression === 'none' ? 'none' : 'auto';
    return payloadBytes(data, compression, { stream: streamTitle(stream), shardId, sequence });
  }
}

const reaches = (reader: ShardReader, end: string): boolean => {
  const last = reader.records.at(-1);
  return last !== undefined && !isAfter(end, last.sequence);
};
