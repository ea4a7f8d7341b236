import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DateType, StringType, TimestampNtzType, TimestampType } from '../../types/data-type.ts';
import { Timestamp } from '../../types/value.ts';
import { ManualClock } from '../../util/clock.ts';
import { executorFixture } from '../executor-fixture.ts';

/**
 * Texts as Spark 4.3 reads them in the zone America/New_York: epoch microseconds as TIMESTAMP, whether TIMESTAMP_NTZ takes them too, and days as
 * DATE.
 */
const TIMES: readonly (readonly [text: string, micros: bigint | null, ntz: boolean, days: number | null])[] = [
  ['2024-03-10', 1710046800000000n, true, 19792],
  ['2024-03-10T02:30:00', 1710055800000000n, true, 19792],
  ['2024-03-10 02:30:00', 1710055800000000n, true, 19792],
  ['2024-11-03T01:30:00', 1730611800000000n, true, 20030],
  ['2024-01-01T00:00:00Z', 1704067200000000n, false, 19723],
  ['2024-01-01T00:00:00.123456789Z', 1704067200123456n, false, 19723],
  ['2024-01-01T00:00:00+01:00', 1704063600000000n, false, 19723],
  ['2024-01-01T00:00:00+0100', 1704063600000000n, false, 19723],
  ['2024-01-01T00:00:00+01', 1704063600000000n, false, 19723],
  ['2024-01-01T00:00', 1704085200000000n, true, 19723],
  ['2024-01-01 00:00:00.5 Europe/Berlin', 1704063600500000n, false, 19723],
  ['2024-01-01T00', 1704085200000000n, true, 19723],
  ['2024-1-1 1:2:3', 1704088923000000n, true, 19723],
  ['2024', 1704085200000000n, true, 19723],
  ['2024-01', 1704085200000000n, true, 19723],
  ['2024-01-01T24:00:00', null, false, 19723],
  ['2024-02-30', null, false, null],
  ['10000-01-01', 253402318800000000n, true, 2932897],
  ['-0001-01-01', -62198737438000000n, true, -719893],
  [' 2024-01-01 ', 1704085200000000n, true, 19723],
  ['2024-01-01T00:00:00.Z', 1704067200000000n, false, 19723],
  ['epoch', null, false, null],
  ['now', null, false, null],
  ['2024-01-01T00:00:00 UTC', 1704067200000000n, false, 19723],
  ['2024-01-01T00:00:00GMT+2', 1704060000000000n, false, 19723],
  ['1704067200', null, false, 1704067200],
  ['2024-01-01T12:00:00.1234567', 1704128400123456n, true, 19723],
  ['0001-01-01', -62135579038000000n, true, -719162],
  ['1883-11-18T12:00:00', -2717651038000000n, true, -31455],
  ['2024-01-01T00:00:00z', null, false, 19723],
  ['2024-01-01t00:00:00Z', null, false, null],
  ['2024-01-01T00:00:60Z', null, false, 19723],
  ['2024-01-01T00:00:00-08:00:30', 1704096030000000n, false, 19723],
  ['2024-01-01T00:00:00,5Z', null, false, 19723],
  ['2024/01/01', null, false, null],
  ['2024-01-01T', null, false, 19723],
  ['2024-01-01T00Z', null, false, 19723],
  ['2024-01-01T00:00Z', null, false, 19723],
  ['2024-01-01T00:00:00 Nowhere/City', null, false, 19723],
  ['2024-01-01T00:00:00+25:00', null, false, 19723],
  ['2024-01-01T00:00:00Z\x7f', 1704067200000000n, false, 19723],
  ['2024-01 10:00:00', null, false, null],
  ['', null, false, null],
];

test('dates and timestamps in JSON are read as by Spark', async (t) => {
  const { executor, readDocuments } = await executorFixture(t, { timeZone: 'America/New_York' });
  const columns = { t: TimestampType, n: TimestampNtzType, d: DateType, s: StringType };
  const rows = await readDocuments(
    columns,
    TIMES.map(([text]) => JSON.stringify({ t: text, n: text, d: text, s: text })),
  );
  assert.deepEqual(
    rows.map((row) => [row[3], row[0], row[1] !== null]),
    TIMES.map(([text, micros, ntz]) => [text, micros === null ? null : new Timestamp(micros), ntz]),
  );
  const days = await executor.query("SELECT (d - DATE '1970-01-01')::INTEGER FROM input ORDER BY __ordinal", {
    kind: 'struct',
    fields: [{ name: 'd', dataType: { kind: 'integer' }, nullable: true }],
  });
  assert.deepEqual(
    days.map(([day], index) => [TIMES[index]?.[0], day]),
    TIMES.map(([text, , , day]) => [text, day]),
  );
});

test('a time alone is one of today', async (t) => {
  const clock = new ManualClock(Date.parse('2026-11-22T10:00:00Z'));
  const { readDocuments } = await executorFixture(t, { timeZone: 'America/New_York', clock });
  const rows = await readDocuments({ t: TimestampType, n: TimestampNtzType }, [
    '{"t":"12:30:00","n":"12:30:00"}',
    '{"t":"T12:00"}',
    '{"t":"T12","n":"12"}',
  ]);
  assert.deepEqual(rows, [
    [new Timestamp(1795368600000000n), null],
    [new Timestamp(1795366800000000n), null],
    [new Timestamp(1795366800000000n), null],
  ]);
});

test('a letter that no pattern may have is refused with its option', async (t) => {
  const { readDocuments } = await executorFixture(t);
  await assert.rejects(readDocuments({ d: DateType }, ['{"d":"2024"}'], { dateFormat: 'yyyy-QQ' }), {
    condition: 'INVALID_OPTION',
    message: /"yyyy-QQ" of option "dateFormat".*letter "Q" is not supported/,
  });
});
