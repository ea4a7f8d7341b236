import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CreateStreamCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { awsServices } from '../../lib/connectors/aws/clients.ts';
import { createTable } from '../../lib/testing/aws/create-table.ts';
import { chainPipeline } from '../../lib/testing/campaign/chain-pipeline.ts';
import { filesPipeline } from '../../lib/testing/campaign/files-pipeline.ts';
import { historyOf } from '../../lib/testing/campaign/history.ts';
import { joinPipeline } from '../../lib/testing/campaign/join-pipeline.ts';
import { JumpingClock } from '../../lib/testing/campaign/jumping-clock.ts';
import { runHistory } from '../../lib/testing/campaign/run-history.ts';
import { streamFilesJoinPipeline } from '../../lib/testing/campaign/stream-files-join-pipeline.ts';
import { windowsPipeline } from '../../lib/testing/campaign/windows-pipeline.ts';
import type { World } from '../../lib/testing/campaign/world.ts';

const SEED = Number(process.env['MILLRACE_SEED'] ?? 20_240_101);
/** Of each pipeline; backfills are left out, since objects and records have this machine's time, not that of a history's clock. */
const HISTORIES = 4;

const kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });
const s3 = new S3Client({ forcePathStyle: true });
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-campaign-'));
});
after(async () => {
  kinesis.destroy();
  s3.destroy();
  await rm(folder, { recursive: true, force: true });
});

/** The local AWS for one history. Its shards stay as they are: MiniStack deletes a parent with its unread records. */
function localWorld(): World {
  const id = randomUUID().slice(0, 8);
  return {
    aws: awsServices(),
    clock: new JumpingClock(Date.now()),
    folder,
    name: (name) => `${name}-${id}`,
    createBucket: async (Bucket) => void (await s3.send(new CreateBucketCommand({ Bucket }))),
    createTable: (definition) => createTable(definition),
    createStream: async (StreamName, ShardCount) => {
      await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
      for (;;) {
        const { StreamDescriptionSummary: summary } = await kinesis.send(
          new DescribeStreamSummaryCommand({ StreamName }),
        );
        if (summary?.StreamStatus === 'ACTIVE') return;
      }
    },
    reshard: () => undefined,
  };
}

for (const pipeline of [filesPipeline, windowsPipeline, chainPipeline, joinPipeline, streamFilesJoinPipeline])
  for (let i = 0; i < HISTORIES; i++)
    test(`a history of faults on a local AWS: ${pipeline.name}, MILLRACE_SEED=${SEED + i}`, () =>
      runHistory(pipeline, localWorld(), historyOf(SEED + i, { reshards: false, rounds: [2, 3] })));
