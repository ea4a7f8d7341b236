import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offsetsFromJson, offsetsToJson, topicPartition } from './offsets.ts';

test('offsets are written as Spark writes them, in the order of topics and partitions', () => {
  const offsets = new Map([
    ['b-10', 1],
    ['b-2', 7],
    ['a-b-0', 3],
  ]);
  assert.equal(JSON.stringify(offsetsToJson(offsets)), '{"a-b":{"0":3},"b":{"2":7,"10":1}}');
  assert.deepEqual(offsetsFromJson(offsetsToJson(offsets)), new Map([...offsets].reverse()));
  assert.deepEqual(topicPartition('a-b-0'), { topic: 'a-b', partition: 0 });
});

test('what is no offset of partitions is not read as one', () => {
  for (const json of [null, 3, [], { t: 3 }, { t: { x: 1 } }, { t: { 0: 'a' } }, { t: { 0: 1.5 } }]) {
    assert.equal(offsetsFromJson(json), undefined, JSON.stringify(json));
  }
});
