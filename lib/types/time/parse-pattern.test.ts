import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePattern } from './parse-pattern.ts';

const refuse = (letter: string): never => {
  throw new Error(`no letter ${letter}`);
};

/** As Spark 4.3 reads them: pattern, text, and the wall clock with the zone it reads; undefined: the text does not follow the pattern. */
const PATTERNS: readonly (readonly [pattern: string, text: string, wallClock: string | undefined, zone?: string])[] = [
  ['yyyy-MM-dd', '2024-01-02', '2024-01-02T00:00:00.000Z'],
  ['yyyy-MM-dd', '2024-1-2', undefined],
  ['yyyy-MM-dd', '12024-01-02', undefined],
  ['yyyy-MM-dd', '2024-02-30', undefined],
  ['yyyy-M-d', '2024-1-2', '2024-01-02T00:00:00.000Z'],
  ['dd/MM/yy', '02/01/24', '2024-01-02T00:00:00.000Z'],
  ["yyyyMMdd'T'HHmmss", '20240102T030405', '2024-01-02T03:04:05.000Z'],
  ['MMM d, yyyy', 'Jan 2, 2024', '2024-01-02T00:00:00.000Z'],
  ['MMMM d, yyyy', 'January 2, 2024', '2024-01-02T00:00:00.000Z'],
  ['MM/dd/yy hh:mm:ss.SSS a', '01/02/24 03:04:05.123 PM', '2024-01-02T15:04:05.123Z'],
  ['dd/MM/yyyy HH:mm[ XXX]', '02/01/2024 03:04 +01:00', '2024-01-02T03:04:00.000Z', '+01:00'],
  ['dd/MM/yyyy HH:mm[ XXX]', '02/01/2024 03:04', '2024-01-02T03:04:00.000Z'],
  ['HH:mm', '12:30', '1970-01-01T12:30:00.000Z'],
  ['HH:mm', '24:30', undefined],
  ['yyyy-MM-dd', '+12024-01-02', '+012024-01-02T00:00:00.000Z'],
  ['yyyy-MM-dd', '-2024-01-02', '-002024-01-02T00:00:00.000Z'],
  ['y-M-d', '2024-001-2', '2024-01-02T00:00:00.000Z'],
  ['y-M-d', '+2024-1-2', undefined],
  ['yMMdd', '20240102', '2024-01-02T00:00:00.000Z'],
  ['yyy-MM-dd', '2024-01-02', '2024-01-02T00:00:00.000Z'],
  ['y', '24', '0024-01-01T00:00:00.000Z'],
  ['yyyy-DDD', '2024-060', '2024-02-29T00:00:00.000Z'],
  ['G yyyy-MM-dd', 'BC 0005-01-02', '-000004-01-02T00:00:00.000Z'],
  ['HH:mm:ss.SSS', '03:04:05.1', '1970-01-01T03:04:05.100Z'],
  ['HH:mm:ss.SSS', '03:04:05', undefined],
  ['hh:mm', '13:04', undefined],
  ['h:mm a', '0:04 PM', undefined],
  ['K a', '0 PM', '1970-01-01T12:00:00.000Z'],
  ['kk:mm', '24:04', '1970-01-01T00:04:00.000Z'],
  ['HH Z', '03 +0100', '1970-01-01T03:00:00.000Z', '+0100'],
  ['HH X', '03 +01', '1970-01-01T03:00:00.000Z', '+01'],
  ['HH X', '03 +01:00', undefined],
  ['HH XXX', '03 +01:00', '1970-01-01T03:00:00.000Z', '+01:00'],
  ['HH XXX', '03 +0100', undefined],
  ['HH XXX', '03 +01', undefined],
  ['HHXXX', '03z', '1970-01-01T03:00:00.000Z', 'Z'],
  ['HH xxx', '03 Z', undefined],
  ['HH VV', '03 Europe/Berlin', '1970-01-01T03:00:00.000Z', 'Europe/Berlin'],
  ['HH O', '03 GMT+8', '1970-01-01T03:00:00.000Z', 'GMT+8'],
  ["yyyy ''yy", "2024 '24", '2024-01-01T00:00:00.000Z'],
];

for (const [pattern, text, wallClock, zone] of PATTERNS)
  test(`"${text}" by ${pattern}`, () => {
    const clock = compilePattern(pattern, refuse).parse(text);
    assert.equal(clock && new Date(clock.ms).toISOString(), wallClock);
    assert.equal(clock?.zone, zone);
  });

test('a letter that is not supported is refused', () => {
  assert.throws(() => compilePattern('yyyy-QQ', refuse), /no letter Q/);
});
