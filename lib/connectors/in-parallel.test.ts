import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from './in-parallel.ts';

test('results come in the order of the items, with no more than the width under way', async () => {
  let underWay = 0;
  let most = 0;
  const results = await inParallel([5, 1, 4, 2, 3], 2, async (ms) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await sleep(ms);
    underWay -= 1;
    return ms * 10;
  });
  assert.deepEqual(results, [50, 10, 40, 20, 30]);
  assert.equal(most, 2);
});

test('after a failure nothing is begun, and it is raised when all has ended', async () => {
  const ended: number[] = [];
  const work = async (item: number) => {
    await sleep(item * 5);
    if (item === 1) throw new Error('item 1');
    ended.push(item);
  };
  await assert.rejects(inParallel([1, 2, 3, 4], 2, work), /item 1/);
  assert.deepEqual(ended, [2]);
});
