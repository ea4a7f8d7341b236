import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compilePattern } from './pattern.ts';

/** Pattern, text, and the wall clock with the zone it reads; undefined: the text does not follow the pattern. */
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
  ["yyyy ''yy", "2024 '24", '2024-01-01T00:00:00.000Z'],
];

for (const [pattern, text, wallClock, zone] of PATTERNS)
  test(`"${text}" by ${pattern}`, () => {
    const clock = compilePattern(pattern, 'timestampFormat').parse(text);
    assert.equal(clock && new Date(clock.ms).toISOString(), wallClock);
    assert.equal(clock?.zone, zone);
  });

test('a letter that is not supported is refused with its option', () => {
  assert.throws(() => compilePattern('yyyy-QQ', 'dateFormat'), {
    condition: 'INVALID_OPTION',
    message: /"yyyy-QQ" of option "dateFormat".*letter "Q" is not supported/,
  });
});
