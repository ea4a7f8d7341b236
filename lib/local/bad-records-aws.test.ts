import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { memoryAws } from '../testing/aws/memory-aws.ts';
import { BatchRecorder, openSession, temporaryFolder } from './query.fixture.ts';

test('bad records of objects go to S3, placed by the paths that users know', async (t) => {
  const aws = memoryAws({ buckets: ['bucket'] });
  const session = await openSession(t, { aws: aws.services });
  const s3 = await aws.services.s3();
  await s3.putObject({ Bucket: 'bucket', Key: 'in/a.json', Body: '{"id":1}\nbad\n' });
  await s3.putObject({ Bucket: 'bucket', Key: 'in/b.json.gz', Body: gzipSync('worse\n{"id":2}\n') });
  const recorder = new BatchRecorder();
  const query = await session.readStream
    .schema('id BIGINT')
    .option('badRecordsPath', 's3://bucket/bad')
    .json('s3://bucket/in')
    .writeStream.foreachBatch(recorder.write as never)
    .option('checkpointLocation', await temporaryFolder(t))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  assert.deepEqual(recorder.batches, [[0, ['[1]', '[2]']]]);
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'bucket', Prefix: 'bad/' });
  assert.deepEqual(
    Contents.map(({ Key }) => Key),
    [`bad/bad-records-${query.id}-0-0.json`],
  );
  const { Body } = await s3.getObject({ Bucket: 'bucket', Key: Contents[0]?.Key ?? '' });
  const lines = ((await Body?.transformToString()) ?? '').trimEnd().split('\n');
  assert.deepEqual(
    lines
      .map((line) => JSON.parse(line))
      .map(({ record, position }) => [record, position])
      .sort(),
    [
      ['bad', { file: 's3://bucket/in/a.json', line: 2 }],
      ['worse', { file: 's3://bucket/in/b.json.gz', line: 1 }],
    ],
  );
});

test('a poison record does not block its shard', async (t) => {
  const aws = memoryAws();
  const session = await openSession(t, { aws: aws.services });
  const folder = await temporaryFolder(t);
  aws.kinesis.createStream('clicks', { shards: 2 });
  const kinesis = await aws.services.kinesis();
  const data = [
    '{"id":1}',
    Buffer.from([0xff, 0x00]),
    '{"id":',
    Buffer.from([0x1f, 0x8b, 1]),
    gzipSync('{"id":2}'),
    '{"id":3}',
  ];
  await kinesis.putRecords({
    StreamName: 'clicks',
    Records: data.map((bytes, i) => ({ PartitionKey: `k${i}`, Data: Buffer.from(bytes) })),
  });
  const recorder = new BatchRecorder();
  const query = await session.readStream
    .format('kinesis')
    .schema('id BIGINT')
    .options({ streamName: 'clicks', initialPosition: 'trim_horizon', badRecordsPath: join(folder, 'bad') })
    .load()
    .writeStream.foreachBatch(recorder.write as never)
    .option('checkpointLocation', join(folder, 'checkpoint'))
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  assert.deepEqual(recorder.batches.flatMap(([, rows]) => rows).sort(), ['[1]', '[2]', '[3]']);
  const names = await readdir(join(folder, 'bad'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, 'bad', name), 'utf8')));
  const records = texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line));
  assert.deepEqual(records.map(({ record }) => record).sort(), ['/wA=', 'H4sB', '{"id":']);
  for (const { position } of records) assert.deepEqual(Object.keys(position), ['shardId', 'sequenceNumber']);
  const counts = query.recentProgress.map(({ sources }) => sources[0]?.numQuarantinedRows ?? 0);
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    3,
  );
});
