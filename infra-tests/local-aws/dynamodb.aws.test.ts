import { setTimeout as sleep } from 'node:timers/promises';
import { awsServices } from '../../lib/connectors/aws/clients.ts';
import { createTable } from '../../lib/testing/aws/create-table.ts';
import { dynamoDbContract } from '../../lib/testing/aws/dynamodb-contract.ts';

/** MiniStack looks for expired items once a minute: waited for only with MILLRACE_WAIT_FOR_TTL=1. */
const EXPIRY_SWEEP_MS = 65_000;

dynamoDbContract(
  'local AWS',
  async () => ({
    port: await awsServices().dynamoDb(),
    createTable,
    expire: process.env.MILLRACE_WAIT_FOR_TTL === '1' ? () => sleep(EXPIRY_SWEEP_MS) : undefined,
    nowSeconds: () => Date.now() / 1000,
  }),
  {
    'an update that names a path twice is refused': 'MiniStack lets the last one win',
    'a key condition has no <>': 'MiniStack takes it',
    'batchGetItem leaves what is over 16 MB for the next call': 'MiniStack answers in one call',
    'ConsumedCapacity counts 4 KB a read, half where it need not be consistent': 'MiniStack counts one unit a read',
  },
);
