import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { awsServices } from '../../lib/connectors/aws/clients.ts';
import { DynamoDbCheckpointStore } from '../../lib/connectors/dynamodb/dynamodb-checkpoint-store.ts';
import type { CheckpointStore } from '../../lib/contracts/checkpoint-store.ts';
import { checkpointTable } from '../../lib/testing/aws/checkpoint-table.ts';
import { createTable } from '../../lib/testing/aws/create-table.ts';
import { checkpointConformance } from '../../lib/testing/checkpoint-conformance.ts';
import { SystemClock } from '../../lib/util/clock.ts';
import { newBucket } from './new-bucket.ts';

const table = `checkpoints-${randomUUID()}`;
const clock = new SystemClock();
before(() => createTable(checkpointTable(table)));

checkpointConformance('DynamoDbCheckpointStore on the local AWS', async () => {
  const url = `dynamodb://${table}/${randomUUID()}`;
  const opened: CheckpointStore[] = [];
  return {
    open: async () => {
      const store = DynamoDbCheckpointStore.open(url, { aws: awsServices(), clock });
      opened.push(store);
      return store;
    },
    dispose: async () => {
      for (const store of opened) await store.close();
    },
  };
});

const MB = 1024 * 1024;

for (const [what, form, bytes] of [
  ['a delta of 1 MB', 'delta', MB],
  ['a delta of 5 MB', 'delta', 5 * MB],
  ['a snapshot of 60 MB', 'snapshot', 60 * MB],
] as const)
  test(`${what} comes back from the local AWS`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-dynamodb-'));
    const url = `dynamodb://${table}/${randomUUID()}?spill=${await newBucket()}/state`;
    const store = DynamoDbCheckpointStore.open(url, { aws: awsServices(), clock, scratchDirectory: folder });
    try {
      const content = randomBytes(bytes);
      const file = join(folder, 'blob');
      await writeFile(file, content);
      const blob = { operatorId: 0, table: 't', file, rows: 1 };
      const state = [{ operatorId: 0, table: 't', delta: null, evictedThroughMicros: null, numRows: 1 }];
      const entry = { batchId: 0, nextBatchWatermarkMs: 0, watermarkMarks: [], flushDue: false, state, runToken: 'r' };
      await store.commits.add(entry, form === 'delta' ? [blob] : []);
      if (form === 'snapshot') await store.addSnapshot(0, [blob]);
      const ref =
        form === 'delta'
          ? (await store.commits.read(0))?.state[0]?.delta
          : (await store.latestSnapshot(0))?.tables[0]?.blob;
      assert.ok(ref);
      const hash = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
      assert.equal(hash(await readFile(await store.openBlob(ref))), hash(content));
    } finally {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
