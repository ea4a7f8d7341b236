import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { awsServices } from './clients.ts';
import { stepFunctionsClient } from './step-functions.ts';

describe('a service that takes a call and never answers', () => {
  let calls = 0;
  const server = createServer(() => {
    calls += 1;
  });
  const account = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const;
  const inherited = account.map((name) => process.env[name]);
  before(async () => {
    for (const name of account) process.env[name] ??= 'test';
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => {
    for (const [i, name] of account.entries()) if (inherited[i] === undefined) delete process.env[name];
    server.closeAllConnections();
    server.close();
  });

  const options = () => ({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    maxAttempts: 2,
    silenceMs: 50,
  });
  const CALLS = {
    DynamoDB: async () => (await awsServices(options()).dynamoDb()).scan({ TableName: 't' }),
    Kinesis: async () => (await awsServices(options()).kinesis()).listShards({ StreamName: 's' }),
    S3: async () => (await awsServices(options()).s3()).listObjectsV2({ Bucket: 'b' }),
    'Step Functions': async () => (await stepFunctionsClient(options())).describeExecution({ executionArn: 'arn' }),
  };

  for (const [name, call] of Object.entries(CALLS))
    test(`is asked again and then given up: ${name}`, async () => {
      calls = 0;
      await assert.rejects(call, { name: 'TimeoutError' });
      assert.equal(calls, 2);
    });
});
