import {
  CreateTableCommand,
  DynamoDBClient,
  type KeyType,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { AwsClientOptions } from '../../connectors/aws/clients.ts';
import type { TableDefinition } from './dynamodb/table-definition.ts';

/** Creates a table, on demand, and waits until it is there. For tests and a local AWS; a stack declares its tables. */
export async function createTable(definition: TableDefinition, options: AwsClientOptions = {}): Promise<void> {
  const { name: TableName, partitionKey, sortKey, ttlAttribute } = definition;
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  const keyTypes: readonly KeyType[] = ['HASH', 'RANGE'];
  const client = new DynamoDBClient({
    ...(options.region !== undefined && { region: options.region }),
    ...(options.endpoint !== undefined && { endpoint: options.endpoint }),
  });
  try {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
        KeySchema: keys.map(({ name }, i) => ({ AttributeName: name, KeyType: keyTypes[i] })),
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName });
    if (ttlAttribute !== undefined) {
      const TimeToLiveSpecification = { AttributeName: ttlAttribute, Enabled: true };
      await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
    }
  } finally {
    client.destroy();
  }
}
