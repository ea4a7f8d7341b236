import { randomUUID } from 'node:crypto';
import type { Producer } from '@platformatic/kafka';
import type { ContinuousSink, Sink, SinkBatch, SinkResult } from '../../contracts/sink.ts';
import { ConnectorError, MillraceError } from '../../errors/index.ts';
import type { StructType } from '../../types/data-type.ts';
import type { Row } from '../../types/value.ts';
import type { Clock } from '../../util/clock.ts';
import type { OptionTexts, OptionValues } from '../options.ts';
import { reasonOf } from './client-errors.ts';
import { producerOptions } from './client-options.ts';
import { type KafkaConnection, kafkaConnection, kafkaOptions } from './connection.ts';
import { KafkaContinuousSink } from './continuous-sink.ts';
import { type MessageColumns, messageColumns } from './message-columns.ts';
import { type Message, messagesOf, requestsOf, topicsOf } from './messages.ts';
import { KAFKA_SINK_OPTIONS } from './options.ts';
import { partitionCounts } from './partition-counts.ts';
import { persist } from './persist.ts';
import { KAFKA_CONNECTION_SETTINGS, KAFKA_PRODUCER_SETTINGS } from './settings.ts';
import { unlessStopped } from './unless-stopped.ts';

const TABLE = { ...KAFKA_SINK_OPTIONS, ...KAFKA_PRODUCER_SETTINGS };
const WHERE = 'kafka sink';
/** The types of the client leave out that a key, a value, or the value of a header may be absent. */
type ClientMessages = Parameters<Producer['send']>[0]['messages'];

/** How long the number of partitions of a topic is believed. */
const COUNTS_MS = 30_000;

const ACKS = { all: -1, '-1': -1, '1': 1, '0': 0 } as const;

/** The sink that the options of a query ask for; refuses rows that make no messages. It connects at the first batch. */
export function openKafkaSink(options: OptionTexts, schema: StructType, clock: Clock): KafkaSink {
  const values = kafkaOptions(WHERE, TABLE, options);
  const topic = values.topic?.trim();
  const clientId = `producer-millrace-${randomUUID()}`;
  const connection = kafkaConnection(WHERE, KAFKA_CONNECTION_SETTINGS, values, clientId);
  return new KafkaSink({ values, connection, topic, columns: messageColumns(schema, topic), clock });
}

/** What a kafka sink is made of. */
interface KafkaSinkRequest {
  readonly values: OptionValues<typeof TABLE>;
  readonly connection: KafkaConnection;
  /** The topic of all rows, if the option names one. */
  readonly topic: string | undefined;
  readonly columns: MessageColumns;
  readonly clock: Clock;
}

/**
 * Writes a record for each row, at least once: a batch that runs again is written again. Within one run of a batch the idempotent producer sees to it that a
 * request that had to be repeated leaves its records once.
 */
export class KafkaSink implements Sink {
  readonly description: string;
  readonly #request: KafkaSinkRequest;
  readonly #stopped = new AbortController();
  #producer: Promise<Producer> | undefined;

  constructor(request: KafkaSinkRequest) {
    this.#request = request;
    this.description = `KafkaSink[${request.topic ?? 'topic column'}]`;
  }

  async addBatch(batch: SinkBatch): Promise<SinkResult> {
    const rows = await batch.collect();
    if (rows.length > 0) await this.#sendRows(rows, (topics) => this.#partitionCounts(topics), new Map());
    return { numOutputRows: rows.length };
  }

