import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportDataLoss } from './data-loss.ts';
import { offsetRanges } from './offset-ranges.ts';

const offsets = (...entries: readonly (readonly [string, number])[]) => new Map(entries);
const NONE = offsets();
const [fail, goOn] = [reportDataLoss(true), reportDataLoss(false)];

test('ranges go from the start, or from the beginning of partitions that are new, in order', () => {
  const until = offsets(['b-0', 2], ['a-10', 3], ['a-2', 9], ['a-1', 4]);
  const ranges = offsetRanges(offsets(['a-2', 5], ['a-1', 4], ['b-0', 0]), until, offsets(['a-10', 0]), fail);
  assert.deepEqual(ranges, [
    { name: 'a-2', from: 5, until: 9 },
    { name: 'a-10', from: 0, until: 3 },
    { name: 'b-0', from: 0, until: 2 },
  ]);
});

test('each kind of loss is told by its name, or passed over', () => {
  const cases = [
    ['KAFKA_DATA_LOSS.PARTITIONS_DELETED', offsets(['a-0', 1], ['b-0', 1]), offsets(['a-0', 2]), NONE, [1, 2]],
    ['KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED', offsets(['a-0', 5]), offsets(['a-0', 2]), NONE, undefined],
    [
      'KAFKA_DATA_LOSS.ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO',
      NONE,
      offsets(['a-0', 9]),
      offsets(['a-0', 4]),
      [4, 9],
    ],
    ['KAFKA_DATA_LOSS.INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS', NONE, offsets(['a-0', 9]), NONE, undefined],
  ] as const;
  for (const [condition, from, until, earliest, range] of cases) {
    assert.throws(() => offsetRanges(from, until, earliest, fail), { condition, message: /failOnDataLoss.*a-0|b-0/ });
    const left = offsetRanges(from, until, earliest, goOn);
    assert.deepEqual(left, range === undefined ? [] : [{ name: 'a-0', from: range[0], until: range[1] }]);
  }
});
