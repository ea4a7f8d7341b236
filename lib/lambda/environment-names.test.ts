import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isEnvironmentName, jsonWithEnvironment, standIn, withEnvironment } from './environment-names.ts';

test('a stand-in is a name that buckets, streams and tables may have, and gives its variable back', () => {
  const name = standIn('OUTPUT_BUCKET_2');
  assert.match(name, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/);
  assert.equal(withEnvironment(`s3://${name}/counts`, { OUTPUT_BUCKET_2: 'b-1' }), 's3://b-1/counts');
});

test('a stand-in of an unknown variable stays, so that the failure names it', () => {
  assert.equal(withEnvironment(standIn('GONE'), {}), 'env.gone.millrace');
});

test('in JSON a value is escaped', () => {
  const json = JSON.stringify({ path: `s3://${standIn('A')}/x` });
  assert.deepEqual(JSON.parse(jsonWithEnvironment(json, { A: 'say "a"\\' })), { path: 's3://say "a"\\/x' });
});

test('only names that survive the way there and back are taken', () => {
  assert.deepEqual(['OUTPUT', 'A_1', 'a', 'A__B', '_A', 'A_', '1A'].map(isEnvironmentName), [
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
