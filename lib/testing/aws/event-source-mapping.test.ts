import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KinesisStreamEvent } from 'aws-lambda';
import { ManualClock } from '../../util/clock.ts';
import { type KinesisMappingOptions, kinesisEventSourceMapping } from './event-source-mapping.ts';
import type { DiscardedKinesisBatch } from './kinesis/kinesis-event.ts';
import { memoryKinesis } from './memory-kinesis.ts';

const START_MS = 1_700_000_000_000;

const textsOf = (event: KinesisStreamEvent): string[] =>
  event.Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
const shardOf = (event: KinesisStreamEvent): string => event.Records[0]?.eventID.split(':')[0]?.slice(-1) ?? '';

type Settings = Partial<Omit<KinesisMappingOptions, 'clock' | 'kinesis' | 'streamName'>>;

/** A mapping whose function takes note of what it gets, and does what `work` does. */
function open(settings: Settings = {}, shards = 1, work: (texts: string[]) => unknown = () => undefined) {
  const clock = new ManualClock(START_MS);
  const kinesis = memoryKinesis({ clock, limitWrites: false });
  kinesis.createStream('s', { shards });
  const calls: string[][] = [];
  const shardsSeen: string[] = [];
  const discarded: DiscardedKinesisBatch[] = [];
  const mapping = kinesisEventSourceMapping({
    kinesis: kinesis.port,
    streamName: 's',
    clock,
    startingPosition: { type: 'TRIM_HORIZON' },
    onFailure: (batch) => discarded.push(batch),
    handler: async (event) => {
      calls.push(textsOf(event));
      shardsSeen.push(shardOf(event));
      return work(textsOf(event));
    },
    ...settings,
  });
  const put = (...texts: string[]) =>
    kinesis.port.putRecords({
      StreamName: 's',
      Records: texts.map((text) => ({ PartitionKey: text, Data: Buffer.from(text) })),
    });
  return { clock, kinesis, mapping, calls, shardsSeen, discarded, put };
}

test('an event has the form of Lambda', async () => {
  const events: KinesisStreamEvent[] = [];
  const { mapping, put } = open({ handler: async (event) => void events.push(event) });
  await put('a');
  await mapping.drain();
  const [record] = events[0]?.Records ?? [];
  assert.equal(record?.eventSource, 'aws:kinesis');
  assert.equal(record?.eventSourceARN, 'arn:aws:kinesis:us-east-1:000000000000:stream/s');
  assert.match(record?.eventID ?? '', /^shardId-000000000000:\d{56}$/);
  assert.equal(record?.kinesis.data, 'YQ==');
  assert.equal(record?.kinesis.approximateArrivalTimestamp, START_MS / 1000);
});

test('batches have at most batchSize records, in the order of the shard', async () => {
  const { mapping, calls, put } = open({ batchSize: 2 });
  await put('a', 'b', 'c', 'd', 'e');
  await mapping.drain();
  assert.deepEqual(calls, [['a', 'b'], ['c', 'd'], ['e']]);
});

test('a batch has at most 6 MB as base64', async () => {
  const { mapping, calls, put } = open();
  await put(...Array.from({ length: 7 }, (_, i) => String(i).repeat(200)));
  await mapping.drain();
  assert.equal(calls.length, 1);
  const large = open();
  const Records = Array.from({ length: 7 }, () => ({ PartitionKey: 'k', Data: new Uint8Array(1_000_000) }));
  await large.kinesis.port.putRecords({ StreamName: 's', Records });
  await large.mapping.drain();
  assert.deepEqual(
    large.calls.map((call) => call.length),
    [4, 3],
  );
});

test('a batch waits for its window, or until it is full', async () => {
  const { clock, mapping, calls, put } = open({ batchSize: 3, maximumBatchingWindowMs: 10_000 });
  await put('a');
  await mapping.drain();
  clock.advance(9999);
  await put('b');
  await mapping.drain();
  assert.deepEqual(calls, []);
  clock.advance(1);
  await mapping.drain();
  assert.deepEqual(calls, [['a', 'b']]);
  await put('c', 'd', 'e');
  await mapping.drain();
  assert.deepEqual(calls[1], ['c', 'd', 'e']);
});

test('LATEST begins with what comes after, also when shards were split before', async () => {
  const { kinesis, mapping, calls, put } = open({ startingPosition: { type: 'LATEST' } });
  await put('old');
  kinesis.splitShard('s', 'shardId-000000000000');
  await mapping.drain();
  await mapping.drain();
  await put('new');
  await mapping.drain();
  assert.deepEqual(calls, [['new']]);
});

test('child shards begin once their parent is done, retries included', async () => {
  let failures = 3;
  const { kinesis, mapping, calls, shardsSeen, put } = open({}, 1, () => {
    if (failures-- > 0) throw new Error('not yet');
  });
  await put('p');
  kinesis.splitShard('s', 'shardId-000000000000');
  await put('c1', 'c2', 'c3', 'c4');
  await mapping.drain();
  assert.deepEqual(calls.slice(0, 4), [['p'], ['p'], ['p'], ['p']]);
  assert.deepEqual(new Set(shardsSeen.slice(4)), new Set(['1', '2']));
});