  continuous(): ContinuousSink {
    const { clock } = this.#request;
    const turns = new Map<string, number>();
    let known: ReadonlyMap<string, number> = new Map();
    let knownUntilMs = 0;
    // Asking how many partitions there are takes as long as sending a record.
    const counts = async (topics: readonly string[]) => {
      if (clock.now() >= knownUntilMs || topics.some((topic) => !known.has(topic))) {
        known = await this.#partitionCounts([...new Set([...known.keys(), ...topics])]);
        knownUntilMs = clock.now() + COUNTS_MS;
      }
      return known;
    };
    return new KafkaContinuousSink((rows) => this.#sendRows(rows, counts, turns));
  }

  async #sendRows(
    rows: readonly Row[],
    counts: (topics: readonly string[]) => Promise<ReadonlyMap<string, number>>,
    turns: Map<string, number>,
  ): Promise<void> {
    const { columns, topic, clock, values } = this.#request;
    const topics = topicsOf(rows, columns, topic);
    const messages = messagesOf(rows, topics, columns, await counts([...new Set(topics)]), clock.now(), turns);
    for (const request of requestsOf(messages, values['kafka.max.request.size'])) await this.#send(request);
  }

  interrupt(): void {
    this.#stopped.abort();
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#dropProducer();
  }

  /** How many partitions the topics have; topics that are not there are made where the brokers allow it. */
  async #partitionCounts(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { clock, connection, values } = this.#request;
    const deadlineMs = clock.now() + values['kafka.max.block.ms'];
    const how = { clock, backoffMs: connection.backoffMs, signal: this.#stopped.signal };
    for (;;) {
      const timeoutMs = deadlineMs - clock.now();
      const counts = await this.#orFailure('describe topics', () =>
        persist(async () => partitionCounts(await this.#open(), topics, true), { ...how, timeoutMs }),
      );
      const missing = topics.find((topic) => !counts.has(topic));
      if (missing === undefined) return counts;
      if (clock.now() >= deadlineMs) {
        throw new ConnectorError('KAFKA_TOPIC_NOT_FOUND', { topic: missing, servers: this.#servers });
      }
      await unlessStopped(clock.waitUntil(clock.now() + connection.backoffMs, how.signal), how.signal);
    }
  }

  /** Sends one request, in time or not at all: a producer that is still busy with it afterwards is thrown away. */
  async #send(messages: Message[]): Promise<void> {
    const { clock, values } = this.#request;
    const producer = await this.#open();
    const acks = values['kafka.enable.idempotence'] ? -1 : ACKS[values['kafka.acks']];
    const timeoutMs = values['kafka.delivery.timeout.ms'];
    const over = new AbortController();
    try {
      const sent = producer.send({ messages: messages as ClientMessages, acks });
      const late = clock.waitUntil(clock.now() + timeoutMs, over.signal).then(() => 'late' as const);
      if ((await unlessStopped(Promise.race([sent, late]), this.#stopped.signal)) !== 'late') return;
      sent.catch(() => undefined);
      throw new Error(`nothing was confirmed within ${timeoutMs} ms (kafka.delivery.timeout.ms)`);
    } catch (cause) {
      await this.#dropProducer();
      if (cause instanceof MillraceError) throw cause;
      const params = { servers: this.#servers, reason: reasonOf(cause) };
      throw new ConnectorError('KAFKA_SEND_FAILED', params, { cause });
    } finally {
      over.abort();
    }
  }

  get #servers(): string {
    return this.#request.connection.servers.join(',');
  }

  async #orFailure<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof MillraceError) throw cause;
      const params = { servers: this.#servers, what, reason: reasonOf(cause) };
      throw new ConnectorError('KAFKA_REQUEST_FAILED', params, { cause });
    }
  }

  #open(): Promise<Producer> {
    const { connection, values } = this.#request;
    const settings = {
      isIdempotent: values['kafka.enable.idempotence'],
      compression: values['kafka.compression.type'],
      deliveryTimeoutMs: values['kafka.delivery.timeout.ms'],
    };
    this.#producer ??= import('@platformatic/kafka').then(
      (kafka) => new kafka.Producer(producerOptions(connection, settings)),
    );
    return this.#producer;
  }

  async #dropProducer(): Promise<void> {
    const producer = this.#producer;
    this.#producer = undefined;
    await (await producer?.catch(() => undefined))?.close(true).catch(() => undefined);
  }
}
