import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../util/clock.ts';
import { dynamoDbContract } from './dynamodb-contract.ts';
import { MemoryDynamoDb, type TableDefinition } from './memory-dynamodb.ts';

const START_MS = Date.UTC(2026, 0, 1);
const table: TableDefinition = {
  name: 't',
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
};
const key = (sk: string) => ({ pk: { S: 'p' }, sk: { S: sk } });

dynamoDbContract('in memory', async () => {
  const clock = new ManualClock(START_MS);
  const service = new MemoryDynamoDb({ clock });
  return {
    port: service.port,
    createTable: async (definition) => service.createTable(definition),
    expire: async () => clock.advance(2000),
    nowSeconds: () => clock.now() / 1000,
  };
});

test('an eventually consistent read may see what was there before; a consistent one never does', async () => {
  const { port } = new MemoryDynamoDb({ clock: new ManualClock(), tables: [table], seed: 7, staleReads: 0.5 });
  await port.putItem({ TableName: 't', Item: { ...key('a'), v: { N: '1' } } });
  await port.putItem({ TableName: 't', Item: { ...key('a'), v: { N: '2' } } });
  const read = async (ConsistentRead: boolean) => {
    const reads = Array.from({ length: 50 }, () => port.getItem({ TableName: 't', Key: key('a'), ConsistentRead }));
    return new Set((await Promise.all(reads)).map(({ Item }) => Item?.['v']?.N));
  };
  assert.deepEqual(await read(true), new Set(['2']));
  assert.deepEqual(await read(false), new Set(['1', '2']));
});

test('parts of a batch are left as told, and are done when asked again', async () => {
  const { port } = new MemoryDynamoDb({ clock: new ManualClock(), tables: [table], unprocessed: 0.5 });
  const writes = Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: key(`s${i}`) } }));
  let left: Parameters<typeof port.batchWriteItem>[0]['RequestItems'] = { t: writes };
  let calls = 0;
  while (left !== undefined && Object.keys(left).length > 0) {
    left = (await port.batchWriteItem({ RequestItems: left })).UnprocessedItems;
    calls += 1;
  }
  assert.ok(calls > 1);
  assert.equal((await port.scan({ TableName: 't' })).Count, 25);
});

test('what goes in and what comes out are copies', async () => {
  const service = new MemoryDynamoDb({ clock: new ManualClock(), tables: [table] });
  const data = new Uint8Array([1]);
  await service.port.putItem({ TableName: 't', Item: { ...key('a'), data: { B: data } } });
  data[0] = 2;
  const first = await service.port.getItem({ TableName: 't', Key: key('a') });
  first.Item?.['data']?.B?.fill(3);
  assert.deepEqual(service.items('t')[0]?.['data']?.B, new Uint8Array([1]));
});
