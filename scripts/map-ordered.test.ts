import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapOrdered } from './map-ordered.ts';

test('results keep the order of the items, and no more run at a time than allowed', async () => {
  let running = 0;
  let most = 0;
  const results = mapOrdered([30, 1, 10, 1], 2, async (ms) => {
    running += 1;
    most = Math.max(most, running);
    await sleep(ms);
    running -= 1;
    return ms;
  });
  const got: number[] = [];
  for await (const result of results) got.push(result);
  assert.deepEqual(got, [30, 1, 10, 1]);
  assert.equal(most, 2);
});

test('a failure is raised in its place', async () => {
  const results = mapOrdered([1, 2], 2, async (n) => {
    if (n === 2) throw new Error('second');
    return n;
  });
  assert.equal((await results.next()).value, 1);
  await assert.rejects(results.next(), /second/);
});