test('one drain gets through a shard that ends without a record', async () => {
  const { kinesis, mapping, calls, put } = open();
  await mapping.drain();
  kinesis.splitShard('s', 'shardId-000000000000');
  await put('c');
  await mapping.drain();
  assert.deepEqual(calls, [['c']]);
});

test('a failed batch holds up its shard and no other', async () => {
  const { mapping, calls, shardsSeen, put } = open({ maximumRetryAttempts: -1 }, 2, (texts) => {
    if (texts.includes('a')) throw new Error('poison');
  });
  await put('a', 'b', 'c', 'd', 'e', 'f');
  for (let turn = 0; turn < 5; turn++) await mapping.step();
  const stuck = shardsSeen[calls.findIndex((texts) => texts.includes('a'))];
  assert.equal(shardsSeen.filter((shard) => shard === stuck).length, 5);
  assert.equal(new Set(shardsSeen).size, 2);
  await assert.rejects(mapping.drain(10), /not done after 10 steps/);
});

test('what fails too often is given up and told to the destination', async () => {
  const { mapping, calls, discarded, put } = open({ maximumRetryAttempts: 2, batchSize: 2 }, 1, (texts) => {
    if (texts.includes('a')) throw new Error('poison');
  });
  await put('a', 'b', 'c');
  await mapping.drain();
  assert.deepEqual(calls, [['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
  assert.equal(discarded.length, 1);
  assert.equal(discarded[0]?.requestContext.condition, 'RetryAttemptsExhausted');
  assert.equal(discarded[0]?.requestContext.approximateInvokeCount, 3);
  const { KinesisBatchInfo: info } = discarded[0] ?? {};
  assert.equal(info?.batchSize, 2);
  assert.notEqual(info?.startSequenceNumber, info?.endSequenceNumber);
});

test('bisecting finds the record at fault; splits are not retries', async () => {
  const { mapping, calls, discarded, put } = open(
    { maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
    1,
    (texts) => {
      if (texts.includes('c')) throw new Error('poison');
    },
  );
  await put('a', 'b', 'c', 'd');
  await mapping.drain();
  assert.deepEqual(calls, [['a', 'b', 'c', 'd'], ['a', 'b'], ['c', 'd'], ['c'], ['c'], ['d']]);
  assert.deepEqual(
    discarded.map(({ KinesisBatchInfo }) => KinesisBatchInfo.batchSize),
    [1],
  );
});

test('a partial answer goes on from the lowest record that it names', async () => {
  const records = new Map<string, string>();
  let isFirst = true;
  const { mapping, put } = open({
    reportBatchItemFailures: true,
    handler: async (event) => {
      for (const { kinesis } of event.Records)
        records.set(Buffer.from(kinesis.data, 'base64').toString(), kinesis.sequenceNumber);
      calls.push(textsOf(event));
      if (!isFirst) return undefined;
      isFirst = false;
      return { batchItemFailures: ['d', 'c'].map((text) => ({ itemIdentifier: records.get(text) })) };
    },
  });
  const calls: string[][] = [];
  await put('a', 'b', 'c', 'd');
  await mapping.drain();
  assert.deepEqual(calls, [
    ['a', 'b', 'c', 'd'],
    ['c', 'd'],
  ]);
});

test('an answer that names no record of the batch fails all of it; without the setting it is not looked at', async () => {
  const answer = { batchItemFailures: [{ itemIdentifier: '12' }] };
  const reporting = open({ reportBatchItemFailures: true, maximumRetryAttempts: 1 }, 1, () => answer);
  await reporting.put('a');
  await reporting.mapping.drain();
  assert.deepEqual(reporting.calls, [['a'], ['a']]);
  assert.equal(reporting.discarded.length, 1);
  const plain = open({}, 1, () => answer);
  await plain.put('a');
  await plain.mapping.drain();
  assert.deepEqual(plain.calls, [['a']]);
});

test('records that are too old are given up', async () => {
  const { clock, mapping, calls, discarded, put } = open({ maximumRecordAgeMs: 60_000 });
  await put('a');
  clock.advance(40_000);
  await put('b');
  clock.advance(30_000);
  await mapping.drain();
  assert.deepEqual(calls, [['b']]);
  assert.equal(discarded[0]?.requestContext.condition, 'RecordAgeExceeded');
});

test('batches come again although they were done, as often as the seed says, and the same each time', async () => {
  const run = async (seed: number) => {
    const { mapping, calls, put } = open({ redelivery: 0.5, batchSize: 1, seed });
    await put('a', 'b', 'c', 'd', 'e', 'f');
    await mapping.drain();
    return calls.flat();
  };
  const first = await run(7);
  assert.ok(first.length > 6);
  assert.deepEqual([...new Set(first)], ['a', 'b', 'c', 'd', 'e', 'f']);
  assert.deepEqual(await run(7), first);
});
