import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Offset } from '../../contracts/source.ts';
import { Timestamp } from '../../types/value.ts';
import { HOUR_MS, KinesisFixture, nextBatch, readToEnd, START_MS, textsOf } from './kinesis.fixture.ts';

const TRIM = { initialPosition: 'trim_horizon' };
const ids = (offset: Offset | null): string[] => Object.keys(offset ?? {}).map((id) => id.slice(-1));
const isIdle = (source: { partitions?(end: Offset): readonly { id: string; isIdle: boolean }[] }, end: Offset | null) =>
  Object.fromEntries((source.partitions?.(end) ?? []).map(({ id, isIdle: idle }) => [id.slice(-1), idle]));

/** The first record of a shard, as an event has it. */
async function arrivedIn(fixture: KinesisFixture, ShardId: string) {
  const start = { StreamName: 's', ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
  const { ShardIterator } = await fixture.port.getShardIterator(start);
  const { Records = [] } = await fixture.port.getRecords({ ShardIterator });
  return Records.slice(0, 1).map(({ SequenceNumber = '', PartitionKey = '', Data = new Uint8Array() }) => ({
    sequenceNumber: SequenceNumber,
    partitionKey: PartitionKey,
    data: Data,
    approximateArrivalMs: START_MS,
  }));
}

test('the columns of a record', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('k=hello');
  const source = await fixture.open(TRIM);
  assert.equal(source.description, 'KinesisV2[s]');
  const end = await source.latestOffset(null, 'limited');
  const input = await source.getBatch(null, end as Offset);
  assert.ok(input.kind === 'rows');
  const [[data, key, sequence, arrival, stream, shard] = []] = input.rows;
  assert.deepEqual(data, new TextEncoder().encode('hello'));
  assert.match(String(sequence), /^\d{56}$/);
  assert.deepEqual([key, stream, shard], ['k', 's', 'shardId-000000000000']);
  assert.deepEqual(arrival, new Timestamp(BigInt(START_MS) * 1000n));
  assert.deepEqual(input.partitions, [{ partition: 'shardId-000000000000', rows: 1 }]);
});

test('with a schema the payloads are documents, read with the options of the JSON reader', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('k={"id":1}');
  const source = await fixture.open({ ...TRIM, mode: 'FAILFAST' }, 'id INT NOT NULL');
  const end = await source.latestOffset(null, 'limited');
  const input = await source.getBatch(null, end as Offset);
  assert.deepEqual(input, {
    kind: 'json',
    documents: ['{"id":1}'],
    options: { mode: 'FAILFAST' },
    partitions: [{ partition: 'shardId-000000000000', rows: 1 }],
  });
  assert.equal(source.schema.fields[0]?.nullable, true);
});

test('nothing to read is no offset, and nothing new is the offset there was', async () => {
  const fixture = new KinesisFixture();
  const source = await fixture.open(TRIM);
  assert.equal(await source.latestOffset(null, 'limited'), null);
  await fixture.put('a');
  const { end, texts } = await nextBatch(source, null);
  assert.deepEqual(texts, ['a']);
  fixture.clock.advance(60_000);
  assert.deepEqual(await source.latestOffset(end, 'limited'), end);
});

test('latest is fixed once: a restart before the first record skips nothing', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('before');
  fixture.clock.advance(1000);
  assert.equal(await (await fixture.open()).latestOffset(null, 'limited'), null);
  await fixture.put('after');
  fixture.clock.advance(1000);
  assert.deepEqual((await nextBatch(await fixture.open(), null)).texts, ['after']);
});

test('at_timestamp begins with what arrived then', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a');
  fixture.clock.advance(1000);
  await fixture.put('b');
  const iso = new Date(START_MS + 500).toISOString();
  for (const startingTimestamp of [iso, String(START_MS + 500)]) {
    const other = new KinesisFixture();
    Object.assign(other, { port: fixture.port });
    const source = await other.open({ initialPosition: 'at_timestamp', startingTimestamp });
    assert.deepEqual((await nextBatch(source, null)).texts, ['b']);
  }
});

