import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindTemplate, slots } from './template.ts';

const binding = { batchId: 7, batchTimestampMs: 1500, lateWatermarksMs: [0, 10], evictionWatermarksMs: [20, 30] };

test('slots take the values of the batch, by operator', () => {
  const template = `${slots.batchId} ${slots.batchTimestampMicros} ${slots.late(1)} ${slots.evict(0)} ${slots.evictMs(1)}`;
  assert.equal(bindTemplate(template, binding), '7 1500000 make_timestamptz(10000) make_timestamptz(20000) 30');
});

test('text that looks like a slot is left alone', () => {
  assert.equal(bindTemplate("SELECT 'batchId', '{late:0}'", binding), "SELECT 'batchId', '{late:0}'");
});
