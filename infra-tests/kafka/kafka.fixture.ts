import assert from 'node:assert/strict';
import { channel as diagnosticsChannel } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import { Admin, type Consumer, type Message, Producer } from '@platformatic/kafka';
import { type DataFrame, StreamSession } from 'millrace';
import { type KafkaBroker, type KafkaOptions, startKafka } from '../../scripts/kafka/start-kafka.ts';
import { eventually } from '../eventually.ts';

/** A record as tests write it; a number counts as its text. */
interface TestRecord {
  readonly key?: string;
  readonly value?: string | number | null;
  readonly partition?: number;
  readonly timestamp?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A broker for the tests of one file, with what they need to fill it. */
export class TestKafka {
  #broker: KafkaBroker | undefined;
  #names = 0;

  constructor(options: KafkaOptions = {}) {
    before(async () => {
      this.#broker = await startKafka(options);
    });
    after(() => this.#broker?.stop());
  }

  get broker(): KafkaBroker {
    if (this.#broker === undefined) throw new Error('The broker starts with the first test');
    return this.#broker;
  }

  get servers(): string {
    return this.broker.servers;
  }

  /** A new topic of a name that no other test has. */
  async topic(partitions = 1, prefix = 'topic'): Promise<string> {
    this.#names += 1;
    const name = `${prefix}-${this.#names}`;
    await this.create(name, partitions);
    return name;
  }

  create(name: string, partitions = 1): Promise<void> {
    return this.admin(async (admin) => {
      const [made] = await admin.createTopics({ topics: [name], partitions, replicas: 1 });
      await served(admin, name, partitions, made?.id);
    });
  }

  /** Adds partitions to a topic; the client would wrap their numbers around before the broker knows of them. */
  grow(topic: string, count: number): Promise<void> {
    return this.admin(async (admin) => {
      await admin.createPartitions({ topics: [{ name: topic, count, assignments: null }] });
      await served(admin, topic, count);
    });
  }

  /** Deletes a topic, and waits until the broker does not know it any more. */
  remove(topic: string): Promise<void> {
    return this.admin(async (admin) => {
      await admin.deleteTopics({ topics: [topic] });
      await soon(async () => assert.ok(!(await admin.listTopics()).includes(topic), `${topic} is still there`));
    });
  }

  /** Waits until no transaction that has ended is still being marked as ended in the first partition of a topic. */
  settled(topic: string): Promise<void> {
    const topics = [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -1n }] }];
    return this.admin((admin) =>
      soon(async () => {
        const [all, committed] = [
          await admin.listOffsets({ topics, isolationLevel: 0 }),
          await admin.listOffsets({ topics, isolationLevel: 1 }),
        ];
        assert.deepEqual(committed, all);
      }),
    );
  }

  async admin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Admin({ clientId: 'test-admin', bootstrapBrokers: [this.servers], ...PATIENCE });
    try {
      return await work(admin);
    } finally {
      await admin.close();
    }
  }

  async producer<T>(work: (producer: Producer) => Promise<T>, options: object = {}): Promise<T> {
    const bootstrapBrokers = [this.servers];
    const producer = new Producer({ clientId: 'test', bootstrapBrokers, ...PATIENCE, ...options });
    try {
      return await work(producer);
    } finally {
      await producer.close();
    }
  }

  /** Writes records once each, even where a request has to be repeated because one of its partitions was not ready. */
  send(topic: string, ...records: readonly TestRecord[]): Promise<void> {
    const write = async (producer: Producer): Promise<void> => {
      await producer.send({ messages: records.map((record) => messageOf(topic, record)) });
    };
    return this.producer(write, { idempotent: true });
  }
}

/** Far less than what a query that is not stopped would wait for its broker: a minute. */
export const STOPS_WITHIN_MS = 20_000;

/** A broker that comes back on a busy machine needs its time. */
const PATIENCE = { retries: 600, retryDelay: 100, timeout: 60_000 } as const;

const soon = (check: () => Promise<void>): Promise<void> => eventually(60_000, check, 20);

/**
 * Waits until the broker serves every partition of a topic. The controller has made them before the broker knows of them, and may still know a topic of
 * that name which has been deleted; and it knows of leaders before these take requests.
 */
const served = (admin: Admin, name: string, partitions: number, id?: string): Promise<void> =>
  soon(async () => {
    assert.ok((await admin.listTopics()).includes(name), `${name} is not known yet`);
    const known = (await admin.metadata({ topics: [name], forceUpdate: true })).topics.get(name);
    const led = known?.partitions.filter(({ leader }) => leader >= 0).length;
    assert.deepEqual([led, known?.id], [partitions, id ?? known?.id]);
    const wanted = Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1n }));
    await admin.listOffsets({ topics: [{ name, partitions: wanted }] });
  });

type Sent = Parameters<Producer['send']>[0]['messages'][number];

/** The client's form of a record. */
export function messageOf(topic: string, { key, value, partition = 0, timestamp, headers }: TestRecord): Sent {
  const message: Partial<Message> & { topic: string; partition: number } = { topic, partition };
  if (key !== undefined) message.key = Buffer.from(key);
  if (value !== null && value !== undefined) message.value = Buffer.from(String(value));
  if (timestamp !== undefined) message.timestamp = BigInt(timestamp);
  const entries = Object.entries(headers ?? {}).map(([name, text]) => [Buffer.from(name), Buffer.from(text)] as const);
  return { ...message, headers: new Map(entries) } as Sent;
}

/** A session that ends with the test. */
export async function openSession(t: TestContext): Promise<StreamSession> {
  const session = await StreamSession.create();
  t.after(() => session[Symbol.asyncDispose]());
  return session;
}

/** A folder that goes with the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-kafka-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** `topic-0@3=text` for each row of a kafka source. */
export const recordTexts = async (frame: DataFrame): Promise<string[]> => {
  const rows = await frame
    .selectExpr("concat(topic, '-', partition, '@', offset, '=', coalesce(CAST(value AS STRING), 'NULL')) AS text")
    .collect();
  return rows.map((row) => String((row as { text: unknown }).text));
};

/** The batches of a run with the values that came in each. */
export class BatchValues {
  readonly batches: string[][] = [];

  readonly write = async (frame: DataFrame): Promise<void> => {
    const rows = await frame.selectExpr('CAST(value AS STRING) AS v').collect();
    this.batches.push(rows.map((row) => String((row as { v: unknown }).v)));
  };

  get values(): string[] {
    return this.batches.flat();
  }

  /** Waits until so many values have come. */
  async until(count: number, timeoutMs = 120_000): Promise<string[]> {
    const deadline = performance.now() + timeoutMs;
    while (this.values.length < count) {
      if (performance.now() > deadline) throw new Error(`Of ${count} values came ${JSON.stringify(this.batches)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.values;
  }
}

/** Waits until a client of this process asks for the records of a partition from an offset on. */
export function fetchFrom(offset: bigint): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const channel = diagnosticsChannel('tracing:plt:kafka:consumer:fetches:start');
  const onFetch = (message: unknown) => {
    const { topics } = (message as { readonly options: Parameters<Consumer['fetch']>[0] }).options;
    if (!topics.some(({ partitions }) => partitions.some(({ fetchOffset }) => fetchOffset === offset))) return;
    channel.unsubscribe(onFetch);
    resolve();
  };
  channel.subscribe(onFetch);
  return promise;
}
