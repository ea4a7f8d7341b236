import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WatermarkTracker } from './watermark-tracker.ts';

const seen = (...candidates: readonly (number | null)[]) => candidates.map((candidateMs) => ({ candidateMs }));

test('policy min waits for every node and never goes back', () => {
  const tracker = new WatermarkTracker('min', [null, null]);
  tracker.update(seen(5000, null));
  assert.equal(tracker.watermarkMs, 0);
  tracker.update(seen(null, 7000));
  assert.equal(tracker.watermarkMs, 5000);
  tracker.update(seen(1000, 1000));
  assert.equal(tracker.watermarkMs, 5000);
  assert.deepEqual(tracker.marks, [5000, 7000]);
});

test('policy max follows the fastest node', () => {
  const tracker = new WatermarkTracker('max', [null, null]);
  tracker.update(seen(5000, null));
  assert.equal(tracker.watermarkMs, 5000);
});

test('marks kept in the checkpoint let a restart go on without every node having passed again', () => {
  const tracker = new WatermarkTracker('min', [9000, 7000], 5000);
  tracker.update(seen(10_000, null));
  assert.equal(tracker.watermarkMs, 7000);
});

test('a query without watermark nodes stays at 1970', () => {
  const tracker = new WatermarkTracker('min', []);
  tracker.update(seen());
  assert.equal(tracker.watermarkMs, 0);
});
