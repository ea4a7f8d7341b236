import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { CheckpointError, QueryStartError } from '../../errors/index.ts';
import type { DynamoDbPort } from '../aws/ports.ts';
import { entrySortKey } from './sort-keys.ts';

const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

/** Names of the queries with a checkpoint in a table. Reads through the whole table, since DynamoDB has no list of partitions. */
export async function checkpointNames(port: DynamoDbPort, table: string): Promise<readonly string[]> {
  const location = `dynamodb://${table}`;
  if (!TABLE_NAME.test(table))
    throw new QueryStartError('INVALID_CHECKPOINT_LOCATION', { location, why: `"${table}" is no table name` });
  const names: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await port
      .scan({
        TableName: table,
        FilterExpression: '#sk = :meta',
        ProjectionExpression: '#pk',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: { ':meta': { S: entrySortKey('metadata.json') } },
        ...(start !== undefined && { ExclusiveStartKey: start }),
      })
      .catch((cause: Error) => {
        if (cause.name !== 'ResourceNotFoundException') throw cause;
        throw new CheckpointError('CHECKPOINT_TABLE_NOT_FOUND', { table, location }, { cause });
      });
    for (const { pk } of page.Items ?? []) if (pk?.S !== undefined) names.push(pk.S);
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return names;
}
