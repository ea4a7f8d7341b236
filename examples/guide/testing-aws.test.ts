// #region aws
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSession } from 'millrace';
import { checkpointTable, memoryAws } from 'millrace/testing';

test('totals are in the table, and the checkpoint in another', async () => {
  const totals = { name: 'totals', partitionKey: { name: 'user', type: 'S' } } as const;
  const aws = memoryAws({ dynamoDb: { tables: [checkpointTable('checkpoints'), totals] } });
  await using session = await StreamSession.create({ aws: aws.services });
  const orders = session.memoryStream('user STRING, amount INT');
  const query = await session.readStream
    .format('memory')
    .option('stream', orders.name)
    .load()
    .groupBy('user')
    .sum('amount')
    .withColumnRenamed('sum(amount)', 'total')
    .writeStream.outputMode('update')
    .format('dynamodb')
    .options({ tableName: 'totals', partitionKey: 'user', checkpointLocation: 'dynamodb://checkpoints/totals' })
    .start();
  orders.addData({ user: 'ann', amount: 3 }, { user: 'ann', amount: 4 });
  await query.processAllAvailable();
  const { Items = [] } = await aws.dynamoDb.port.scan({ TableName: 'totals' });
  assert.deepEqual(
    Items.map(({ user, total }) => [user?.S, total?.N]),
    [['ann', '7']],
  );
});
// #endregion
