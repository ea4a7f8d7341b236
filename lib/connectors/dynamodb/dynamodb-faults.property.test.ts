import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { StateBlobRef } from '../../contracts/checkpoint-store.ts';
import { checkpointTable } from '../../testing/aws/checkpoint-table.ts';
import { faultyServices } from '../../testing/aws/faulty-services.ts';
import { memoryAws } from '../../testing/aws/memory-aws.ts';
import { ManualClock } from '../../util/clock.ts';
import { CHUNK_BYTES, SPILL_BYTES } from './blob-items.ts';
import { DynamoDbCheckpointStore } from './dynamodb-checkpoint-store.ts';

const HISTORIES = 20;
const BATCHES = 14;
const RETAINED = 4;
const RATES = { lostBefore: 0.03, lostAfter: 0.03, delayed: 0.05, repeated: 0.03, straggled: 0.05, throttled: 0.02 };

/** Sizes of deltas: an item, some chunks, an object. */
const sizeOf = (batchId: number): number =>
  batchId % 7 === 6 ? SPILL_BYTES + 1 : batchId % 3 === 2 ? CHUNK_BYTES + 1 : 10;
const contentOf = (token: string, batchId: number): string => `${token}:${batchId};`.padEnd(sizeOf(batchId), '.');

async function runHistory(seed: number, folder: string): Promise<void> {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const aws = memoryAws({
    ...{ clock, seed, buckets: ['bucket'] },
    dynamoDb: { tables: [checkpointTable('checkpoints')], staleReads: 0.5, unprocessed: 0.05 },
  });
  const faulty = faultyServices(aws.services, { seed, rates: RATES });
  const open = () =>
    DynamoDbCheckpointStore.open('dynamodb://checkpoints/q?spill=bucket', {
      ...{ aws: faulty.services, clock, scratchDirectory: folder },
    });
  const won = new Map<number, string>();
  let files = 0;
  const blob = async (text: string) => {
    const file = join(folder, `${seed}-${files++}`);
    await writeFile(file, text);
    return { operatorId: 0, table: 't', file, rows: 1 };
  };

  /** One batch, as a run does it; a run that fails is followed by another with a token of its own. */
  async function step(store: DynamoDbCheckpointStore, token: string): Promise<boolean> {
    const batchId = ((await store.commits.latest())?.batchId ?? -1) + 1;
    if (batchId === BATCHES) return false;
    const offsets = { batchId, offsets: [batchId], batchWatermarkMs: 0, lateWatermarkMs: 0, batchTimestampMs: 0 };
    await store.offsets.add({ ...offsets, runToken: token });
    const state = [{ operatorId: 0, table: 't', delta: null, evictedThroughMicros: null, numRows: 1 }];
    const entry = { batchId, nextBatchWatermarkMs: 0, watermarkMarks: [], flushDue: false, state, runToken: token };
    if (await store.commits.add(entry, [await blob(contentOf(token, batchId))])) {
      assert.equal(won.get(batchId), undefined, `batch ${batchId} has two winners`);
      won.set(batchId, token);
      if (batchId % 4 === 3) await store.addSnapshot(batchId, [await blob(`snapshot ${batchId}`)]);
      await store.purge(batchId - RETAINED);
    }
    return true;
  }

  async function run(name: string): Promise<void> {
    for (let life = 0; ; life++) {
      const store = open();
      try {
        while (await step(store, `${name}${life}`));
        return;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
      } finally {
        await store.close();
      }
    }
  }

  await Promise.all([run('a'), run('b')]);
  faulty.calm();
  await faulty.settled();
  const store = open();
  const read = async (ref: StateBlobRef | null | undefined) =>
    readFile(await store.openBlob(ref as StateBlobRef), 'utf8');
  const snapshot = await store.latestSnapshot(BATCHES - 1 - RETAINED);
  if (snapshot !== undefined) assert.equal(await read(snapshot.tables[0]?.blob), `snapshot ${snapshot.batchId}`);
  for (let n = (snapshot?.batchId ?? -1) + 1; n < BATCHES; n++) {
    const entry = await store.commits.read(n);
    assert.ok(entry, `the commit of batch ${n} is there`);
    assert.equal(await read(entry.state[0]?.delta), contentOf(entry.runToken, n));
    if (won.has(n)) assert.equal(entry.runToken, won.get(n));
  }
  await store.close();
  assert.ok(faulty.log.length > 5);
}

test(`two runs on services that lose, delay, repeat and throttle calls: ${HISTORIES} histories`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-dynamodb-faults-'));
  try {
    for (let seed = 1; seed <= HISTORIES; seed++)
      await runHistory(seed, folder).catch((error) => {
        throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
      });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
