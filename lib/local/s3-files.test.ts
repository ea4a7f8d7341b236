import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { watchedServices } from '../connectors/aws/watched-services.ts';
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

test('what is missing on S3 is named where a query or a table is started', async (t) => {
  const session = await openSession(t, { aws: memoryAws({ buckets: ['bucket'] }).services });
  const table = session.read.schema('id INT').json('s3://bucket/nothing');
  assert.equal((await rejectionOf(table.collect())).condition, 'PATH_NOT_FOUND');
  const nowhere = session.read.schema('id INT').json('s3://nowhere/in');
  assert.equal((await rejectionOf(nowhere.collect())).condition, 'S3_BUCKET_NOT_FOUND');
});
