import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PartitionMark } from '../contracts/checkpoint-store.ts';
import { type PartitionObservation, partitionedMark } from './partition-watermark.ts';
import { WatermarkTracker } from './watermark-tracker.ts';

const saw = (partition: string, candidateMs: number | null, isIdle = false): PartitionObservation => ({
  source: 0,
  partition,
  isIdle,
  candidateMs,
});
const known = (partition: string, markMs: number | null, seenMs = 0): PartitionMark => ({
  source: 0,
  partition,
  markMs,
  seenMs,
});
const at = (timestampMs: number, idleTimeoutMs?: number) => ({ timestampMs, idleTimeoutMs });
const markOf = (observed: readonly PartitionObservation[], before: readonly PartitionMark[] = []) =>
  partitionedMark(before, observed, at(1)).markMs;

test('the mark is the least of the partitions that are not idle', () => {
  assert.equal(markOf([saw('a', 5000), saw('b', 9000)]), 5000);
  assert.equal(markOf([saw('a', null), saw('b', 9000)]), null, 'nothing is known of a: the mark stays');
  assert.equal(markOf([saw('a', 5000, true), saw('b', 9000)]), 9000);
  assert.equal(markOf([saw('a', null, true), saw('b', 9000)]), 9000);
  assert.equal(markOf([saw('a', 5000, true), saw('b', 9000, true)]), 9000, 'all idle: the greatest');
  assert.equal(markOf([saw('a', null, true)]), null);
  assert.equal(markOf([]), null);
});

test('what nobody has looked at is not silent', () => {
  const before = [known('a', 5000), known('b', 9000)];
  const observed = [{ ...saw('a', null), knownThroughMs: 100 }, saw('b', null)];
  assert.equal(
    partitionedMark(before, observed, at(60_000, 10_000)).markMs,
    5000,
    'a may have rows that wait since then',
  );
  const looked = [{ ...saw('a', null), knownThroughMs: 20_000 }, saw('b', 70_000)];
  assert.equal(partitionedMark(before, looked, at(60_000, 10_000)).markMs, 70_000);
});

test('a partition keeps its greatest mark, and is forgotten with its source', () => {
  const before = [known('a', 7000, 3), known('b', 2000, 3), known('gone', 1, 3)];
  const { partitions } = partitionedMark(before, [saw('a', 4000), saw('b', null)], at(9));
  assert.deepEqual(partitions, [known('a', 7000, 9), known('b', 2000, 3)]);
});

test('partitions of the same name in two sources are two', () => {
  const observed = [saw('0', 5000), { ...saw('0', 3000), source: 1 }];
  const { partitions, markMs } = partitionedMark([], observed, at(1));
  assert.deepEqual([partitions.length, markMs], [2, 3000]);
});

test('a partition that is silent for the time-out holds nothing back, from its last row or from when it was first known', () => {
  const before = [known('a', 5000, 0), known('b', 9000, 60), known('c', null, 0)];
  const observed = [saw('a', null), saw('b', null), saw('c', null)];
  assert.equal(partitionedMark(before, observed, at(99, 100)).markMs, null);
  assert.equal(partitionedMark(before, observed, at(100, 100)).markMs, 9000);
  assert.equal(partitionedMark(before, [saw('a', 5500), saw('b', null), saw('c', null)], at(100, 100)).markMs, 5500);
});

test('where all are silent event time goes on as the clock does, in steps of the time-out', () => {
  const before = [known('a', 5000, 0), known('b', 9000, 50)];
  const observed = [saw('a', null), saw('b', null, true)];
  const marks = [149, 150, 249, 250, 350].map((nowMs) => partitionedMark(before, observed, at(nowMs, 100)).markMs);
  assert.deepEqual(marks, [9000, 9000, 9000, 9100, 9200]);
});

test('the watermark of the query is held back by the partitions of a node, never goes back, and can be foreseen', () => {
  const tracker = new WatermarkTracker('min', [null]);
  const node = (...partitions: readonly PartitionObservation[]) => [
    { candidateMs: Math.max(...partitions.map((p) => p.candidateMs ?? 0)), partitions },
  ];
  tracker.update(node(saw('a', 9000), saw('b', 5000)));
  assert.equal(tracker.watermarkMs, 5000);
  tracker.update(node(saw('a', 9500), saw('b', 6000), saw('late', null)));
  assert.equal(tracker.watermarkMs, 5000);
  assert.equal(tracker.preview(node(saw('a', null), saw('b', null), saw('late', 6500))), 6000);
  assert.equal(tracker.watermarkMs, 5000);
  tracker.update(node(saw('a', null), saw('b', null, true), saw('late', 1000)));
  assert.equal(tracker.watermarkMs, 5000);
  const restarted = new WatermarkTracker('min', tracker.marks, tracker.watermarkMs, tracker.partitions);
  restarted.update(node(saw('a', null), saw('b', null, true), saw('late', null, true)));
  assert.equal(restarted.watermarkMs, 9500);
});

test('a node that never had a row holds nothing back once it is given up for silent', () => {
  const tracker = new WatermarkTracker('min', [null, null]);
  const nodes = (first: number | null) => [
    { candidateMs: first, partitions: [saw('', first)] },
    { candidateMs: null, partitions: [{ ...saw('', null), source: 1 }] },
  ];
  tracker.update(nodes(5000), at(0, 100));
  assert.equal(tracker.watermarkMs, 0);
  tracker.update(nodes(6000), at(100, 100));
  assert.equal(tracker.watermarkMs, 6000);
});
