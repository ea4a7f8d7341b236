import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTriggerMs, type Trigger } from './trigger.ts';

const next = (trigger: Trigger, startedMs: number, nowMs: number, hasRun: boolean): number =>
  nextTriggerMs(trigger, { startedMs, nowMs, hasRun, pollingDelayMs: 10 });

test('the default trigger goes on at once, and looks again after a pause when there was nothing', () => {
  const trigger = { kind: 'processingTime', intervalMs: 0 } as const;
  assert.equal(next(trigger, 1000, 1005, true), 1005);
  assert.equal(next(trigger, 1000, 1005, false), 1015);
});

test('an interval keeps to its multiples on the wall clock', () => {
  const trigger = { kind: 'processingTime', intervalMs: 2000 } as const;
  assert.equal(next(trigger, 4500, 4600, true), 6000);
  assert.equal(next(trigger, 4000, 4600, false), 6000);
});

test('a batch that overran its interval is followed at once', () => {
  assert.equal(next({ kind: 'processingTime', intervalMs: 2000 }, 4500, 9000, true), 9000);
});
