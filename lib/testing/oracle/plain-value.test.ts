import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as types from '../../types/data-type.ts';
import { Timestamp } from '../../types/value.ts';
import { plainValue } from './plain-value.ts';

test('what JSON cannot hold becomes a one-key object', () => {
  assert.equal(plainValue(5n, types.LongType), 5);
  assert.deepEqual(plainValue(-(2n ** 53n), types.LongType), { bigint: '-9007199254740992' });
  assert.deepEqual(plainValue(Number.NEGATIVE_INFINITY, types.DoubleType), { double: '-Infinity' });
  assert.deepEqual(plainValue('1.50', types.decimalType(3, 2)), { decimal: '1.50' });
  assert.deepEqual(plainValue(Uint8Array.of(1, 2), types.BinaryType), { base64: 'AQI=' });
});

test('times have milliseconds, or microseconds where they are needed', () => {
  assert.equal(plainValue(new Timestamp(-1n), types.TimestampType), '1969-12-31T23:59:59.999999Z');
  assert.equal(plainValue(new Timestamp(1_000_000n), types.TimestampType), '1970-01-01T00:00:01.000Z');
  assert.equal(plainValue('2024-01-01T00:00:00', types.TimestampNtzType), '2024-01-01T00:00:00.000');
  assert.equal(plainValue('2024-01-01T00:00:00.1234', types.TimestampNtzType), '2024-01-01T00:00:00.123400');
});

test('nested values follow their types; maps are sorted by their entries', () => {
  const type = types.structType([
    types.structField('m', types.mapType(types.StringType, types.LongType)),
    types.structField('a', types.arrayType(types.LongType)),
  ]);
  const value = {
    m: new Map([
      ['b', 1n],
      ['a', null],
    ]),
    a: [1n, null],
  };
  assert.deepEqual(plainValue(value, type), {
    m: {
      map: [
        ['a', null],
        ['b', 1],
      ],
    },
    a: [1, null],
  });
});
