import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArrivedRecord, Offset, Source } from '../../contracts/source.ts';
import { KinesisFixture, nextBatch } from './kinesis.fixture.ts';

const TRIM = { initialPosition: 'trim_horizon' };
const SHARD = 'shardId-000000000000';

/** The records of a shard as an event would bring them. */
async function arrived(fixture: KinesisFixture, shardId = SHARD): Promise<readonly ArrivedRecord[]> {
  const { port } = fixture.kinesis;
  const { ShardIterator } = await port.getShardIterator({
    StreamName: 's',
    ShardId: shardId,
    ShardIteratorType: 'TRIM_HORIZON',
  });
  const { Records = [] } = await port.getRecords({ ShardIterator });
  return Records.map((record) => ({
    sequenceNumber: record.SequenceNumber ?? '',
    partitionKey: record.PartitionKey ?? '',
    data: record.Data ?? new Uint8Array(),
    approximateArrivalMs: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
  }));
}

const offer = (source: Source, records: readonly ArrivedRecord[], shardId = SHARD): void =>
  source.offer?.({ kind: 'records', shardId, records });

/** Counts what is fetched. */
function counting(fixture: KinesisFixture): { records: number } {
  const { port } = fixture.kinesis;
  const count = { records: 0 };
  fixture.port = {
    ...port,
    getRecords: async (input) => {
      const page = await port.getRecords(input);
      count.records += page.Records?.length ?? 0;
      return page;
    },
  };
  return count;
}

test('an event is the batch: it ends with the last record that arrived, and hardly anything is fetched', async () => {
  const fixture = new KinesisFixture();
  const fetched = counting(fixture);
  const source = await fixture.open(TRIM);
  await fixture.put('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'not in the event');
  const records = await arrived(fixture);
  offer(source, records.slice(0, 5));
  const first = await nextBatch(source, null);
  assert.deepEqual(first.texts, ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(await source.latestOffset(first.end, 'limited'), first.end);
  offer(source, records.slice(5, 8));
  const second = await nextBatch(source, first.end);
  assert.deepEqual(second.texts, ['f', 'g', 'h']);
  assert.ok(fetched.records <= 6, `${fetched.records} fetched`);
  source.offer?.(undefined);
  assert.deepEqual((await nextBatch(source, second.end)).texts, ['not in the event']);
});

test('what is committed is skipped, in the same process and in another', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a', 'b', 'c', 'd');
  const records = await arrived(fixture);
  const source = await fixture.open(TRIM);
  offer(source, records.slice(0, 3));
  const { end } = await nextBatch(source, null);
  for (const again of [source, await fixture.open(TRIM)]) {
    offer(again, records.slice(0, 2));
    assert.deepEqual(await again.latestOffset(end, 'limited'), end);
    offer(again, records.slice(1, 4));
    assert.deepEqual((await nextBatch(again, end)).texts, ['d']);
  }
});

test('an old event does not keep shards idle that nobody has looked at since', async () => {
  const fixture = new KinesisFixture(2);
  await fixture.put('a');
  const source = await fixture.open(TRIM);
  const { end: first } = await nextBatch(source, null);
  const idle = (await source.latestOffset(first, 'limited')) as Offset;
  assert.deepEqual(
    source.partitions?.(idle).map(({ isIdle }) => isIdle),
    [true, true],
  );
  await fixture.put('b', 'c', 'd', 'e');
  fixture.clock.advance(7_200_000);
  const [old] = await arrived(fixture);
  assert.ok(old);
  offer(source, [old]);
  const end = (await source.latestOffset(idle, 'limited')) as Offset;
  assert.deepEqual(
    source.partitions?.(end).map(({ isIdle }) => isIdle),
    [false, false],
  );
  assert.deepEqual(await source.latestOffset(end, 'limited'), end, 'which is news once');
});

test('a gap before an event is read from the stream, within the limits of a batch', async () => {
  const fixture = new KinesisFixture();
  const texts = Array.from({ length: 12 }, (_, i) => `r${i}`);
  await fixture.put(...texts);
  const records = await arrived(fixture);
  const source = await fixture.open({ ...TRIM, maxRecordsPerTrigger: '5' });
  offer(source, records.slice(8, 11));
  const cuts: string[][] = [];
  let start: Offset | null = null;
  for (;;) {
    const batch: { end: Offset | null; texts: string[] } = await nextBatch(source, start);
    if (batch.texts.length === 0) break;
    cuts.push(batch.texts);
    start = batch.end;
  }
  assert.deepEqual(cuts.flat(), texts.slice(0, 11));
  assert.ok(cuts.every((cut) => cut.length <= 5));
});

test('a batch of an event is read again from the stream', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a', 'b', 'c');
  const source = await fixture.open(TRIM);
  offer(source, (await arrived(fixture)).slice(0, 2));
  const { end, texts } = await nextBatch(source, null);
  const again = await (await fixture.open(TRIM)).getBatch(null, end as Offset);
  assert.ok(again.kind === 'rows');
  assert.equal(again.rows.length, texts.length);
});

