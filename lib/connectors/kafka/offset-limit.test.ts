import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchEnd, batchStart, type LimitOptions, offsetLimit } from './offset-limit.ts';

const NONE: LimitOptions = { timestamp: undefined, offsetsByTimestamp: undefined, offsets: undefined };
const start = (given: Partial<LimitOptions>) => offsetLimit('starting', { ...NONE, ...given }, 'latest');

test('a timestamp goes before timestamps by partition, and those before offsets', () => {
  const byTime = '{"t":{"0":1000}}';
  assert.deepEqual(start({ timestamp: 5, offsetsByTimestamp: byTime, offsets: 'earliest' }), {
    kind: 'timestamp',
    timestampMs: 5,
  });
  const timestamps = new Map([['t-0', 1000]]);
  assert.deepEqual(start({ offsetsByTimestamp: byTime, offsets: 'earliest' }), { kind: 'timestamps', timestamps });
  assert.deepEqual(start({ offsets: ' Earliest ' }), { kind: 'earliest' });
  assert.deepEqual(start({}), { kind: 'latest' });
  const offsets = new Map([
    ['t-0', -2],
    ['t-1', 7],
  ]);
  assert.deepEqual(start({ offsets: '{"t":{"0":-2,"1":7}}' }), { kind: 'offsets', offsets });
});

test('other texts are refused with an example', () => {
  for (const offsets of ['oldest', '{}', '{"t":{"0":-3}}', '{"t":[0]}', '']) {
    assert.throws(() => start({ offsets }), {
      condition: 'INVALID_OPTION',
      message: /startingOffsets.*"topicA":\{"0":23/s,
    });
  }
  assert.throws(() => start({ offsetsByTimestamp: '{"t":{"0":-1}}' }), { message: /startingOffsetsByTimestamp/ });
});

test('a table cannot start at the end, or end at the beginning', () => {
  const offsets = (offset: number) => ({ kind: 'offsets', offsets: new Map([['t-0', offset]]) }) as const;
  assert.throws(() => batchStart({ kind: 'latest' }), { message: /starting offset can't be latest for batch queries/ });
  assert.throws(() => batchStart(offsets(-1)), {
    message: /startingOffsets for t-0 can't be latest for batch queries/,
  });
  assert.throws(() => batchEnd({ kind: 'earliest' }), { message: /ending offset can't be earliest for batch queries/ });
  assert.throws(() => batchEnd(offsets(-2)), { message: /endingOffsets for t-0 can't be earliest for batch queries/ });
  assert.deepEqual(batchStart(offsets(-2)), offsets(-2));
  assert.deepEqual(batchEnd(offsets(-1)), offsets(-1));
});
