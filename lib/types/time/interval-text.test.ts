import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DayTimeField, dayTimeIntervalType, type YearMonthField, yearMonthIntervalType } from '../data-type.ts';
import {
  dayTimeIntervalMicros,
  dayTimeIntervalText,
  yearMonthIntervalMonths,
  yearMonthIntervalText,
} from './interval-text.ts';

// Recorded from Spark 4.3: CAST(interval AS STRING).
const DAY_TIME: readonly (readonly [bigint, DayTimeField, DayTimeField, string])[] = [
  [5_000_000n, 'second', 'second', "INTERVAL '05' SECOND"],
  [12_500_000n, 'second', 'second', "INTERVAL '12.5' SECOND"],
  [100_000_000n, 'second', 'second', "INTERVAL '100' SECOND"],
  [14_400_000_000n, 'hour', 'hour', "INTERVAL '04' HOUR"],
  [93_600_000_000n, 'day', 'hour', "INTERVAL '1 02' DAY TO HOUR"],
  [184_000_000n, 'minute', 'second', "INTERVAL '03:04' MINUTE TO SECOND"],
  [-86_400_000_000n, 'day', 'day', "INTERVAL '-1' DAY"],
  [7_384_000_000n, 'hour', 'second', "INTERVAL '02:03:04' HOUR TO SECOND"],
];

for (const [micros, start, end, text] of DAY_TIME)
  test(`${text} is ${micros} microseconds`, () => {
    const type = dayTimeIntervalType(start, end);
    assert.equal(dayTimeIntervalText(micros, type), text);
    assert.equal(dayTimeIntervalMicros(text, type), micros);
  });

const YEAR_MONTH: readonly (readonly [number, YearMonthField, YearMonthField, string])[] = [
  [2, 'month', 'month', "INTERVAL '2' MONTH"],
  [-13, 'year', 'month', "INTERVAL '-1-1' YEAR TO MONTH"],
  [12, 'year', 'year', "INTERVAL '1' YEAR"],
];

for (const [months, start, end, text] of YEAR_MONTH)
  test(`${text} is ${months} months`, () => {
    const type = yearMonthIntervalType(start, end);
    assert.equal(yearMonthIntervalText(months, type), text);
    assert.equal(yearMonthIntervalMonths(text, type), months);
  });

test('a sign may stand before the quotes, and the bare text will do', () => {
  assert.equal(dayTimeIntervalMicros("interval -'1 00:00:00' day to second", dayTimeIntervalType()), -86_400_000_000n);
  assert.equal(dayTimeIntervalMicros('0 00:00:01', dayTimeIntervalType()), 1_000_000n);
});

for (const text of ['', '1', '1.5', 'x', '1 02:03', 'one day'])
  test(`"${text}" is no DAY TO SECOND`, () => {
    assert.throws(() => dayTimeIntervalMicros(text, dayTimeIntervalType()), RangeError);
  });
