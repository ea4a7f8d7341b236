import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { StreamSession } from 'millrace';
import { checkpointTable } from '../../lib/testing/aws/checkpoint-table.ts';
import { memoryAws } from '../../lib/testing/aws/memory-aws.ts';
import { countClicks } from './count-clicks.ts';

test('counts go on from the checkpoint in DynamoDB, and each hour of a user is one item', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-dynamodb-example-'));
  const [partitionKey, sortKey] = [{ name: 'user_id', type: 'S' } as const, { name: 'hour', type: 'S' } as const];
  const aws = memoryAws({
    buckets: ['bucket'],
    dynamoDb: { tables: [checkpointTable('checkpoints'), { name: 'clicks-by-hour', partitionKey, sortKey }] },
  });
  const run = async () => {
    await using session = await StreamSession.create({ aws: aws.services });
    await countClicks(session, folder, 'bucket');
  };
  try {
    await mkdir(join(folder, 'clicks'));
    const click = (user_id: string, minute: number, amount: string) =>
      JSON.stringify({ user_id, amount, timestamp: new Date(Date.UTC(2024, 0, 1, 10, minute)).toISOString() });
    await writeFile(join(folder, 'clicks/1.json'), [click('ann', 5, '1.50'), click('bob', 7, '2.00')].join('\n'));
    await run();
    await writeFile(join(folder, 'clicks/2.json'), [click('ann', 20, '0.25'), click('ann', 61, '4.00')].join('\n'));
    await run();
    await run();
    const items = aws.dynamoDb.items('clicks-by-hour').map(({ user_id, hour, clicks, spent, millrace_batch }) => {
      return [user_id?.S, hour?.S, clicks?.N, spent?.N, millrace_batch?.N].join(' ');
    });
    assert.deepEqual(items.sort(), [
      'ann 2024-01-01T10:00:00.000000Z 2 1.75 2',
      'ann 2024-01-01T11:00:00.000000Z 1 4 2',
      'bob 2024-01-01T10:00:00.000000Z 1 2 0',
    ]);
    const kinds = new Set(aws.dynamoDb.items('checkpoints').map(({ sk }) => sk?.S?.split('#')[0]));
    assert.deepEqual([...kinds], ['commit', 'delta', 'files', 'meta', 'offset', 'progress']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