test('a batch has at most maxRecordsPerTrigger records, shared among the shards; a restart repeats it exactly', async () => {
  const fixture = new KinesisFixture(3);
  const all = Array.from({ length: 60 }, (_, i) => `r${i}`);
  await fixture.put(...all);
  const options = { ...TRIM, maxRecordsPerTrigger: '10' };
  const source = await fixture.open(options);
  const seen: string[] = [];
  let start: Offset | null = null;
  for (;;) {
    const { end, texts } = await nextBatch(source, start);
    if (texts.length === 0) break;
    assert.ok(texts.length <= 10);
    const again = textsOf(await (await fixture.open(options)).getBatch(start, end as Offset));
    assert.deepEqual(again, texts);
    seen.push(...texts);
    start = end;
  }
  assert.deepEqual(seen.sort(), all.sort());
});

test('a batch has at most maxBytesPerTrigger bytes, but one record at least', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('aaaa', 'bbbb', 'cccccccccccccccccccc', 'd');
  const source = await fixture.open({ ...TRIM, maxBytesPerTrigger: '8' });
  const cuts: string[][] = [];
  let start: Offset | null = null;
  for (;;) {
    const { end, texts } = await nextBatch(source, start);
    if (texts.length === 0) break;
    cuts.push(texts);
    start = end;
  }
  assert.deepEqual(cuts, [['aaaa', 'bbbb'], ['cccccccccccccccccccc'], ['d']]);
  assert.equal(
    (await nextBatch(await fixture.open({ ...TRIM, maxBytesPerTrigger: '8' }), null, 'all')).texts.length,
    4,
  );
});

test('fetching for a batch ends after maxFetchTime', async () => {
  const fixture = new KinesisFixture();
  const texts = Array.from({ length: 40 }, (_, i) => `r${i}`);
  await fixture.put(...texts);
  const { port } = fixture;
  fixture.port = {
    ...port,
    getRecords: (input) => {
      fixture.clock.advance(4000);
      return port.getRecords({ ...input, Limit: 10 });
    },
  };
  const source = await fixture.open({ ...TRIM, maxFetchTime: '5s' });
  assert.equal((await nextBatch(source, null)).texts.length, 20);
});

test('children begin once their parent is read to its end, with their first record', async () => {
  const fixture = new KinesisFixture();
  await fixture.put(...Array.from({ length: 10 }, (_, i) => `p${i}`));
  fixture.kinesis.splitShard('s', 'shardId-000000000000');
  await fixture.put(...Array.from({ length: 10 }, (_, i) => `c${i}`));
  const source = await fixture.open({ ...TRIM, maxRecordsPerTrigger: '4' });
  const first = await nextBatch(source, null);
  assert.deepEqual(first.texts, ['p0', 'p1', 'p2', 'p3']);
  assert.deepEqual(ids(first.end), ['0']);
  const rest = await readToEnd(source, first.end);
  assert.deepEqual(rest.texts.slice(0, 6), ['p4', 'p5', 'p6', 'p7', 'p8', 'p9']);
  assert.deepEqual(
    rest.texts.slice(6).sort(),
    Array.from({ length: 10 }, (_, i) => `c${i}`),
  );
  assert.deepEqual(ids(rest.end), ['1', '2']);
});

test('a source that has slept through a reshard goes on where others have come to, and reads no ancestor again', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a', 'b');
  const sleeper = await fixture.open(TRIM);
  await readToEnd(sleeper, null);
  const [child = ''] = fixture.kinesis.splitShard('s', 'shardId-000000000000');
  fixture.kinesis.splitShard('s', child);
  const other = await fixture.open(TRIM);
  const { end: reshard } = await readToEnd(other, null);
  await fixture.put('c');
  const { end } = await readToEnd(other, reshard);
  assert.deepEqual(ids(end), ['2', '3', '4']);
  await fixture.put('d');
  assert.deepEqual((await readToEnd(sleeper, end)).texts, ['d']);
});

test('a shard that others have read to its end is kept until what it was made into is known', async () => {
  const fixture = new KinesisFixture(2);
  await fixture.put('a', 'b', 'c', 'd');
  const sleeper = await fixture.open(TRIM);
  const { end: before } = await readToEnd(sleeper, null);
  fixture.kinesis.mergeShards('s', 'shardId-000000000000', 'shardId-000000000001');
  await fixture.put('e');
  const half = {
    ...(before as object),
    'shardId-000000000000': { ...Object(before)['shardId-000000000000'], closed: true },
  };
  const [record] = await arrivedIn(fixture, 'shardId-000000000001');
  sleeper.offer?.({ kind: 'records', shardId: 'shardId-000000000001', records: record === undefined ? [] : [record] });
  const asleep = (await sleeper.latestOffset(half as Offset, 'limited')) as Offset;
  assert.deepEqual(ids(asleep), ['0', '1']);
  assert.deepEqual((await readToEnd(await fixture.open(TRIM), asleep)).texts, ['e']);
});

