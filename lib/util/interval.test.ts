import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CalendarInterval, formatInterval, readIntervalText, toMillis } from './interval.ts';

const read = (text: string): CalendarInterval => {
  const interval = readIntervalText(text);
  assert.ok(!('fault' in interval), `${text}: ${JSON.stringify(interval, (_, v) => String(v))}`);
  return interval;
};

describe('readIntervalText', () => {
  // Recorded from Spark 4.3: CAST(CAST(text AS INTERVAL) AS STRING).
  const accepted: readonly (readonly [string, string])[] = [
    ['10 minutes', '10 minutes'],
    ['1 hour 30 minutes', '1 hours 30 minutes'],
    ['interval 1 day', '1 days'],
    ['INTERVAL 1 DAY', '1 days'],
    ['-5 seconds', '-5 seconds'],
    ['- 5 seconds', '-5 seconds'],
    ['+5 second', '5 seconds'],
    ['1 month 2 days 3.5 seconds', '1 months 2 days 3.5 seconds'],
    ['  10 minutes  ', '10 minutes'],
    ['1 weeks -2 days', '5 days'],
    ['.5 seconds', '0.5 seconds'],
    ['5. seconds', '5 seconds'],
    ['-.5 seconds', '-0.5 seconds'],
    ['-1.5 seconds', '-1.5 seconds'],
    ['1.123456789 seconds', '1.123456 seconds'],
    ['1 milliseconds 1 microseconds', '0.001001 seconds'],
    ['1 hour 1 hour', '2 hours'],
    ['13 months 1 day', '1 years 1 months 1 days'],
    ['-90 seconds', '-1 minutes -30 seconds'],
    ['1 day 3 hour -1 second', '1 days 2 hours 59 minutes 59 seconds'],
    ['0 seconds', '0 seconds'],
  ];
  for (const [text, printed] of accepted) {
    it(`reads '${text}' as ${printed}`, () => assert.equal(formatInterval(read(text)), printed));
  }

  const refused = [
    '',
    'foo',
    'interval',
    'interval1 day',
    '1',
    '1 minutes 5',
    '10minutes',
    '1.5 minutes',
    '1 nanosecond',
    '1 decade',
    '10 min',
    '9999999999 days',
    '300000000000 months',
    '999999999999999999999 seconds',
    '9223372036854775807 microseconds 1 microseconds',
    '1.1234567891 seconds',
    '1.x seconds',
    '- seconds',
    '1 hour,',
    '1 secondss',
    '. seconds',
  ];
  for (const text of refused) {
    it(`refuses '${text}'`, () => assert.ok('fault' in readIntervalText(text)));
  }
});

describe('toMillis', () => {
  it('counts a month as 31 days and a year as 372', () => {
    assert.equal(toMillis(read('1 month')), 31 * 86_400_000);
    assert.equal(toMillis(read('1 year')), 372 * 86_400_000);
  });

  it('cuts off what is below a millisecond', () => {
    assert.equal(toMillis(read('1.0009 seconds')), 1000);
    assert.equal(toMillis(read('-1.0009 seconds')), -1000);
  });
});
