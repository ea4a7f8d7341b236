import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StreamSession } from 'millrace';
import { memoryAws } from '../../lib/testing/aws/memory-aws.ts';
import { countPurchases, forwardPurchases, readPlaces } from './kinesis.ts';

const click = (user: string, action: string, amount: number, minute: number) => ({
  PartitionKey: user,
  Data: Buffer.from(JSON.stringify({ user, action, amount, t: new Date(Date.UTC(2024, 0, 1, 0, minute)) })),
});

test('the examples of the Kinesis connector', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-kinesis-example-'));
  const aws = memoryAws();
  aws.kinesis.createStream('clicks', { shards: 2 });
  aws.kinesis.createStream('purchases');
  await aws.kinesis.port.putRecords({
    StreamName: 'clicks',
    Records: [
      click('ann', 'purchase', 2, 1),
      click('ann', 'view', 0, 2),
      click('ann', 'purchase', 3, 3),
      click('bob', 'purchase', 5, 4),
      click('ann', 'purchase', 7, 40),
      click('bob', 'purchase', 11, 40),
    ],
  });
  try {
    await using session = await StreamSession.create({ aws: aws.services });
    await (await countPurchases(session, folder)).awaitTermination();
    const totals = await session.read
      .parquet(`${folder}/purchases`)
      .select('user', 'n', 'total')
      .orderBy('user')
      .collect();
    assert.deepEqual(totals, [
      { user: 'ann', n: 2n, total: 5 },
      { user: 'bob', n: 1n, total: 5 },
    ]);
    await (await forwardPurchases(session, folder)).awaitTermination();
    await (await readPlaces(session, folder)).awaitTermination();
    const places = await session.read.parquet(`${folder}/places`).orderBy('partitionKey', 'amount').collect();
    assert.deepEqual(
      places.map(({ shardId, ...place }) => [shardId, ...Object.values(place)]),
      [
        ['shardId-000000000000', 'ann', 'ann', 2],
        ['shardId-000000000000', 'ann', 'ann', 3],
        ['shardId-000000000000', 'ann', 'ann', 7],
        ['shardId-000000000000', 'bob', 'bob', 5],
        ['shardId-000000000000', 'bob', 'bob', 11],
      ],
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
