import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext } from 'node:test';
import { Admin, type Message, Producer } from '@platformatic/kafka';
import { type DataFrame, StreamSession } from 'millrace';
import { type KafkaBroker, type KafkaOptions, startKafka } from '../../scripts/kafka/start-kafka.ts';

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
      await admin.createTopics({ topics: [name], partitions, replicas: 1 });
      // Made by the controller; the broker knows of it a moment later.
      for (let tries = 0; tries < 100; tries += 1) {
        const known = (await admin.listTopics()).includes(name) ? await leaderCount(admin, name) : 0;
        if (known === partitions) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
  }

  /** Adds partitions to a topic, and waits until the broker knows of them: the client would wrap their numbers around before. */
  grow(topic: string, count: number): Promise<void> {
    return this.admin(async (admin) => {
      await admin.createPartitions({ topics: [{ name: topic, count, assignments: null }] });
      for (let tries = 0; tries < 100; tries += 1) {
        if ((await leaderCount(admin, topic)) === count) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
  }

  async admin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = new Admin({ clientId: 'test-admin', bootstrapBrokers: [this.servers], retries: 10, retryDelay: 100 });
    try {
      return await work(admin);
    } finally {
      await admin.close();
    }
  }

  async producer<T>(work: (producer: Producer) => Promise<T>, options: object = {}): Promise<T> {
    const bootstrapBrokers = [this.servers];
    const producer = new Producer({ clientId: 'test', bootstrapBrokers, retries: 20, retryDelay: 100, ...options });
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

/** How many partitions of a topic have a leader, as far as the broker knows. */
async function leaderCount(admin: Admin, topic: string): Promise<number> {
  const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
  return topics.get(topic)?.partitions.filter(({ leader }) => leader >= 0).length ?? 0;
}

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
  async until(count: number, timeoutMs = 30_000): Promise<string[]> {
    const deadline = performance.now() + timeoutMs;
    while (this.values.length < count) {
      if (performance.now() > deadline) throw new Error(`Of ${count} values came ${JSON.stringify(this.batches)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.values;
  }
}
