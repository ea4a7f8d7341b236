import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Phase, PhaseHook } from '../runtime/phases.ts';
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

test('bad records go into a stream before their batch is committed; what a batch repeats is dropped by its reader', async (t) => {
  const aws = memoryAws({ buckets: ['bucket'] });
  aws.kinesis.createStream('bad', { shards: 2 });
  const folder = await temporaryFolder(t);
  const s3 = await aws.services.s3();
  const long = `"${'x'.repeat(300_000)}`;
  await s3.putObject({ Bucket: 'bucket', Key: 'in/a.json', Body: `{"id":1}\nbad\nbad\n${long}\n` });
  const run = async (killAt?: Phase) => {
    const phaseHook: PhaseHook = (phase, moment) => {
      if (phase === killAt && moment === 'before') throw new Error('killed');
    };
    const session = await openSession(t, { aws: aws.services, phaseHook });
    const query = await session.readStream
      .schema('id BIGINT')
      .option('badRecordsStream', 'bad')
      .json('s3://bucket/in')
      .writeStream.format('noop')
      .option('checkpointLocation', join(folder, 'checkpoint'))
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination().catch(() => undefined);
    await session.stop();
    return query.lastProgress?.sources[0]?.numQuarantinedRows;
  };
  const read = async (dropRepeats: boolean) => {
    const session = await openSession(t, { aws: aws.services });
    const recorder = new BatchRecorder();
    const query = await session.readStream
      .format('kinesis')
      .schema('record STRING, reason STRING, position STRUCT<file: STRING, line: INT>, batchId INT')
      .options({ streamName: 'bad', initialPosition: 'trim_horizon', dropRepeats })
      .load()
      .selectExpr('left(record, 4)', 'length(record)', 'position.file', 'position.line', 'batchId')
      .writeStream.foreachBatch(recorder.write as never)
      .option('checkpointLocation', await temporaryFolder(t))
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    return recorder.batches.flatMap(([, rows]) => rows).sort();
  };
  await run('commitOffsets');
  const file = 's3://bucket/in/a.json';
  const expected = [
    ['bad', 3, file, 2, 0],
    ['bad', 3, file, 3, 0],
    ['"xxx', 100_000, file, 4, 0],
  ].map((row) => JSON.stringify(row));
  assert.deepEqual(await read(false), expected.toSorted(), 'before the commit');
  assert.equal(await run(), 3);
  assert.equal((await read(false)).length, 6, 'the batch ran again');
  assert.deepEqual(await read(true), expected.toSorted());
});

test('a stream for bad records is refused beside a folder, with FAILFAST, and where it can be none', async (t) => {
  const aws = memoryAws({ buckets: ['bucket'] });
  const session = await openSession(t, { aws: aws.services });
  await (await aws.services.s3()).putObject({ Bucket: 'bucket', Key: 'in/a.json', Body: '{"id":1}' });
  const start = async (options: Record<string, string>) =>
    session.readStream
      .schema('id BIGINT')
      .options(options)
      .json('s3://bucket/in')
      .writeStream.format('noop')
      .option('checkpointLocation', await temporaryFolder(t))
      .start();
  const both = { badRecordsStream: 'bad', badRecordsPath: 's3://bucket/bad' };
  await assert.rejects(start(both), { condition: 'OPTION_CONFLICT' });
  await assert.rejects(start({ badRecordsStream: 'bad', mode: 'failfast' }), { condition: 'OPTION_CONFLICT' });
  await assert.rejects(start({ badRecordsStream: 's3://bucket/bad' }), { condition: 'INVALID_OPTION' });
  const table = session.read.schema('id BIGINT').option('badRecordsStream', 'bad').json('s3://bucket/in');
  await assert.rejects(table.collect(), { condition: 'INVALID_OPTION', message: /badRecordsStream/ });
});
