import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { MemoryS3 } from './memory-s3.ts';
import { s3Contract } from './s3-contract.ts';
import type { S3EventRecord } from './s3-event.ts';
import { S3EventQueue } from './s3-event-queue.ts';

function s3WithBucket() {
  const clock = new ManualClock(1_700_000_000_500);
  const s3 = new MemoryS3({ clock });
  s3.createBucket('bucket');
  return { s3, clock, port: s3.port, bucket: 'bucket' };
}

s3Contract('memory', async () => s3WithBucket());

test('times are those of the clock, in whole seconds', async () => {
  const { port, clock } = s3WithBucket();
  clock.advance(2_000);
  await port.putObject({ Bucket: 'bucket', Key: 'k', Body: '' });
  const { LastModified } = await port.headObject({ Bucket: 'bucket', Key: 'k' });
  assert.equal(LastModified?.getTime(), 1_700_000_002_000);
});

test('a denied bucket refuses every call', async () => {
  const { s3, port } = s3WithBucket();
  s3.denyBucket('bucket');
  await assert.rejects(port.listObjectsV2({ Bucket: 'bucket' }), { name: 'AccessDenied' });
});

test('every kind of write is told in the form of S3 events', async () => {
  const { s3, port } = s3WithBucket();
  const told: S3EventRecord[] = [];
  s3.onCreated('bucket', (record) => told.push(record));
  await port.putObject({ Bucket: 'bucket', Key: 'in/a b+c.json', Body: 'xyz' });
  await port.copyObject({ Bucket: 'bucket', Key: 'copy', CopySource: 'bucket/in/a%20b%2Bc.json' });
  await port.deleteObject({ Bucket: 'bucket', Key: 'copy' });
  assert.deepEqual(
    told.map(({ eventName, s3: { object } }) => [eventName, object.key, object.size]),
    [
      ['ObjectCreated:Put', 'in/a+b%2Bc.json', 3],
      ['ObjectCreated:Copy', 'copy', 3],
    ],
  );
  assert.equal(told[0]?.eventTime, '2023-11-14T22:13:20.500Z');
  assert.equal(told[0]?.s3.bucket.name, 'bucket');
  assert.ok((told[0]?.s3.object.sequencer ?? '') < (told[1]?.s3.object.sequencer ?? ''));
});

/** What a queue delivers of 200 events, receive by receive. */
async function deliveries(seed: number): Promise<string[][]> {
  const { s3, port } = s3WithBucket();
  const queue = new S3EventQueue({ seed });
  s3.onCreated('bucket', queue.send);
  const received: string[][] = [];
  for (let i = 0; i < 200; i++) {
    await port.putObject({ Bucket: 'bucket', Key: `k${i}`, Body: '' });
    if (i % 10 === 9) received.push(queue.receive(10).map((record) => record.s3.object.key));
  }
  while (!queue.isEmpty) received.push(queue.receive(10).map((record) => record.s3.object.key));
  return received;
}

test('a queue of events loses none, repeats some, mixes them, and does the same again for the same seed', async () => {
  const all = (await deliveries(7)).flat();
  assert.equal(new Set(all).size, 200);
  assert.ok(all.length > 205 && all.length < 240, `${all.length} deliveries`);
  assert.notDeepEqual(
    [...new Set(all)],
    Array.from({ length: 200 }, (_, i) => `k${i}`),
  );
  assert.deepEqual(await deliveries(7), await deliveries(7));
  assert.notDeepEqual(await deliveries(7), await deliveries(8));
});
