import type { BatchInput, ContinuousReader, Offset, ReadLimit, Source, SourceLog } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Clock } from '../../util/clock.ts';
import type { Json } from '../../util/json.ts';
import { countOffsets, shareOffsets } from './admission.ts';
import type { KafkaCluster } from './cluster.ts';
import { KafkaContinuousReader } from './continuous-reader.ts';
import { resolveLimit } from './initial-offsets.ts';
import { checkProgress, offsetRanges } from './offset-ranges.ts';
import { latestOffsets, subscribedPartitions } from './offset-reader.ts';
import { EARLIEST, offsetsFromJson, offsetsToJson, type PartitionOffsets } from './offsets.ts';
import { readRanges } from './read-ranges.ts';
import { type KafkaSourceRequest, offsetRetry, openCluster, readSettings, startOf } from './source-request.ts';
import { describeSubscription } from './subscription.ts';

const INITIAL = 0;
const NONE: PartitionOffsets = new Map();

/**
 * Topics of a Kafka cluster. The offset holds the next record of every partition. Where a new query starts is settled once and kept in the source log; partitions
 * that come later are read from their beginning.
 */
export class KafkaSource implements Source {
  readonly description: string;
  readonly schema: StructType;
  readonly #request: KafkaSourceRequest;
  readonly #log: SourceLog;
  readonly #clock: Clock;
  readonly #cluster: KafkaCluster;
  #initial: PartitionOffsets | undefined;
  #availableNow: PartitionOffsets | undefined;
  #lastTriggerMs = 0;

  constructor(request: KafkaSourceRequest, schema: StructType, log: SourceLog, clock: Clock) {
    this.#request = request;
    this.schema = schema;
    this.#log = log;
    this.#clock = clock;
    this.#cluster = openCluster(request, clock);
    this.description = `KafkaV2[${describeSubscription(request.subscribed)}]`;
  }

  async latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null> {
    const from = await this.#positions(start);
    const latest = this.#availableNow === undefined ? await this.#latest(from) : notBehind(this.#availableNow, from);
    checkProgress(from, latest, readSettings(this.#request, this.#clock).report);
    const end = limit === 'all' ? latest : await this.#admit(from, latest);
    return end.size === 0 ? start : offsetsToJson(end);
  }

  async getBatch(start: Offset | null, end: Offset): Promise<BatchInput> {
    const from = await this.#positions(start);
    const until = await this.#positions(end);
    const settings = readSettings(this.#request, this.#clock);
    const earliest = await this.#beginnings(from, until);
    const ranges = offsetRanges(from, until, earliest, settings.report);
    return { kind: 'rows', rows: await readRanges(this.#cluster, ranges, settings) };
  }

  /** Nothing to do: what was read is known by the query's own log, never by a consumer group. */
  async commit(): Promise<void> {}

  interrupt(): void {
    this.#cluster.interrupt();
  }

  stop(): Promise<void> {
    return this.#cluster.close();
  }

  async prepareForAvailableNow(asOfMs?: number): Promise<void> {
    const latest = await this.#latest(await this.#initialOffsets());
    const later = asOfMs === undefined ? NONE : await this.#cluster.offsets([...latest.keys()], asOfMs + 1);
    this.#availableNow = new Map(
      [...latest].map(([name, end]) => {
        const first = later.get(name) ?? -1;
        return [name, first < 0 ? end : Math.min(first, end)];
      }),
    );
  }

  async continuous(start: Offset | null): Promise<ContinuousReader> {
    return new KafkaContinuousReader({
      cluster: this.#cluster,
      settings: readSettings(this.#request, this.#clock),
      positions: await this.#positions(start),
      partitions: (positions) => this.#present(positions),
    });
  }

  /** The subscribed partitions there are now, with their positions; those that are new with where they begin. */
  async #present(positions: PartitionOffsets): Promise<PartitionOffsets> {
    const names = await subscribedPartitions(this.#cluster, this.#request.subscribed, positions);
    const added = await this.#cluster.offsets(
      names.filter((name) => !positions.has(name)),
      EARLIEST,
    );
    return new Map(
      names.flatMap((name) => {
        const offset = positions.get(name) ?? added.get(name);
        return offset === undefined ? [] : [[name, offset] as const];
      }),
    );
  }

  #latest(seen: PartitionOffsets): Promise<PartitionOffsets> {
    return latestOffsets(this.#cluster, this.#request.subscribed, seen, offsetRetry(this.#request, this.#clock));
  }

  async #positions(offset: Offset | null): Promise<PartitionOffsets> {
    if (offset === null) return this.#initialOffsets();
    const read = offsetsFromJson(offset as Json);
    if (read !== undefined) return read;
    throw new ConnectorError('KAFKA_OFFSET_UNREADABLE', { offset: JSON.stringify(offset) });
  }

  /** The end of the next batch: `from` while too little is waiting, and no more than a batch may take. */
  async #admit(from: PartitionOffsets, latest: PartitionOffsets): Promise<PartitionOffsets> {
    const { minOffsetsPerTrigger, maxOffsetsPerTrigger, maxTriggerDelay } = this.#request.values;
    if (minOffsetsPerTrigger !== undefined) {
      const isDue = this.#clock.now() - this.#lastTriggerMs >= maxTriggerDelay;
      if (!isDue && countOffsets(from, latest) < minOffsetsPerTrigger) return from;
      this.#lastTriggerMs = this.#clock.now();
    }
    if (maxOffsetsPerTrigger === undefined) return latest;
    const starts = new Map([...(await this.#beginnings(from, latest)), ...from]);
    return shareOffsets(maxOffsetsPerTrigger, starts, latest);
  }

  /** Where partitions begin that have come since `from`; one that is gone again is left out. */
  async #beginnings(from: PartitionOffsets, until: PartitionOffsets): Promise<PartitionOffsets> {
    const added = [...until.keys()].filter((name) => !from.has(name));
    if (added.length === 0) return NONE;
    const present = new Set(await subscribedPartitions(this.#cluster, this.#request.subscribed, until));
    return this.#cluster.offsets(
      added.filter((name) => present.has(name)),
      EARLIEST,
    );
  }

  /** Where the query starts, settled at its first start. */
  async #initialOffsets(): Promise<PartitionOffsets> {
    if (this.#initial !== undefined) return this.#initial;
    const recorded = await this.#log.read(INITIAL);
    this.#initial = recorded === undefined ? await this.#settle() : await this.#positions(recorded);
    return this.#initial;
  }

  async #settle(): Promise<PartitionOffsets> {
    const { values, subscribed } = this.#request;
    const offsets = await resolveLimit(this.#cluster, startOf(values, 'latest'), {
      position: 'starting',
      partitions: await subscribedPartitions(this.#cluster, subscribed, NONE),
      onNoMatch: values.startingOffsetsByTimestampStrategy,
    });
    if (await this.#log.add(INITIAL, offsetsToJson(offsets))) return offsets;
    // Another run of the query was first.
    return this.#positions((await this.#log.read(INITIAL)) ?? null);
  }
}

/** Ends that were fixed, and none of them before what another run of the query has read meanwhile. */
const notBehind = (ends: PartitionOffsets, read: PartitionOffsets): PartitionOffsets =>
  new Map([...ends].map(([name, end]) => [name, Math.max(end, read.get(name) ?? end)]));