test('a shard that has ended is not let go before its children hold the watermark back', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a');
  const source = await fixture.open(TRIM);
  const start = (await readToEnd(source, null)).end;
  fixture.kinesis.splitShard('s', 'shardId-000000000000');
  await source.latestOffset(start, 'limited');
  const end = await source.latestOffset(start, 'limited');
  assert.deepEqual(ids(end), ['0', '1', '2'], 'also where it was known to have ended before');
});

test('a merged shard begins once both of its parents are read', async () => {
  const fixture = new KinesisFixture(2);
  const source = await fixture.open({ ...TRIM, maxRecordsPerTrigger: '3' });
  await fixture.put('a', 'b', 'c', 'd', 'e', 'f');
  fixture.kinesis.mergeShards('s', 'shardId-000000000000', 'shardId-000000000001');
  await fixture.put('x', 'y', 'z');
  const { texts, end } = await readToEnd(source, null);
  assert.deepEqual(texts.slice(0, 6).sort(), ['a', 'b', 'c', 'd', 'e', 'f']);
  assert.deepEqual(texts.slice(6), ['x', 'y', 'z']);
  assert.deepEqual(ids(end), ['2']);
});

test('latest begins with the open shards, and reads shards made later from their first record', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('old');
  fixture.kinesis.splitShard('s', 'shardId-000000000000');
  fixture.clock.advance(1000);
  const source = await fixture.open();
  assert.equal(await source.latestOffset(null, 'limited'), null);
  fixture.kinesis.splitShard('s', 'shardId-000000000001');
  await fixture.put('new1', 'new2', 'new3');
  assert.deepEqual((await readToEnd(source, null)).texts.sort(), ['new1', 'new2', 'new3']);
});

test('a shard is idle when it was read to its tip and nothing came; that alone is news only among several shards', async () => {
  const fixture = new KinesisFixture(2);
  const source = await fixture.open({ ...TRIM, maxRecordsPerTrigger: '100' });
  await fixture.put('a', 'a', 'a');
  const first = await nextBatch(source, null);
  const [busy, quiet] = Object.entries(isIdle(source, first.end)).sort(([, a], [, b]) => Number(a) - Number(b));
  assert.deepEqual([busy?.[1], quiet?.[1]], [false, true]);
  const second = await source.latestOffset(first.end, 'limited');
  assert.deepEqual(Object.values(isIdle(source, second)), [true, true]);
  assert.deepEqual(textsOf(await source.getBatch(first.end, second as Offset)), []);
  assert.deepEqual(await source.latestOffset(second, 'limited'), second);
});

test('availableNow reads what had arrived as it began, and no more', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a', 'b');
  const source = await fixture.open({ ...TRIM, maxRecordsPerTrigger: '1' });
  await source.prepareForAvailableNow?.();
  fixture.clock.advance(1000);
  await fixture.put('c');
  assert.deepEqual((await readToEnd(source, null)).texts, ['a', 'b']);
});

test('expired iterators are renewed, in the middle of a shard and before its first record', async () => {
  const fixture = new KinesisFixture();
  const source = await fixture.open(TRIM);
  assert.equal(await source.latestOffset(null, 'limited'), null);
  fixture.clock.advance(301_000);
  await fixture.put('a', 'b');
  const { end, texts } = await nextBatch(source, null);
  assert.deepEqual(texts, ['a', 'b']);
  fixture.clock.advance(301_000);
  await fixture.put('c');
  assert.deepEqual((await nextBatch(source, end)).texts, ['c']);
});

test('throttled reads are repeated after a wait', async () => {
  const fixture = new KinesisFixture(1, { limitReads: true });
  const texts = Array.from({ length: 9 }, (_, i) => `r${i}`);
  await fixture.put(...texts);
  const source = await fixture.open({ ...TRIM, maxRecordsPerTrigger: '1' });
  assert.deepEqual((await readToEnd(source, null)).texts, texts);
  assert.ok(fixture.clock.now() > START_MS);
});

