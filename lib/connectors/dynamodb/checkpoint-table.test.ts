import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WriteRequest } from '@aws-sdk/client-dynamodb';
import { checkpointTable } from '../../testing/aws/checkpoint-table.ts';
import { MemoryDynamoDb } from '../../testing/aws/memory-dynamodb.ts';
import { ManualClock } from '../../util/clock.ts';
import { CheckpointTable } from './checkpoint-table.ts';
import { parseDynamoDbLocation } from './checkpoint-url.ts';

/** A table that leaves a part of every batch undone, and the waits that this took. */
function tableThatLeaves(unprocessed: number) {
  const dynamoDb = new MemoryDynamoDb({
    clock: new ManualClock(),
    tables: [checkpointTable('checkpoints')],
    unprocessed,
  });
  const waits: number[] = [];
  const table = new CheckpointTable(
    parseDynamoDbLocation('dynamodb://checkpoints/q'),
    async () => dynamoDb.port,
    async (ms) => waits.push(ms),
  );
  const puts = (count: number) =>
    Array.from({ length: count }, (_, i): WriteRequest => ({ PutRequest: { Item: table.key(`item#${i}`) } }));
  return { dynamoDb, table, waits, puts };
}

test('what a batch of writes leaves undone is asked for again, after waits that are never long', async () => {
  const { dynamoDb, table, waits, puts } = tableThatLeaves(0.6);
  await table.write(puts(60));
  assert.equal(dynamoDb.items('checkpoints').length, 60);
  assert.ok(waits.length > 0 && waits.every((ms) => ms <= 2000), String(waits));
});

test('a table that takes nothing at all is given up, as throttling that passes', async () => {
  const { table, waits, puts } = tableThatLeaves(1);
  await assert.rejects(table.write(puts(3)), { name: 'ProvisionedThroughputExceededException' });
  assert.ok(waits.length >= 10 && waits.length <= 20, `${waits.length} waits`);
});
