import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Offset } from '../../contracts/source.ts';
import { faultyServices } from '../../testing/aws/faulty-services.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { parseDdl } from '../../types/ddl.ts';
import type { Row } from '../../types/value.ts';
import { KinesisFixture, servicesOf, textsOf } from './kinesis.fixture.ts';
import { kinesisSinkProvider } from './sink-provider.ts';

const SCHEMA = parseDdl('user STRING, id INT');
const RATES = { lostBefore: 0.05, lostAfter: 0.1, repeated: 0.1, straggled: 0.1, throttled: 0.1, delayed: 0.1 };

/** Does something until no fault strikes it. */
async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (
        attempt === 200 ||
        !(error instanceof Error) ||
        !/timeout|time-out|timed/i.test(`${error.name} ${error.message}`)
      )
        throw error;
    }
  }
}

async function openSink(fixture: KinesisFixture, options: Record<string, string>) {
  return kinesisSinkProvider(servicesOf(fixture.port)).create({
    format: 'kinesis',
    options: { streamName: 's', ...options },
    schema: SCHEMA,
    partitionBy: [],
    outputMode: 'append',
    queryId: 'q',
    queryName: undefined,
    context: { clock: fixture.clock, fileSystems: [], conf: {} },
  });
}

const history = fc.record({
  seed: fc.nat(1_000_000),
  shards: fc.integer({ min: 1, max: 3 }),
  maxRecords: fc.integer({ min: 1, max: 20 }),
  batches: fc.array(
    fc.record({
      users: fc.array(fc.nat(5), { minLength: 1, maxLength: 25 }),
      split: fc.boolean(),
      reversed: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

test('whatever is lost, repeated or throttled, a chain of streams gives each row once, and the rows of a key in their order', async () => {
  await checkProperty(history, async ({ seed, shards, maxRecords, batches }) => {
    const fixture = new KinesisFixture(shards, { limitWrites: true });
    const faulty = faultyServices(servicesOf(fixture.kinesis.port), { seed, rates: RATES });
    fixture.port = await faulty.services.kinesis();
    const written: string[] = [];
    let id = 0;
    for (const [batchId, { users, split, reversed }] of batches.entries()) {
      const rows = users.map((user): Row => [`u${user}`, id++]);
      written.push(...rows.map(([user, value]) => `${user}:${value}`));
      let attempts = 0;
      await persist(async () => {
        // A batch that runs again may have its keys in another order.
        const again =
          reversed && attempts++ > 0 ? [...rows].sort(([a], [b]) => String(b).localeCompare(String(a))) : rows;
        const sink = await openSink(fixture, { partitionKey: 'user', maxRecordsPerRequest: '4' });
        await sink.addBatch({
          batchId,
          queryId: 'q',
          outputMode: 'append',
          isRerun: false,
          schema: SCHEMA,
          collect: async () => again,
          count: async () => rows.length,
          writeFiles: () => Promise.reject(new Error('not used')),
        });
      });
      const [first = ''] = fixture.kinesis.openShards('s');
      if (split) fixture.kinesis.splitShard('s', first);
    }
    await faulty.settled();
    const options = { initialPosition: 'trim_horizon', dropRepeats: 'true', maxRecordsPerTrigger: String(maxRecords) };
    const read: string[] = [];
    let start: Offset | null = null;
    let source = await fixture.open(options);
    for (;;) {
      const from: Offset | null = start;
      source = await fixture.open(options);
      const end: Offset | null = await persist(() => source.latestOffset(from, 'limited'));
      if (end === null || JSON.stringify(end) === JSON.stringify(from)) break;
      const texts = textsOf(await persist(() => source.getBatch(from, end)));
      read.push(...texts.map((text) => JSON.parse(text)).map(({ user, id: value }) => `${user}:${value}`));
      start = end;
    }
    const byUser = (all: readonly string[]) => Object.groupBy(all, (text) => text.split(':')[0] ?? '');
    assert.deepEqual(byUser(read), byUser(written));
  });
});
