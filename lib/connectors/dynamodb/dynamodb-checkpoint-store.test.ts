import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import { checkpointTable } from '../../testing/aws/checkpoint-table.ts';
import { MemoryDynamoDb } from '../../testing/aws/memory-dynamodb.ts';
import { MemoryS3 } from '../../testing/aws/memory-s3.ts';
import { checkpointConformance } from '../../testing/checkpoint-conformance.ts';
import { ManualClock } from '../../util/clock.ts';
import { DynamoDbCheckpointStore } from './dynamodb-checkpoint-store.ts';

for (const unprocessed of [0, 0.2])
  checkpointConformance(`DynamoDbCheckpointStore (${unprocessed} of each batch left undone)`, async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const dynamoDb = new MemoryDynamoDb({
      clock,
      tables: [checkpointTable('checkpoints')],
      staleReads: 0.5,
      unprocessed,
    });
    const s3 = new MemoryS3({ clock });
    const aws = { dynamoDb: async () => dynamoDb.port, s3: async () => s3.port };
    const opened: CheckpointStore[] = [];
    return {
      open: async () => {
        const store = DynamoDbCheckpointStore.open('dynamodb://checkpoints/q?spill=bucket', { aws, clock });
        opened.push(store);
        return store;
      },
      dispose: async () => {
        for (const store of opened) await store.close();
      },
    };
  });
