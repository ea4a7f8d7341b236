import type { KinesisEvent } from '../../lambda/kinesis-event.ts';
import { type EventSourceMapping, kinesisEventSourceMapping } from '../aws/event-source-mapping.ts';
import type { Dice } from './dice.ts';
import type { Fleet } from './fleet.ts';
import type { Action, History } from './history.ts';
import type { Input } from './input.ts';
import type { World } from './world.ts';

/** What a Kinesis input is made of. */
interface KinesisInputOptions {
  readonly world: World;
  readonly stream: string;
  /** Undefined: the stream only keeps its records, and nobody is invoked with them. */
  readonly fleet?: Fleet;
  readonly history: History;
  readonly dice: Dice;
}

const SHARD = /^(.*):[^:]*$/;
const KEPT_EVENTS = 20;

/** A stream and the event source mapping that invokes a query's function with it. */
export class KinesisInput implements Input {
  readonly isEmpty = true;
  readonly #options: KinesisInputOptions;
  readonly #mapping: EventSourceMapping;
  #events: KinesisEvent[] = [];
  #heldShard: string | undefined;

  private constructor(options: KinesisInputOptions, mapping: (handler: KinesisInput) => EventSourceMapping) {
    this.#options = options;
    this.#mapping = mapping(this);
  }

  static async open(options: KinesisInputOptions): Promise<KinesisInput> {
    const { world, stream, history, dice } = options;
    const kinesis = await world.aws.kinesis();
    return new KinesisInput(options, (input) =>
      kinesisEventSourceMapping({
        kinesis,
        streamName: stream,
        clock: world.clock,
        seed: dice.between(1, 2 ** 31),
        handler: (event) => input.#handOver(event),
        startingPosition: { type: 'TRIM_HORIZON' },
        batchSize: history.batchSize,
        reportBatchItemFailures: true,
        bisectBatchOnFunctionError: dice.chance(0.5),
        redelivery: history.redelivery,
      }),
    );
  }

  /** New records, in order. */
  async put(records: readonly { readonly key: string; readonly data: string }[]): Promise<void> {
    const { world, stream } = this.#options;
    const Records = records.map(({ key, data }) => ({ PartitionKey: key, Data: Buffer.from(data) }));
    await (await world.aws.kinesis()).putRecords({ StreamName: stream, Records });
  }

  /** One record in every shard that is open. */
  async putInEveryShard(data: string): Promise<number> {
    const { world, stream } = this.#options;
    const kinesis = await world.aws.kinesis();
    const { Shards: shards = [] } = await kinesis.listShards({ StreamName: stream });
    const keys = shards
      .filter(({ SequenceNumberRange: range }) => range?.EndingSequenceNumber === undefined)
      .map(({ HashKeyRange: range }) => range?.StartingHashKey);
    const Data = Buffer.from(data);
    const Records = keys.map((key) => ({ PartitionKey: 'end', Data, ExplicitHashKey: key }));
    await kinesis.putRecords({ StreamName: stream, Records });
    return keys.length;
  }

  async deliver(): Promise<void> {
    const steps = this.#options.dice.between(1, 3);
    for (let i = 0; i < steps; i++) if (!(await this.#mapping.step())) return;
  }

  drain(): Promise<void> {
    return this.#mapping.drain(500);
  }

  async replay(how: Extract<Action, { kind: 'replay' }>['how']): Promise<void> {
    const { dice, fleet } = this.#options;
    if (this.#events.length === 0 || fleet === undefined) return;
    const { Records: records } = dice.pick(this.#events);
    const from = how === 'tail' ? dice.between(0, records.length - 1) : 0;
    const Records = how === 'reordered' ? dice.shuffled(records) : records.slice(from);
    await fleet.invoke('kinesis', { Records });
  }

  reshard(how: 'merge' | 'split'): void {
    const { world, stream, dice } = this.#options;
    world.reshard(stream, how, dice);
  }

  async holdBack(): Promise<void> {
    const { world, stream, dice } = this.#options;
    const { Shards: shards = [] } = await (await world.aws.kinesis()).listShards({ StreamName: stream });
    this.#heldShard = dice.pick(shards).ShardId;
  }

  release(): void {
    this.#heldShard = undefined;
  }

  async #handOver(event: KinesisEvent): Promise<unknown> {
    const shard = SHARD.exec(event.Records[0]?.eventID ?? '')?.[1];
    if (shard === this.#heldShard) throw new Error('the shard is held back');
    this.#events = [...this.#events.slice(1 - KEPT_EVENTS), event];
    return this.#options.fleet?.invoke('kinesis', event);
  }
}
