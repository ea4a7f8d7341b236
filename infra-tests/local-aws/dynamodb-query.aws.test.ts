import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { count, StreamSession, sum } from 'millrace';
import { awsServices } from '../../lib/connectors/aws/clients.ts';
import type { AwsCall } from '../../lib/connectors/aws/ports.ts';
import { watchedServices } from '../../lib/connectors/aws/watched-services.ts';
import { checkpointTable } from '../../lib/testing/aws/checkpoint-table.ts';
import { createTable } from '../../lib/testing/aws/create-table.ts';

for (const outputMode of ['update', 'complete'] as const)
  test(`${outputMode} mode: a query with checkpoint and result in DynamoDB`, async () => {
    const [checkpoints, counts] = [`checkpoints-${randomUUID()}`, `counts-${randomUUID()}`];
    await createTable(checkpointTable(checkpoints));
    await createTable({ name: counts, partitionKey: { name: 'k', type: 'S' } });
    const calls: AwsCall[] = [];
    const aws = watchedServices(awsServices(), (call) => calls.push(call));
    await using session = await StreamSession.create({ aws });
    const input = session.memoryStream('k STRING, v DOUBLE');
    const start = () =>
      session.readStream
        .format('memory')
        .option('stream', input.name)
        .load()
        .groupBy('k')
        .agg(count('*').as('n'), sum('v').as('total'))
        .writeStream.outputMode(outputMode)
        .format('dynamodb')
        .option('tableName', counts)
        .option('partitionKey', 'k')
        .option('checkpointLocation', `dynamodb://${checkpoints}/counts`)
        .start();
    const query = await start();
    for (const k of ['a', 'b', 'a']) {
      input.addData({ k, v: 1.5 });
      await query.processAllAvailable();
    }
    await query.stop();
    const again = await start();
    input.addData({ k: 'c', v: 0.1 });
    await again.processAllAvailable();
    await again.stop();
    const port = await awsServices().dynamoDb();
    const { Items = [] } = await port.scan({ TableName: counts, ConsistentRead: true });
    const found = Items.map(({ k, n, total }) => `${k?.S} ${n?.N} ${total?.N}`).sort();
    assert.deepEqual(found, ['a 2 3', 'b 1 1.5', 'c 1 0.1']);
    assert.ok(calls.every(({ error, capacityUnits }) => error === undefined && capacityUnits > 0));
  });
