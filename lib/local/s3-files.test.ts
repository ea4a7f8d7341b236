import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { S3Port } from '../connectors/aws/ports.ts';
import { watchedServices } from '../connectors/aws/watched-services.ts';
import type { Phase, PhaseHook } from '../runtime/phases.ts';
import { memoryAws } from '../testing/aws/memory-aws.ts';
import { openSession, rejectionOf, temporaryFolder } from './query.fixture.ts';
import { s3RoundTrip } from './s3-files.fixture.ts';

test('files of S3 become Parquet on S3, over restarts', async (t) => {
  await s3RoundTrip(t, memoryAws({ buckets: ['bucket'] }).services, 'bucket');
});

test('a batch takes one HEAD and one LIST, a GET per object, and a PUT per file', async (t) => {
  const aws = memoryAws({ buckets: ['bucket'] });
  const calls: string[] = [];
  const services = watchedServices(aws.services, ({ operation }) => calls.push(operation));
  const session = await openSession(t, { aws: services });
  const put = (name: string) => aws.s3.port.putObject({ Bucket: 'bucket', Key: `in/${name}.json`, Body: '{"id":1}' });
  await put('a');
  const query = await session.readStream
    .schema('id INT')
    .json('s3://bucket/in')
    .writeStream.format('parquet')
    .option('checkpointLocation', join(await temporaryFolder(t), 'checkpoint'))
    .start('s3://bucket/out');
  await query.processAllAvailable();
  await put('b');
  await put('c');
  calls.length = 0;
  await query.processAllAvailable();
  const batches = query.recentProgress.filter((progress) => progress.numInputRows > 0).length;
  const counted = Object.groupBy(calls, (call) => call);
  assert.equal(batches, 2);
  assert.equal(counted.getObject?.length, 2);
  assert.equal(counted.putObject?.length, 1);
  assert.equal(counted.headObject?.length, counted.listObjectsV2?.length);
});

test('only a batch that was begun before looks through the output', async (t) => {
  const aws = memoryAws({ buckets: ['bucket'] });
  const listed: string[] = [];
  const s3 = async () => ({
    ...aws.s3.port,
    listObjectsV2: (input: Parameters<S3Port['listObjectsV2']>[0]) => {
      listed.push(input.Prefix ?? '');
      return aws.s3.port.listObjectsV2(input);
    },
  });
  const checkpoint = join(await temporaryFolder(t), 'checkpoint');
  const run = async (killAt?: Phase) => {
    listed.length = 0;
    const phaseHook: PhaseHook = (phase, moment) => {
      if (phase === killAt && moment === 'before') throw new Error('killed');
    };
    const session = await openSession(t, { aws: { ...aws.services, s3 }, phaseHook });
    const query = await session.readStream
      .schema('id INT, k STRING')
      .json('s3://bucket/in')
      .writeStream.format('parquet')
      .partitionBy('k')
      .option('checkpointLocation', checkpoint)
      .trigger({ availableNow: true })
      .start('s3://bucket/out');
    await query.awaitTermination().catch(() => undefined);
    await session.stop();
    return listed.filter((prefix) => prefix.startsWith('out')).length;
  };
  const put = (id: number) =>
    aws.s3.port.putObject({ Bucket: 'bucket', Key: `in/${id}.json`, Body: JSON.stringify({ id, k: `k${id}` }) });
  await put(1);
  assert.equal(await run(), 0);
  await put(2);
  assert.equal(await run('commitOffsets'), 0, 'written, but not committed');
  assert.equal(await run(), 1, 'the batch left over');
  await put(3);
  assert.equal(await run(), 0);
});

test('what is missing on S3 is named where a query or a table is started', async (t) => {
  const session = await openSession(t, { aws: memoryAws({ buckets: ['bucket'] }).services });
  const table = session.read.schema('id INT').json('s3://bucket/nothing');
  assert.equal((await rejectionOf(table.collect())).condition, 'PATH_NOT_FOUND');
  const nowhere = session.read.schema('id INT').json('s3://nowhere/in');
  assert.equal((await rejectionOf(nowhere.collect())).condition, 'S3_BUCKET_NOT_FOUND');
});
