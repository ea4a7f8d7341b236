import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputWatermarks, type WatermarkFlow } from './watermark-flow.ts';

const source: WatermarkFlow = { kind: 'watermark' };
const none: WatermarkFlow = { kind: 'least', children: [] };
const operator = (operatorId: number, child: WatermarkFlow, stateOffsetsMs: readonly number[] = []): WatermarkFlow => ({
  kind: 'operator',
  operatorId,
  child,
  stateWatermarks: stateOffsetsMs.map((offsetMs) => ({ offsetMs })),
});

test('chained operators without a time join see the watermark of the query', () => {
  assert.deepEqual(inputWatermarks(operator(0, operator(1, source)), 30_000), [30_000, 30_000]);
});

test('an operator after an interval join sees the lesser state watermark', () => {
  const join = operator(1, { kind: 'least', children: [source, source] }, [-10_001, -5001]);
  assert.deepEqual(inputWatermarks(operator(0, join), 30_000), [19_999, 30_000]);
});

test('what an interval join puts out is never below 1970', () => {
  const join = operator(1, source, [-60_000]);
  assert.deepEqual(inputWatermarks(operator(0, join), 30_000), [0, 30_000]);
});

test('an operator without a watermark below it is at 1970, and a union takes the children that have one', () => {
  assert.deepEqual(inputWatermarks(operator(0, none), 30_000), [0]);
  assert.deepEqual(inputWatermarks(operator(0, { kind: 'least', children: [none, source] }), 30_000), [30_000]);
});

test('a capped state watermark holds back what comes after the join', () => {
  const flow: WatermarkFlow = {
    kind: 'operator',
    operatorId: 1,
    child: source,
    stateWatermarks: [{ offsetMs: 5000 }, { offsetMs: -1, capMs: 1000 }],
  };
  assert.deepEqual(inputWatermarks(operator(0, flow), 30_000), [1000, 30_000]);
});
