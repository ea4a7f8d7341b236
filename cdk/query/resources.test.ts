import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fixtureQuery } from './deployed-query.fixture.ts';
import { resourcesOf, sourcesOf } from './resources.ts';

describe('what a query reaches', () => {
  test('a stream and a bucket, by the names of their options', () => {
    assert.deepEqual(resourcesOf(fixtureQuery({ sources: [['KINESIS', { STREAMNAME: 'clicks' }]] })), [
      { kind: 'stream', role: 'source', streamName: 'clicks' },
      { kind: 'objects', role: 'sink', bucketName: 'out', prefix: 'clicks/', isCleaned: false },
    ]);
  });

  test('a stream for bad records, by name or ARN', () => {
    const asideOf = (badRecordsStream: string) =>
      resourcesOf(fixtureQuery({ sources: [['json', { path: 's3://b/in', badRecordsStream }]] })).at(-1);
    assert.deepEqual(asideOf('bad'), { kind: 'stream', role: 'sink', streamName: 'bad' });
    const streamArn = 'arn:aws:kinesis:eu-west-1:123456789012:stream/bad';
    assert.deepEqual(asideOf(streamArn), { kind: 'stream', role: 'sink', streamName: 'bad', streamArn });
  });

  test('a path ends where its pattern begins, and stands for the objects below it', () => {
    const prefixOf = (path: string) =>
      sourcesOf(fixtureQuery({ sources: [['csv', { path }]] })).map(
        (source) => source.kind === 'objects' && source.prefix,
      );
    assert.deepEqual(
      ['s3://b', 's3://b/', 's3://b/in', 's3://b/in/', 's3a://b/in', 's3://b/in/day=*/x', 's3://b/in/a{1,2}'].map(
        prefixOf,
      ),
      [[''], [''], ['in/'], ['in/'], ['in/'], ['in/day='], ['in/a']],
    );
  });

  test('one source that is read twice is one', () => {
    const twice = fixtureQuery({
      sources: [
        ['json', { path: 's3://b/in' }],
        ['json', { path: 's3://b/in' }],
      ],
    });
    assert.equal(sourcesOf(twice).length, 1);
  });

  test('input that is cleaned up is written too', () => {
    const cleaned = fixtureQuery({ sources: [['json', { path: 's3://b/in', cleanSource: 'DELETE' }]] });
    assert.deepEqual(sourcesOf(cleaned), [
      { kind: 'objects', role: 'source', bucketName: 'b', prefix: 'in/', isCleaned: true },
    ]);
  });

  test('a path of this machine is refused with its role', () => {
    assert.throws(() => resourcesOf(fixtureQuery({ sink: ['parquet', { path: '/data/out' }] })), {
      condition: 'UNSUPPORTED_DEPLOYMENT.LOCAL_PATH',
      message: /The sink of the query "fixture" has the path \/data\/out/,
    });
  });
});
