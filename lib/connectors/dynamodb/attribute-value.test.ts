import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  arrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DoubleType,
  dayTimeIntervalType,
  decimalType,
  FloatType,
  IntegerType,
  LongType,
  mapType,
  StringType,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
} from '../../types/data-type.ts';
import { Timestamp, type Value } from '../../types/value.ts';
import { toAttributeValue } from './attribute-value.ts';

const instant = (text: string, micros = 0n) => new Timestamp(BigInt(Date.parse(text)) * 1000n + micros);
const point = structType([structField('x', IntegerType), structField('y', StringType)]);

const CONVERSIONS: readonly [type: DataType, value: Value, attribute: AttributeValue][] = [
  [BooleanType, true, { BOOL: true }],
  [IntegerType, -7, { N: '-7' }],
  [LongType, 9223372036854775807n, { N: '9223372036854775807' }],
  [decimalType(38, 10), '-1234567890123456789012345678.0123456789', { N: '-1234567890123456789012345678.0123456789' }],
  [decimalType(10, 2), '0.00', { N: '0' }],
  [DoubleType, 0.1, { N: '0.1' }],
  [DoubleType, -0, { N: '0' }],
  [DoubleType, 1e100, { N: '1e+100' }],
  [FloatType, Math.fround(0.1), { N: '0.1' }],
  [FloatType, Math.fround(16777216), { N: '16777216' }],
  [StringType, '', { S: '' }],
  [BinaryType, new Uint8Array([1, 2]), { B: new Uint8Array([1, 2]) }],
  [DateType, '2024-02-29', { S: '2024-02-29' }],
  [TimestampType, instant('2024-01-01T00:00:00Z'), { S: '2024-01-01T00:00:00.000000Z' }],
  [TimestampType, instant('2024-01-01T00:00:00.123Z', 45n), { S: '2024-01-01T00:00:00.123045Z' }],
  [TimestampNtzType, '2024-01-01T00:00:00', { S: '2024-01-01T00:00:00' }],
  [dayTimeIntervalType(), "INTERVAL '1 02:03:04' DAY TO SECOND", { S: "INTERVAL '1 02:03:04' DAY TO SECOND" }],
  [arrayType(IntegerType), [1, null], { L: [{ N: '1' }, { NULL: true }] }],
  [arrayType(IntegerType), [], { L: [] }],
  [mapType(StringType, LongType), new Map([['a', 1n]]), { M: { a: { N: '1' } } }],
  [mapType(IntegerType, BooleanType), new Map([[3, false]]), { M: { '3': { BOOL: false } } }],
  [point, { x: 1, y: null }, { M: { x: { N: '1' }, y: { NULL: true } } }],
  [arrayType(point), [{ x: 1, y: 'a' }], { L: [{ M: { x: { N: '1' }, y: { S: 'a' } } }] }],
];

test('every type has its attribute', () => {
  for (const [type, value, attribute] of CONVERSIONS)
    assert.deepEqual(toAttributeValue(value, type, 'c'), attribute, `${type.kind} ${String(value)}`);
});

test('what DynamoDB cannot hold is refused, and the place is named', () => {
  const refused: [DataType, Value, RegExp][] = [
    [DoubleType, Number.NaN, /the value NaN of column c: DynamoDB has numbers only/],
    [FloatType, Number.NEGATIVE_INFINITY, /the value -Infinity of column c/],
    [DoubleType, 1e126, /outside the range/],
    [DoubleType, 1e-131, /outside the range/],
    [arrayType(DoubleType), [1, Number.NaN], /column c\[1\]/],
    [mapType(StringType, DoubleType), new Map([['k', Number.NaN]]), /column c\['k'\]/],
    [structType([structField('x', DoubleType)]), { x: Number.NaN }, /column c\.x/],
    [mapType(BinaryType, LongType), new Map([[new Uint8Array([1]), 1n]]), /its keys have no text/],
  ];
  for (const [type, value, message] of refused)
    assert.throws(() => toAttributeValue(value, type, 'c'), { condition: 'DYNAMODB_VALUE_UNSUPPORTED', message });
});
