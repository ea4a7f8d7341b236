import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { kinesisContract } from './kinesis-contract.ts';
import { memoryKinesis } from './memory-kinesis.ts';

const START_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;
const data = new TextEncoder().encode('value');

kinesisContract('Kinesis in memory', async () => {
  const kinesis = memoryKinesis({ clock: new ManualClock(START_MS) });
  return {
    kinesis: kinesis.port,
    createStream: async (name, shards) => kinesis.createStream(name, { shards }),
    deleteStream: async (name) => kinesis.deleteStream(name),
    splitShard: async (name, shardId, at) => void kinesis.splitShard(name, shardId, BigInt(at)),
    mergeShards: async (name, shardId, adjacent) => void kinesis.mergeShards(name, shardId, adjacent),
  };
});

function open(options: { readonly limitReads?: boolean; readonly retentionHours?: number } = {}) {
  const clock = new ManualClock(START_MS);
  const kinesis = memoryKinesis({ clock, limitReads: options.limitReads ?? false });
  kinesis.createStream('s', { retentionHours: options.retentionHours ?? 24 });
  const { port } = kinesis;
  const horizon = async () =>
    (
      await port.getShardIterator({
        StreamName: 's',
        ShardId: 'shardId-000000000000',
        ShardIteratorType: 'TRIM_HORIZON',
      })
    ).ShardIterator;
  const put = (count: number, bytes = data) =>
    port.putRecords({
      StreamName: 's',
      Records: Array.from({ length: count }, (_, i) => ({ PartitionKey: String(i), Data: bytes })),
    });
  return { clock, kinesis, port, horizon, put };
}

test('a shard takes 1,000 records a second; the others fail one by one', async () => {
  const { clock, put } = open();
  assert.equal((await put(500)).FailedRecordCount, 0);
  assert.equal((await put(400)).FailedRecordCount, 0);
  const last = await put(300);
  assert.equal(last.FailedRecordCount, 200);
  assert.equal(last.Records?.[99]?.ErrorCode, undefined);
  assert.equal(last.Records?.[100]?.ErrorCode, 'ProvisionedThroughputExceededException');
  clock.advance(1000);
  assert.equal((await put(300)).FailedRecordCount, 0);
});

test('a shard takes 1 MB a second', async () => {
  const { put } = open();
  assert.equal((await put(12, new Uint8Array(100_000))).FailedRecordCount, 3);
});

test('a shard is read five times a second', async () => {
  const { clock, port, horizon } = open({ limitReads: true });
  const iterator = await horizon();
  for (let i = 0; i < 5; i++) await port.getRecords({ ShardIterator: iterator });
  const sixth = port.getRecords({ ShardIterator: iterator });
  await assert.rejects(sixth, { name: 'ProvisionedThroughputExceededException' });
  clock.advance(1000);
  await port.getRecords({ ShardIterator: iterator });
});

test('an iterator lives for five minutes', async () => {
  const { clock, port, horizon } = open();
  const iterator = await horizon();
  clock.advance(300_000);
  await port.getRecords({ ShardIterator: iterator });
  clock.advance(1);
  await assert.rejects(port.getRecords({ ShardIterator: iterator }), { name: 'ExpiredIteratorException' });
});

test('records leave after the retention, and a closed shard with its last record', async () => {
  const { clock, kinesis, port, horizon, put } = open();
  await put(2);
  clock.advance(HOUR_MS);
  await put(1);
  kinesis.splitShard('s', 'shardId-000000000000');
  clock.advance(23 * HOUR_MS);
  const page = await port.getRecords({ ShardIterator: await horizon() });
  assert.equal(page.Records?.length, 1);
  clock.advance(HOUR_MS);
  assert.deepEqual(
    (await port.listShards({ StreamName: 's' })).Shards?.map(({ ShardId }) => ShardId),
    ['shardId-000000000001', 'shardId-000000000002'],
  );
});

test('a page has at most 10 MB', async () => {
  const { clock, port, horizon, put } = open();
  for (let i = 0; i < 13; i++) {
    await put(1, new Uint8Array(1_000_000));
    clock.advance(1000);
  }
  const page = await port.getRecords({ ShardIterator: await horizon() });
  assert.equal(page.Records?.length, 10);
  assert.equal((await port.getRecords({ ShardIterator: page.NextShardIterator })).Records?.length, 3);
});

test('the same seed gives the same sequence numbers', async () => {
  const sequences = async () => (await open().put(3)).Records?.map(({ SequenceNumber }) => SequenceNumber);
  assert.deepEqual(await sequences(), await sequences());
});
