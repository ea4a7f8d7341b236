import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchEnd, batchStart, type LimitOptions, offsetLimit, refuseBackwards } from './offset-limit.ts';

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

test('offsets that end before they start, or name other partitions, are refused', () => {
  const offsets = (...given: readonly number[]) =>
    ({ kind: 'offsets', offsets: new Map(given.map((offset, n) => [`t-${n}`, offset])) }) as const;
  assert.throws(() => refuseBackwards(offsets(0, 4), offsets(1, 2)), {
    condition: 'UNRESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET',
    message: /The specified start offset 4 is greater than the end offset 2 for topic t partition 1\./,
  });
  assert.throws(() => refuseBackwards(offsets(0, 4), offsets(1)), {
    condition: 'MISMATCHED_TOPIC_PARTITIONS_BETWEEN_START_OFFSET_AND_END_OFFSET',
    message: /start offset: t-0, t-1, topic-partitions for end offset: t-0\./,
  });
  for (const [start, end] of [
    [offsets(4), offsets(4)],
    [offsets(4), offsets(-1)],
    [offsets(-2), offsets(0)],
    [offsets(4), { kind: 'latest' }],
    [{ kind: 'earliest' }, offsets(4)],
  ] as const) {
    refuseBackwards(start, end);
  }
});
