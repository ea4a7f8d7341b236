import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KinesisStreamEvent } from 'aws-lambda';
import fc from 'fast-check';
import type { Offset, Source } from '../../contracts/source.ts';
import { kinesisEventSourceMapping } from '../../testing/aws/event-source-mapping.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { KinesisFixture, textsOf } from './kinesis.fixture.ts';

/** A query under Lambda, as far as its source is concerned: each event is one or more batches, and some invocations die before they commit. */
class Invocations {
  readonly read: string[] = [];
  readonly #fixture: KinesisFixture;
  readonly #options: Record<string, string>;
  readonly #dies: () => boolean;
  #committed: Offset | null = null;
  #warm: Source | undefined;

  constructor(fixture: KinesisFixture, options: Record<string, string>, dies: () => boolean) {
    this.#fixture = fixture;
    this.#options = options;
    this.#dies = dies;
  }

  readonly onEvent = async ({ Records }: KinesisStreamEvent): Promise<void> => {
    const [shardId = ''] = Records[0]?.eventID.split(':') ?? [];
    const records = Records.map(({ kinesis }) => ({
      sequenceNumber: kinesis.sequenceNumber,
      partitionKey: kinesis.partitionKey,
      data: Buffer.from(kinesis.data, 'base64'),
      approximateArrivalMs: Math.round(kinesis.approximateArrivalTimestamp * 1000),
    }));
    await this.#run((source) => source.offer?.({ kind: 'records', shardId, records }));
    const last = (this.#committed as Record<string, { sequence?: string; closed?: true }>)[shardId];
    const end = BigInt(records.at(-1)?.sequenceNumber ?? 0);
    assert.ok(
      last === undefined || last.closed || BigInt(last.sequence ?? 0) >= end,
      'an event is done when all of it is read',
    );
  };

  /** The schedule's tick: whatever is there. */
  tick(): Promise<void> {
    return this.#run((source) => source.offer?.(undefined));
  }

  async #run(prepare: (source: Source) => void): Promise<void> {
    this.#warm ??= await this.#fixture.open(this.#options);
    const source = this.#warm;
    prepare(source);
    for (;;) {
      const start = this.#committed;
      const end = await source.latestOffset(start, 'limited');
      if (end === null || JSON.stringify(end) === JSON.stringify(start)) return;
      const input = await source.getBatch(start, end);
      if (this.#dies()) {
        this.#warm = undefined;
        throw new Error('killed before the commit');
      }
      this.#committed = end;
      this.read.push(...textsOf(input));
    }
  }
}

const history = fc.record({
  seed: fc.nat(1_000_000),
  shards: fc.integer({ min: 1, max: 3 }),
  maxRecords: fc.integer({ min: 2, max: 30 }),
  batchSize: fc.integer({ min: 1, max: 9 }),
  deaths: fc.infiniteStream(fc.nat(9)),
  mappings: fc.integer({ min: 1, max: 2 }),
  steps: fc.array(
    fc.oneof(fc.array(fc.nat(9), { minLength: 1, maxLength: 10 }), fc.constantFrom('map', 'map', 'split', 'tick')),
    {
      minLength: 5,
      maxLength: 30,
    },
  ),
});

test('however events come (late, twice, from two mappings, over a split, to invocations that die), each record is read once and in order', async () => {
  await checkProperty(history, async ({ seed, shards, maxRecords, batchSize, deaths, mappings, steps }) => {
    const fixture = new KinesisFixture(shards);
    const options = { initialPosition: 'trim_horizon', maxRecordsPerTrigger: String(maxRecords) };
    let calm = false;
    const query = new Invocations(fixture, options, () => !calm && deaths.next().value === 0);
    const mapped = Array.from({ length: mappings }, (_, i) =>
      kinesisEventSourceMapping({
        kinesis: fixture.kinesis.port,
        streamName: 's',
        clock: fixture.clock,
        seed: seed + i,
        startingPosition: { type: 'TRIM_HORIZON' },
        batchSize,
        bisectBatchOnFunctionError: true,
        redelivery: 0.2,
        handler: query.onEvent,
      }),
    );
    const put: string[] = [];
    for (const [i, step] of steps.entries()) {
      if (step === 'map') await mapped[i % mapped.length]?.step();
      else if (step === 'split') fixture.kinesis.splitShard('s', fixture.kinesis.openShards('s')[i % shards] ?? '');
      else if (step === 'tick') await query.tick().catch(() => undefined);
      else {
        const texts = step.map((key, n) => `${key}:${put.length + n}`);
        put.push(...texts);
        await fixture.put(...texts.map((text) => `${text[0]}=${text}`));
      }
    }
    calm = true;
    for (const mapping of mapped) await mapping.drain();
    const byKey = (texts: readonly string[]) => Object.groupBy(texts, (text) => text[0] ?? '');
    assert.deepEqual(byKey(query.read), byKey(put));
  });
});