test('a lost answer loses and repeats nothing', async () => {
  const fixture = new KinesisFixture();
  const texts = Array.from({ length: 9 }, (_, i) => `r${i}`);
  await fixture.put(...texts);
  const { port } = fixture;
  let calls = 0;
  fixture.port = {
    ...port,
    getRecords: async (input) => {
      const page = await port.getRecords({ ...input, Limit: 2 });
      if (++calls % 3 === 0) throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      return page;
    },
  };
  const source = await fixture.open({ ...TRIM, maxRecordsPerTrigger: '4' });
  const seen: string[] = [];
  let start: Offset | null = null;
  while (seen.length < 9) {
    const from: Offset | null = start;
    const nothing: { end: Offset | null; texts: string[] } = { end: from, texts: [] };
    const batch: typeof nothing = await nextBatch(source, from).catch(() => nothing);
    seen.push(...batch.texts);
    start = batch.end;
  }
  assert.deepEqual(seen, texts);
});

test('records trimmed before they were read are a data loss, unless that may be', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a', 'b');
  const { end } = await nextBatch(await fixture.open(TRIM), null);
  fixture.clock.advance(10 * HOUR_MS);
  await fixture.put('lost');
  fixture.clock.advance(20 * HOUR_MS);
  await fixture.put('kept');
  fixture.clock.advance(10 * HOUR_MS);
  await assert.rejects((await fixture.open(TRIM)).latestOffset(end, 'limited'), {
    name: 'ConnectorError',
    condition: 'KINESIS_DATA_LOSS.RECORDS_TRIMMED',
    message: /shard shardId-000000000000 was read up to \d{56}/,
  });
  const lenient = await fixture.open({ ...TRIM, failOnDataLoss: 'false' });
  assert.deepEqual((await nextBatch(lenient, end)).texts, ['kept']);
});

test('a stream that is quiet for longer than its retention is no data loss while the query runs', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a');
  const first = await fixture.open(TRIM);
  const { end } = await nextBatch(first, null);
  for (let hour = 0; hour < 30; hour++) {
    fixture.clock.advance(HOUR_MS);
    assert.deepEqual(await (await fixture.open(TRIM)).latestOffset(end, 'limited'), end);
  }
  await fixture.put('b');
  assert.deepEqual((await nextBatch(await fixture.open(TRIM), end)).texts, ['b']);
});

test('a batch that must be read again and was trimmed is a data loss', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a', 'b');
  const { end } = await nextBatch(await fixture.open(TRIM), null);
  fixture.clock.advance(25 * HOUR_MS);
  const again = (await fixture.open(TRIM)).getBatch(null, end as Offset);
  await assert.rejects(again, { condition: 'KINESIS_DATA_LOSS.BATCH_TRIMMED' });
});

test('a shard that went away unread is a data loss', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a');
  const { end } = await nextBatch(await fixture.open(TRIM), null);
  fixture.kinesis.splitShard('s', 'shardId-000000000000');
  fixture.clock.advance(25 * HOUR_MS);
  await fixture.put('b');
  await assert.rejects((await fixture.open(TRIM)).latestOffset(end, 'limited'), {
    condition: 'KINESIS_DATA_LOSS.SHARD_MISSING',
  });
  const lenient = await fixture.open({ ...TRIM, failOnDataLoss: 'false' });
  assert.deepEqual((await readToEnd(lenient, end)).texts, ['b']);
});

test('a stream of the same name made anew is another stream', async () => {
  const fixture = new KinesisFixture();
  await nextBatch(await fixture.open(TRIM), null);
  fixture.kinesis.deleteStream('s');
  fixture.clock.advance(1000);
  fixture.kinesis.createStream('s');
  await assert.rejects((await fixture.open(TRIM)).latestOffset(null, 'limited'), {
    condition: 'KINESIS_DATA_LOSS.STREAM_RECREATED',
  });
});

test('gzip payloads are recognised, left alone or demanded', async () => {
  const fixture = new KinesisFixture();
  const { port } = fixture;
  const gzip = gzipSync('zipped');
  await port.putRecords({ StreamName: 's', Records: [{ PartitionKey: 'k', Data: gzip }] });
  await fixture.put('plain');
  assert.deepEqual((await nextBatch(await fixture.open(TRIM), null)).texts, ['zipped', 'plain']);
  const raw = await fixture.open({ ...TRIM, compression: 'none' });
  const end = await raw.latestOffset(null, 'limited');
  const input = await raw.getBatch(null, end as Offset);
  assert.ok(input.kind === 'rows' && Buffer.from(input.rows[0]?.[0] as Uint8Array).equals(gzip));
  const strict = await fixture.open({ ...TRIM, compression: 'gzip' });
  await assert.rejects(nextBatch(strict, null), { condition: 'KINESIS_PAYLOAD_NOT_GZIP' });
});