test('latest leaves out records of an event that arrived before it was fixed', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('before');
  fixture.clock.advance(1000);
  const source = await fixture.open();
  assert.equal(await source.latestOffset(null, 'limited'), null);
  await fixture.put('after');
  offer(source, await arrived(fixture));
  assert.deepEqual((await nextBatch(source, null)).texts, ['after']);
});

test('an event of a child shard waits for what its parent still has', async () => {
  const fixture = new KinesisFixture();
  const source = await fixture.open(TRIM);
  assert.equal(await source.latestOffset(null, 'limited'), null);
  await fixture.put('p1', 'p2');
  fixture.kinesis.splitShard('s', SHARD);
  await fixture.put('c1', 'c2', 'c3', 'c4');
  const child = 'shardId-000000000001';
  const records = await arrived(fixture, child);
  offer(source, records, child);
  const { texts, end } = await nextBatch(source, null);
  assert.deepEqual(texts.slice(0, 2), ['p1', 'p2']);
  assert.deepEqual(
    texts.slice(2),
    records.map(({ data }) => new TextDecoder().decode(data)),
  );
  const others = source.partitions?.(end as Offset).filter(({ id }) => id === 'shardId-000000000002');
  assert.deepEqual(
    others?.map(({ id, isIdle }) => ({ id, isIdle })),
    [{ id: 'shardId-000000000002', isIdle: false }],
  );
});

test('an event of one shard makes no claim on the others: they hold back until they are looked at', async () => {
  const fixture = new KinesisFixture(2);
  const source = await fixture.open(TRIM);
  await fixture.put('a');
  const first = await nextBatch(source, null);
  const idle = await source.latestOffset(first.end, 'limited');
  assert.ok(source.partitions?.(idle as Offset).every(({ isIdle }) => isIdle));
  await fixture.put('a');
  const shardId =
    fixture.kinesis
      .openShards('s')
      .find(
        (id) =>
          (first.end as Record<string, object>)[id] !== undefined &&
          'sequence' in ((first.end as Record<string, object>)[id] ?? {}),
      ) ?? '';
  offer(source, (await arrived(fixture, shardId)).slice(1), shardId);
  const { end } = await nextBatch(source, idle);
  assert.ok(source.partitions?.(end as Offset).every(({ isIdle }) => !isIdle));
  source.offer?.(undefined);
  const settled = await source.latestOffset(end, 'limited');
  assert.ok(source.partitions?.(settled as Offset).every(({ isIdle }) => isIdle));
});

test('a query that an event wakes for the first time begins with that event, also with latest', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a', 'b');
  fixture.clock.advance(3000);
  const source = await fixture.open();
  offer(source, await arrived(fixture));
  assert.deepEqual((await nextBatch(source, null)).texts, ['a', 'b']);
});
