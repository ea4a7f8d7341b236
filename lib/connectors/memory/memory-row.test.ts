import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  arrayType,
  decimalType,
  LongType,
  mapType,
  StringType,
  structField,
  structType,
  TimestampType,
  WindowType,
} from '../../types/data-type.ts';
import { Timestamp } from '../../types/value.ts';
import { toRow } from './memory-row.ts';

const at = (iso: string) => new Timestamp(BigInt(Date.parse(iso)) * 1000n);

test('plain values stand for canonical ones at any depth', () => {
  const schema = structType([
    structField('w', WindowType),
    structField('counts', mapType(StringType, LongType)),
    structField('times', arrayType(TimestampType)),
    structField('price', decimalType(10, 2)),
  ]);
  const row = { w: ['2024-01-01', '2024-01-01 00:10'], counts: { a: 1 }, times: [new Date(0), null], price: 1.5 };
  assert.deepEqual(toRow(row, schema, 'it'), [
    { start: at('2024-01-01T00:00:00Z'), end: at('2024-01-01T00:10:00Z') },
    new Map([['a', 1n]]),
    [new Timestamp(0n), null],
    '1.50',
  ]);
});

test('timestamps are UTC unless they say otherwise, and keep microseconds', () => {
  const schema = structType([structField('t', TimestampType)]);
  const micros = (text: string) => (toRow([text], schema, 'it')[0] as Timestamp).epochMicros;
  assert.equal(micros('1970-01-01T00:00:00.000001'), 1n);
  assert.equal(micros('1970-01-01T01:00:00.5+01:00'), 500_000n);
  assert.throws(() => micros('noon'), /"noon" is no timestamp; write it like 2024-01-31T12:00:00.000Z/);
});

test('a row with more values than columns is refused', () => {
  assert.throws(
    () => toRow([1, 2], structType([structField('n', LongType)]), 'the answer'),
    /A row has 2 values; the columns of the answer are n/,
  );
});
