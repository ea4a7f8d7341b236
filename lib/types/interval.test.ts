import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ParseError } from '../errors/index.ts';
import { parseDelayMs, parseIntervalText } from './interval.ts';

describe('parseIntervalText', () => {
  it('reads each part', () => {
    assert.deepEqual(
      { ...parseIntervalText('1 month 2 days 3.5 seconds') },
      { months: 1, days: 2, microseconds: 3_500_000n },
    );
  });

  it('raises INVALID_INTERVAL_FORMAT with the reason', () => {
    assert.throws(
      () => parseIntervalText('1.5 minutes'),
      (error) =>
        error instanceof ParseError &&
        error.condition === 'INVALID_INTERVAL_FORMAT.INVALID_FRACTION' &&
        error.message.includes("'1.5 minutes'") &&
        error.message.includes('fractional'),
    );
  });
});

describe('parseDelayMs', () => {
  it('counts a month as 31 days', () => assert.equal(parseDelayMs('1 month'), 31 * 86_400_000));

  it('refuses other text and negative delays', () => {
    assert.throws(() => parseDelayMs('foo'), { condition: 'INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER' });
    assert.throws(() => parseDelayMs('-5 seconds'), { condition: 'NEGATIVE_DELAY_THRESHOLD' });
  });
});
