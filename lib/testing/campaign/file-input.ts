import type { Json } from '../../util/json.ts';
import type { EventSourceMapping } from '../aws/event-source-mapping.ts';
import { type MemoryQueue, memoryQueue, queueEventSourceMapping, s3EventBody } from '../aws/queue-mapping.ts';
import { s3EventRecord } from '../aws/s3-event.ts';
import type { Dice } from './dice.ts';
import type { Fleet } from './fleet.ts';
import type { History } from './history.ts';
import type { Input } from './input.ts';
import type { World } from './world.ts';

/** What an input of files is made of. */
interface FileInputOptions {
  readonly world: World;
  readonly bucket: string;
  readonly fleet: Fleet;
  readonly history: History;
  readonly dice: Dice;
}

const LOST_EVENTS = 0.15;
const MAX_RECEIVES = 4;

/** Objects of a bucket, whose events come through a queue, in any order, twice, or never; a queue for what nobody can read stands behind it. */
export class FileInput implements Input {
  readonly deadLetters: MemoryQueue;
  readonly #options: FileInputOptions;
  readonly #queue: MemoryQueue;
  readonly #mapping: EventSourceMapping;
  readonly #sent: string[] = [];

  constructor(options: FileInputOptions) {
    const { world, fleet, history, dice } = options;
    const { clock } = world;
    this.#options = options;
    this.deadLetters = memoryQueue({ clock, name: 'dead', visibilityTimeoutMs: 0 });
    this.#queue = memoryQueue({
      clock,
      seed: dice.between(1, 2 ** 31),
      maxReceiveCount: MAX_RECEIVES,
      deadLetterQueue: this.deadLetters,
    });
    this.#mapping = queueEventSourceMapping({
      queue: this.#queue,
      clock,
      seed: dice.between(1, 2 ** 31),
      handler: (event) => fleet.invoke('s3', event),
      batchSize: Math.min(10, history.batchSize),
      reportBatchItemFailures: true,
      redelivery: history.redelivery,
    });
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0;
  }

  /** A new object; the event that tells of it may be lost. */
  async put(key: string, text: string): Promise<void> {
    const { world, bucket, dice } = this.#options;
    await (await world.aws.s3()).putObject({ Bucket: bucket, Key: key, Body: text });
    const size = Buffer.byteLength(text);
    const timeMs = world.clock.now();
    const record = s3EventRecord({ bucket, key, size, etag: '"e"', timeMs, how: 'Put', sequence: this.#sent.length });
    const body = s3EventBody(record);
    this.#sent.push(body);
    if (!dice.chance(LOST_EVENTS)) this.#queue.send(body);
  }

  /** A message that tells of no object. */
  putPoison(message: Json): void {
    this.#queue.send(JSON.stringify(message));
  }

  async deliver(): Promise<void> {
    const steps = this.#options.dice.between(1, 3);
    for (let i = 0; i < steps; i++) if (!(await this.#mapping.step())) return;
  }

  drain(): Promise<void> {
    return this.#mapping.drain(500);
  }

  async replay(): Promise<void> {
    if (this.#sent.length > 0) this.#queue.send(this.#options.dice.pick(this.#sent));
  }

  reshard(): void {}
  async holdBack(): Promise<void> {}
  release(): void {}
}
