import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toStreamTrigger } from '../api/trigger.ts';
import { cliJson } from './cli-json.ts';
import { parseTrigger } from './parse-trigger.ts';

test('triggers are read in words and in abbreviations', () => {
  const read = (text: string) => toStreamTrigger(parseTrigger(text));
  assert.deepEqual(read('available-now'), { kind: 'availableNow' });
  assert.deepEqual(read('availableNow'), { kind: 'availableNow' });
  assert.deepEqual(read('once'), { kind: 'once' });
  assert.deepEqual(read('continuous 1s'), { kind: 'continuous', intervalMs: 1000 });
  for (const [text, intervalMs] of [
    ['10s', 10_000],
    ['500 ms', 500],
    ['2 minutes', 120_000],
    ['1h', 3_600_000],
  ] as const)
    assert.deepEqual(read(`processing-time ${text}`), { kind: 'processingTime', intervalMs });
  for (const text of ['processing-time', 'once 10s', 'continuous', ''])
    assert.throws(() => parseTrigger(text), /\[USAGE\]/);
});

test('values that JSON has not are printed without loss', () => {
  const value = {
    big: 2n ** 60n,
    small: 7n,
    bytes: new Uint8Array([1, 2]),
    map: new Map([['a', 1n]]),
    nan: Number.NaN,
  };
  assert.equal(
    cliJson(value),
    '{"big":"1152921504606846976","small":7,"bytes":"AQI=","map":[{"key":"a","value":1}],"nan":"NaN"}',
  );
});
