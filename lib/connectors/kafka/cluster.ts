import type { Admin, Consumer } from '@platformatic/kafka';
import { ConnectorError, MillraceError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import { hasKafkaError, reasonOf } from './client-errors.ts';
import { clientOptions, consumerOptions } from './client-options.ts';
import type { KafkaConnection } from './connection.ts';
import { comparePartitions, type PartitionOffsets, partitionName, topicPartition } from './offsets.ts';
import { isUnknownTopic, partitionCounts } from './partition-counts.ts';
import { type Persistence, persist } from './persist.ts';

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;

/** How records are fetched. */
interface FetchSettings {
  readonly groupId: string;
  readonly clientRack: string | undefined;
  readonly isReadCommitted: boolean;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
  readonly maxBytesPerPartition: number;
}

/** What a broker had to say about one partition. */
export interface PartitionAnswer {
  readonly name: string;
  readonly outcome: 'records' | 'out of range' | 'gone';
  /** Present with `records`: what is stored from the offset asked for, whole batches, and the transactions aborted in there. */
  readonly response?: FetchResponse['responses'][number]['partitions'][number];
}

const OFFSET_OUT_OF_RANGE = 1;
const GONE = [3, 100];

/** Reads one Kafka cluster: which partitions there are, their offsets, their records. Requests are repeated while brokers are away. */
export class KafkaCluster {
  readonly #connection: KafkaConnection;
  readonly #fetch: FetchSettings;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();
  #consumer: Promise<Consumer> | undefined;
  #admin: Promise<Admin> | undefined;

  constructor(connection: KafkaConnection, fetch: FetchSettings, clock: Clock) {
    this.#connection = connection;
    this.#fetch = fetch;
    this.#clock = clock;
  }

  get servers(): string {
    return this.#connection.servers.join(',');
  }

  /** Aborts when the cluster is closed. */
  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Topics by name, without Kafka's own. */
  topics(): Promise<readonly string[]> {
    return this.#ask('list topics', async () => (await this.#openAdmin()).listTopics());
  }

  /** The partitions of topics, in order; a topic that is not there has none. */
  partitions(topics: readonly string[]): Promise<readonly string[]> {
    return this.#ask('describe topics', async () => {
      const consumer = await this.#openConsumer();
      const counts = await partitionCounts(consumer, topics, false);
      const names = [...counts].flatMap(([topic, count]) =>
        Array.from({ length: count }, (_, partition) => partitionName(topic, partition)),
      );
      return names.sort(comparePartitions);
    });
  }

  /** Offsets of partitions that are there: at the end (-1), the beginning (-2), or of the first record at or after a time, -1 if there is none. */
  offsets(partitions: readonly string[], at: number): Promise<PartitionOffsets> {
    if (partitions.length === 0) return Promise.resolve(new Map());
    const byTopic = Map.groupBy(partitions, (name) => topicPartition(name).topic);
    const wanted = [...byTopic].map(([topic, names]) => [topic, names.map((name) => topicPartition(name).partition)]);
    return this.#ask('list offsets', async () => {
      const listed = await (await this.#openConsumer()).listOffsets({
        topics: [...byTopic.keys()],
        partitions: Object.fromEntries(wanted),
        timestamp: BigInt(at),
        isolationLevel: this.#fetch.isReadCommitted ? 1 : 0,
      });
      return new Map(
        partitions.map((name) => {
          const { topic, partition } = topicPartition(name);
          return [name, Number(listed.get(topic)?.[partition] ?? -1n)];
        }),
      );
    });
  }

  /** The brokers that lead partitions, as far as is known; a partition without a leader is left out. Throws what the client throws. */
  async leaders(names: readonly string[]): Promise<ReadonlyMap<number, readonly string[]>> {
    if (names.length === 0) return new Map();
    const topics = [...new Set(names.map((name) => topicPartition(name).topic))];
    const metadata = await (await this.#openConsumer()).metadata({ topics });
    const leaders = Map.groupBy(names, (name) => {
      const { topic, partition } = topicPartition(name);
      return metadata.topics.get(topic)?.partitions[partition]?.leader ?? -1;
    });
    leaders.delete(-1);
    return leaders;
  }

  /** One answer of each broker that leads some of the partitions; throws what the client throws, see `isTransient`. */
  async fetch(positions: PartitionOffsets): Promise<readonly PartitionAnswer[]> {
    const consumer = await this.#openConsumer();
    const topics = [...new Set([...positions.keys()].map((name) => topicPartition(name).topic))];
    try {
      return await this.#fetchTopics(consumer, topics, positions);
    } catch (error) {
      if (!isUnknownTopic(error)) throw error;
      const present = await partitionCounts(consumer, topics, false);
      return [...positions.keys()]
        .filter((name) => !present.has(topicPartition(name).topic))
        .map((name) => ({ name, outcome: 'gone' }));
    }
  }

  async #fetchTopics(
    consumer: Consumer,
    topics: readonly string[],
    positions: PartitionOffsets,
  ): Promise<readonly PartitionAnswer[]> {
    const metadata = await consumer.metadata({ topics: [...topics] });
    const leaders = Map.groupBy(positions, ([name]) => {
      const { topic, partition } = topicPartition(name);
      return metadata.topics.get(topic)?.partitions[partition]?.leader ?? -1;
    });
    const idOf = (topic: string): string => metadata.topics.get(topic)?.id ?? '';
    const nameOf = new Map(topics.map((topic) => [idOf(topic), topic]));
    const gone = (leaders.get(-1) ?? []).map(([name]): PartitionAnswer => ({ name, outcome: 'gone' }));
    leaders.delete(-1);
    const answers = await Promise.all(
      [...leaders].map(async ([node, led]) => {
        const response = await this.#fetchFrom(consumer, node, led, idOf);
        return response.responses.flatMap(({ topicId, partitions }) =>
          partitions.map((partition) => answerOf(nameOf.get(topicId) ?? '', partition)),
        );
      }),
    );
    return [...gone, ...answers.flat()];
  }

  /** Ends waits; what waits gives up with WAIT_INTERRUPTED. */
  interrupt(): void {
    this.#stopped.abort();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    const clients = [this.#consumer, this.#admin];
    this.#consumer = undefined;
    this.#admin = undefined;
    // What cannot be closed in order has no connection worth closing.
    for (const client of clients) await (await client?.catch(() => undefined))?.close().catch(() => undefined);
  }

  /** Forgets what is known of leaders, after a request that failed. */
  async refresh(): Promise<void> {
    (await this.#consumer)?.clearMetadata();
  }

  async #fetchFrom(
    consumer: Consumer,
    node: number,
    led: readonly (readonly [string, number])[],
    idOf: (topic: string) => string,
  ): Promise<FetchResponse> {
    const byTopic = Map.groupBy(led, ([name]) => topicPartition(name).topic);
    const { minBytes, maxBytes, maxWaitMs, maxBytesPerPartition, isReadCommitted } = this.#fetch;
    const topics = [...byTopic].map(([topic, names]) => ({
      topicId: idOf(topic),
      partitions: names.map(([name, offset]) => ({
        partition: topicPartition(name).partition,
        currentLeaderEpoch: -1,
        fetchOffset: BigInt(offset),
        lastFetchedEpoch: -1,
        partitionMaxBytes: maxBytesPerPartition,
      })),
    }));
    try {
      const isolationLevel = isReadCommitted ? 1 : 0;
      return await consumer.fetch({ node, topics, minBytes, maxBytes, maxWaitTime: maxWaitMs, isolationLevel });
    } catch (error) {
      // The answer comes with the error if the broker has refused some partitions and answered for the others.
      const known = hasKafkaError(error, 'OFFSET_OUT_OF_RANGE', 'UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID');
      const response = (error as { readonly response?: FetchResponse }).response;
      if (known && response !== undefined) return response;
      throw error;
    }
  }

  async #ask<T>(what: string, request: () => Promise<T>): Promise<T> {
    const { apiTimeoutMs: timeoutMs, backoffMs } = this.#connection;
    const how: Persistence = { clock: this.#clock, timeoutMs, backoffMs, signal: this.signal };
    try {
      return await persist(request, how);
    } catch (cause) {
      if (cause instanceof MillraceError) throw cause;
      const params = { servers: this.servers, what, reason: reasonOf(cause) };
      throw new ConnectorError('KAFKA_REQUEST_FAILED', params, { cause });
    }
  }

  #openConsumer(): Promise<Consumer> {
    this.#consumer ??= import('@platformatic/kafka').then(
      (kafka) => new kafka.Consumer(consumerOptions(this.#connection, this.#fetch)),
    );
    return this.#consumer;
  }

  #openAdmin(): Promise<Admin> {
    this.#admin ??= import('@platformatic/kafka').then((kafka) => new kafka.Admin(clientOptions(this.#connection)));
    return this.#admin;
  }
}

function answerOf(topic: string, response: FetchResponse['responses'][number]['partitions'][number]): PartitionAnswer {
  const name = partitionName(topic, response.partitionIndex);
  if (response.errorCode === OFFSET_OUT_OF_RANGE) return { name, outcome: 'out of range' };
  if (GONE.includes(response.errorCode)) return { name, outcome: 'gone' };
  return { name, outcome: 'records', response };
}