test('1,000 records of 100 KB are read within bounds', async () => {
  const fixture = new KinesisFixture(4);
  for (let page = 0; page < 20; page++)
    await fixture.port.putRecords({
      StreamName: 's',
      Records: Array.from({ length: 50 }, (_, i) => ({
        PartitionKey: `${page}-${i}`,
        Data: new Uint8Array(100_000).fill(i),
      })),
    });
  const source = await fixture.open({ ...TRIM, maxBytesPerTrigger: '16000000' });
  const sizes: number[] = [];
  let start: Offset | null = null;
  for (;;) {
    const { end, texts } = await nextBatch(source, start);
    if (texts.length === 0) break;
    sizes.push(texts.length);
    start = end;
  }
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    1000,
  );
  assert.ok(Math.max(...sizes) <= 160);
});

test('bad options are refused when the query is built', async () => {
  const fixture = new KinesisFixture();
  const refused = (options: Record<string, string>, condition: string, schema?: string) =>
    assert.throws(() => fixture.open(options, schema), { condition });
  refused({ streamName: 's', streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s' }, 'OPTION_CONFLICT');
  refused({ initialPosition: 'earliest' }, 'INVALID_OPTION');
  refused({ initialPosition: 'at_timestamp' }, 'MISSING_OPTION');
  refused({ initialPosition: 'at_timestamp', startingTimestamp: '2026-01-01T00:00:00' }, 'INVALID_OPTION');
  refused({ startingTimestamp: '2026-01-01' }, 'INVALID_OPTION');
  refused({ mode: 'FAILFAST' }, 'UNKNOWN_OPTION');
  refused({ maxRecordsPerTriger: '1' }, 'UNKNOWN_OPTION', 'id INT');
  refused({ maxRecordsPerTrigger: '0' }, 'INVALID_OPTION');
});

test('a stream can be named by its ARN', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a');
  const streamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/s';
  const source = await fixture.open({ ...TRIM, streamArn });
  assert.equal(source.description, 'KinesisV2[s]');
  assert.deepEqual((await nextBatch(source, null)).texts, ['a']);
});

test('with badRecordsPath payloads that are no text are set aside with their places, and documents tell theirs', async () => {
  const fixture = new KinesisFixture();
  const Records = [Buffer.from('{"id":1}'), Buffer.from([0xff, 0xfe]), Buffer.from('{')].map((Data) => ({
    PartitionKey: 'k',
    Data,
  }));
  const { Records: results = [] } = await fixture.port.putRecords({ StreamName: 's', Records });
  const position = (i: number) => ({ shardId: results[i]?.ShardId, sequenceNumber: results[i]?.SequenceNumber });
  const source = await fixture.open({ ...TRIM, badRecordsPath: '/bad' }, 'id INT');
  const input = await source.getBatch(null, (await source.latestOffset(null, 'limited')) as Offset);
  assert.ok(input.kind === 'json');
  assert.deepEqual(input.documents, ['{"id":1}', '{']);
  assert.deepEqual(input.positions, [position(0), position(2)]);
  assert.deepEqual(
    input.rejected?.map(({ record, position: place }) => [record, place]),
    [['//4=', position(1)]],
  );
  assert.deepEqual(input.partitions, [{ partition: 'shardId-000000000000', rows: 2 }]);
  const zipped = await fixture.open({ ...TRIM, badRecordsPath: '/bad', compression: 'gzip' }, 'id INT');
  const none = await zipped.getBatch(null, (await zipped.latestOffset(null, 'limited')) as Offset);
  assert.ok(none.kind === 'json');
  assert.deepEqual([none.documents.length, none.rejected?.length], [0, 3]);
});

test('a run spread over processes has the end that it is given', async () => {
  const fixture = new KinesisFixture();
  await fixture.put('a');
  fixture.clock.advance(1000);
  await fixture.put('b');
  const source = await fixture.open(TRIM);
  await source.prepareForAvailableNow?.(START_MS + 500);
  assert.deepEqual((await readToEnd(source, null)).texts, ['a']);
});

test('a source that waits for a service that is away gives up when it is interrupted', async () => {
  const fixture = new KinesisFixture();
  fixture.port = { ...fixture.port, getRecords: () => new Promise(() => undefined) };
  const source = await fixture.open(TRIM);
  const waiting = source.latestOffset(null, 'limited');
  setImmediate(() => source.interrupt?.());
  await assert.rejects(waiting, { condition: 'WAIT_INTERRUPTED' });
});
