import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDynamoDbLocation, parseDynamoDbLocation } from './checkpoint-url.ts';

test('a location names table, query and, if wanted, a folder of a bucket', () => {
  const url = 'dynamodb://My_table.1/purchases%20by%20hour?spill=a-bucket/state/large';
  assert.deepEqual(parseDynamoDbLocation(url), {
    url,
    table: 'My_table.1',
    queryName: 'purchases by hour',
    spill: { bucket: 'a-bucket', prefix: 'state/large' },
  });
  assert.equal(parseDynamoDbLocation('dynamodb://abc/q').spill, undefined);
  assert.deepEqual(parseDynamoDbLocation('dynamodb://abc/q/?spill=s3://bucket').spill, {
    bucket: 'bucket',
    prefix: '',
  });
  assert.equal(parseDynamoDbLocation('dynamodb://abc/team/q').queryName, 'team/q');
  assert.equal(isDynamoDbLocation(url), true);
  assert.equal(isDynamoDbLocation('/tmp/dynamodb:'), false);
});

test('what is wrong with a location is said', () => {
  const wrong: [string, RegExp][] = [
    ['dynamodb:abc', /does not have that form/],
    ['dynamodb://ab/q', /"ab" is no table name/],
    ['dynamodb://a b c/q', /is no table name/],
    ['dynamodb://abc', /name of the query is missing/],
    ['dynamodb://abc/', /name of the query is missing/],
    ['dynamodb://abc/%zz', /followed by two hexadecimal digits/],
    [`dynamodb://abc/${'q'.repeat(1025)}`, /over 1024 bytes/],
    ['dynamodb://abc/q?spil=b', /has the parameter "spil"; the only one is spill/],
    ['dynamodb://abc/q?spill=B_', /"B_" in spill is no bucket name/],
    ['dynamodb://abc/q?spill=bucket&spill=other', /spill twice/],
  ];
  for (const [url, message] of wrong)
    assert.throws(() => parseDynamoDbLocation(url), { condition: 'INVALID_CHECKPOINT_LOCATION', message }, url);
});
