import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { count, sum, window } from '../../index.ts';
import { StreamSession } from '../../local/stream-session.ts';
import { hashKeyOf } from '../../testing/aws/kinesis/memory-stream.ts';
import { KinesisFixture, readToEnd, servicesOf } from './kinesis.fixture.ts';

const at = (minute: number): string => `2024-01-01T00:${String(minute).padStart(2, '0')}:00Z`;
/** Which of two shards a key goes to. */
const shardIndex = (key: string): number => (hashKeyOf(key) < 2n ** 127n ? 0 : 1);

const event = (user: string, minute: number, amount: number): string =>
  `${user}=${JSON.stringify({ user, t: at(minute), amount })}`;

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-kinesis-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

test('a windowed aggregate over a stream that is resharded, with a restart in between', () =>
  withFolder(async (checkpointLocation) => {
    const fixture = new KinesisFixture(2);
    const rows: unknown[] = [];
    const run = async (): Promise<void> => {
      await using session = await StreamSession.create({ aws: servicesOf(fixture.port) });
      const query = await session.readStream
        .format('kinesis')
        .option('streamName', 's')
        .option('initialPosition', 'trim_horizon')
        .option('maxRecordsPerTrigger', 5)
        .schema('user STRING, t TIMESTAMP, amount INT')
        .load()
        .withWatermark('t', '5 minutes')
        .groupBy(window('t', '10 minutes'), 'user')
        .agg(count('*').as('n'), sum('amount').as('total'))
        .writeStream.outputMode('append')
        .option('checkpointLocation', checkpointLocation)
        .trigger({ availableNow: true })
        .foreachBatch(async (frame) => void rows.push(...(await frame.collect())))
        .start();
      await query.awaitTermination();
      assert.equal(query.lastProgress?.sources[0]?.description, 'KinesisV2[s]');
    };
    await fixture.put(...['ann', 'bob', 'cy'].flatMap((user) => [event(user, 1, 1), event(user, 9, 2)]));
    await run();
    fixture.kinesis.splitShard('s', 'shardId-000000000000');
    fixture.clock.advance(1000);
    await fixture.put(...['ann', 'bob', 'cy'].flatMap((user) => [event(user, 3, 4), event(user, 12, 8)]));
    await run();
    await fixture.put(...['ann', 'bob', 'cy'].map((user) => event(user, 40, 16)));
    await run();
    const totals = rows.map((row) => {
      const { user, n, total } = row as { user: string; n: bigint; total: bigint };
      return `${user} ${n} ${total}`;
    });
    assert.deepEqual(totals.sort(), ['ann 1 8', 'ann 3 7', 'bob 1 8', 'bob 3 7', 'cy 1 8', 'cy 3 7']);
  }));

test('from stream to stream', () =>
  withFolder(async (checkpointLocation) => {
    const fixture = new KinesisFixture(2);
    fixture.kinesis.createStream('out');
    await fixture.put(event('ann', 1, 1), event('bob', 2, 2), event('cy', 3, 3));
    await using session = await StreamSession.create({ aws: servicesOf(fixture.port) });
    const query = await session.readStream
      .format('kinesis')
      .option('streamName', 's')
      .option('initialPosition', 'trim_horizon')
      .schema('user STRING, amount INT')
      .load()
      .filter('amount > 1')
      .writeStream.format('kinesis')
      .option('streamName', 'out')
      .option('partitionKey', 'user')
      .option('checkpointLocation', checkpointLocation)
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    const source = await fixture.open({ streamName: 'out', initialPosition: 'trim_horizon', dropRepeats: 'true' });
    const { texts } = await readToEnd(source, null);
    const objects = texts.map(
      (text) => JSON.parse(text) as { user: string; amount: number; _millrace: { query: string } },
    );
    assert.deepEqual(objects.map(({ user, amount }) => `${user} ${amount}`).sort(), ['bob 2', 'cy 3']);
    assert.ok(objects.every(({ _millrace: mark }) => mark.query === query.id));
  }));

test('a shard that is hours behind loses no row to the watermark of the others', () =>
  withFolder(async (checkpointLocation) => {
    const fixture = new KinesisFixture(2);
    const [ahead, behind] = fixture.kinesis
      .openShards('s')
      .map((_, i) => ['k', 'ann', 'bob', 'cy', 'dan'].filter((key) => shardIndex(key) === i)[0] ?? '');
    for (let minute = 0; minute < 50; minute += 5) await fixture.put(event(behind ?? '', minute, 1));
    for (let i = 0; i < 30; i++) {
      const t = new Date(Date.UTC(2024, 0, 1, 5, 5 * i));
      await fixture.put(`${ahead}=${JSON.stringify({ user: ahead, t, amount: 1 })}`);
    }
    const totals: string[] = [];
    await using session = await StreamSession.create({ aws: servicesOf(fixture.port) });
    const query = await session.readStream
      .format('kinesis')
      .option('streamName', 's')
      .option('initialPosition', 'trim_horizon')
      .option('maxRecordsPerTrigger', 4)
      .schema('user STRING, t TIMESTAMP, amount INT')
      .load()
      .withWatermark('t', '1 minute')
      .groupBy(window('t', '10 minutes'), 'user')
      .agg(count('*').as('n'))
      .writeStream.outputMode('append')
      .option('checkpointLocation', checkpointLocation)
      .trigger({ availableNow: true })
      .foreachBatch(async (frame) => {
        for (const row of await frame.collect()) {
          const { user, n } = row as unknown as { user: string; n: bigint };
          if (user === behind) totals.push(`${user} ${n}`);
        }
      })
      .start();
    await query.awaitTermination();
    const late = query.recentProgress.reduce(
      (sum, { stateOperators }) => sum + (stateOperators[0]?.numRowsDroppedByWatermark ?? 0),
      0,
    );
    assert.equal(late, 0);
    assert.deepEqual(
      totals,
      Array.from({ length: 5 }, () => `${behind} 2`),
    );
  }));

test('a stream that is not there is told by its name, whether it is read or written', async () => {
  const fixture = new KinesisFixture(1);
  await using session = await StreamSession.create({ aws: servicesOf(fixture.port) });
  const read = (name: string) =>
    session.readStream.format('kinesis').options({ streamName: name, initialPosition: 'trim_horizon' }).load();
  const runs = [
    read('nowhere').writeStream.format('noop'),
    read('s').selectExpr("'k' AS partitionKey", 'data').writeStream.format('kinesis').option('streamName', 'nowhere'),
  ];
  await fixture.put('k=1');
  for (const run of runs)
    await withFolder(async (checkpointLocation) => {
      const ended = (async () => {
        const query = await run
          .option('checkpointLocation', checkpointLocation)
          .trigger({ availableNow: true })
          .start();
        await query.awaitTermination();
      })();
      await assert.rejects(ended, (error: Error) => {
        const named = `${error.message}${(error.cause as Error | undefined)?.message}`;
        assert.match(named, /\[KINESIS_STREAM_NOT_FOUND\] There is no stream nowhere .*\nCheck its name/);
        return true;
      });
    });
});
