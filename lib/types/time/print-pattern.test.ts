import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wallClockMicros } from './calendar-text.ts';
import { compilePrinter, type ShownZone } from './print-pattern.ts';

const refuse = (letter: string): never => {
  throw new Error(`no letter ${letter}`);
};

const NEW_YORK = 'America/New_York';
const TIMES: readonly (readonly [text: string, zone: ShownZone])[] = [
  ['2024-07-02T03:04:05.678', { name: NEW_YORK, offsetSeconds: -4 * 3600 }],
  ['-0005-01-02T00:00:00', { name: NEW_YORK, offsetSeconds: -(4 * 3600 + 56 * 60 + 2) }],
  ['+12024-01-02T00:00:00', { name: NEW_YORK, offsetSeconds: -5 * 3600 }],
];

/** As Spark 4.3 prints the three times in the zone America/New_York; of far years ICU knows no names of zones. */
const PRINTED: readonly (readonly [pattern: string, texts: readonly string[]])[] = [
  ['y', ['2024', '-5', '12024']],
  ['yy', ['24', '05', '24']],
  ['yyyyy', ['02024', '-00005', '12024']],
  ['yyyy-MM-dd', ['2024-07-02', '-0005-01-02', '+12024-01-02']],
  ['G', ['AD', 'BC', 'AD']],
  ['E EEEE', ['Tue Tuesday', 'Mon Monday', 'Tue Tuesday']],
  ['QQQ', ['Q3', 'Q1', 'Q1']],
  ['D', ['184', '2', '2']],
  ['kk KK hh a', ['03 03 03 AM', '24 00 12 AM', '24 00 12 AM']],
  ['SSSS', ['6780', '0000', '0000']],
  ['X', ['-04', '-0456', '-05']],
  ['XX', ['-0400', '-0456', '-0500']],
  ['XXX', ['-04:00', '-04:56', '-05:00']],
  ['XXXX', ['-0400', '-045602', '-0500']],
  ['XXXXX', ['-04:00', '-04:56:02', '-05:00']],
  ['x', ['-04', '-0456', '-05']],
  ['xxx', ['-04:00', '-04:56', '-05:00']],
  ['Z', ['-0400', '-0456', '-0500']],
  ['ZZZZ', ['GMT-04:00', 'GMT-04:56:02', 'GMT-05:00']],
  ['ZZZZZ', ['-04:00', '-04:56:02', '-05:00']],
  ['O', ['GMT-4', 'GMT-4:56:02', 'GMT-5']],
  ['OOOO', ['GMT-04:00', 'GMT-04:56:02', 'GMT-05:00']],
  ['VV', [NEW_YORK, NEW_YORK, NEW_YORK]],
  ['z', ['EDT']],
  ['zzzz', ['Eastern Daylight Time']],
];

for (const [pattern, texts] of PRINTED)
  test(`times printed by ${pattern}`, () => {
    const print = compilePrinter(pattern, refuse);
    const printed = TIMES.slice(0, texts.length).map(([text, zone]) => print(wallClockMicros(text), zone));
    assert.deepEqual(printed, texts);
  });

test('quoted text stays, brackets go', () => {
  assert.equal(compilePrinter("yyyy'T''u'[HH]", refuse)(0n), "1970T'u00");
});

test('a letter that is not supported is refused', () => {
  assert.throws(() => compilePrinter('yyyy-u', refuse), /no letter u/);
});
