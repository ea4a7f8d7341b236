import assert from 'node:assert/strict';
import { test } from 'node:test';
import { murmur2 } from './murmur2.ts';

test('keys hash as in org.apache.kafka.common.utils.Utils', () => {
  const hashes: Readonly<Record<string, number>> = {
    '': 275646681,
    x: 2121525046,
    '21': -973932308,
    abc: 479470107,
    foobar: -790332482,
    ключ: 2122343024,
    'a-little-bit-long-string': -985981536,
    'a-little-bit-longer-string': -1486304829,
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
  };
  for (const [key, hash] of Object.entries(hashes)) assert.equal(murmur2(Buffer.from(key)), hash, key);
  assert.equal(murmur2(Buffer.from('..foobar').subarray(2)), -790332482, 'a view into a larger buffer');
});
