import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { StreamTrigger } from '../../lib/contracts/session-backend.ts';
import { fixtureQuery } from './deployed-query.fixture.ts';
import { needsTick, wiringOf } from './wiring.ts';

const seconds = (n: number): StreamTrigger => ({ kind: 'processingTime', intervalMs: n * 1000 });
const refusal = (why: RegExp) => ({ condition: 'UNSUPPORTED_DEPLOYMENT.TRIGGER_INTERVAL', message: why });

describe('what runs a query', () => {
  test('events of a stream or a bucket, collected for the interval of the trigger up to five minutes', () => {
    for (const [interval, window] of [
      [0, 0],
      [1, 1],
      [300, 300],
    ] as const)
      assert.deepEqual(wiringOf(fixtureQuery({ trigger: seconds(interval) })), {
        kind: 'events',
        batchingWindowSeconds: window,
      });
    const files = fixtureQuery({ sources: [['json', { path: 's3://in/x' }]], trigger: seconds(10) });
    assert.deepEqual(wiringOf(files), { kind: 'events', batchingWindowSeconds: 10 });
  });

  test('a schedule for longer intervals, in whole minutes', () => {
    assert.deepEqual(wiringOf(fixtureQuery({ trigger: seconds(3600) })), { kind: 'schedule', minutes: 60 });
    assert.throws(
      () => wiringOf(fixtureQuery({ trigger: seconds(450) })),
      refusal(/no whole number of minutes[\s\S]*'8 minutes'/),
    );
  });

  test('parts of a second are no batching window', () => {
    assert.throws(
      () => wiringOf(fixtureQuery({ trigger: seconds(0.5) })),
      refusal(/500 ms.*whole number of seconds[\s\S]*'1 seconds'/),
    );
  });

  test('sources that send no events need a schedule of a minute or more', () => {
    const rate = (interval: number) => fixtureQuery({ sources: [['rate', {}]], trigger: seconds(interval) });
    assert.deepEqual(wiringOf(rate(60)), { kind: 'schedule', minutes: 1 });
    for (const interval of [0, 10])
      assert.throws(() => wiringOf(rate(interval)), refusal(/no event tells of new rows/));
  });

  test('one source that sends events is enough', () => {
    const mixed = fixtureQuery({
      sources: [
        ['rate', {}],
        ['kinesis', { streamName: 'a' }],
      ],
    });
    assert.deepEqual(wiringOf(mixed), { kind: 'events', batchingWindowSeconds: 0 });
  });

  test('steps for once and availableNow', () => {
    for (const kind of ['once', 'availableNow'] as const)
      assert.deepEqual(wiringOf(fixtureQuery({ trigger: { kind } })), { kind: 'steps' });
  });

  test('nothing runs the continuous trigger', () => {
    assert.throws(() => wiringOf(fixtureQuery({ trigger: { kind: 'continuous', intervalMs: 1000 } })), {
      condition: 'UNSUPPORTED_DEPLOYMENT.CONTINUOUS_TRIGGER',
      message: /15 minutes/,
    });
  });

  test('a watermark needs a clock', () => {
    assert.equal(needsTick(fixtureQuery()), false);
    assert.equal(needsTick(fixtureQuery({ watermark: true })), true);
  });
});
