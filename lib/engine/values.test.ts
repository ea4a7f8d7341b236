import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  arrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  type DataType,
  DateType,
  DoubleType,
  dayTimeIntervalType,
  decimalType,
  FloatType,
  IntegerType,
  LongType,
  mapType,
  NullType,
  ShortType,
  StringType,
  simpleString,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
  yearMonthIntervalType,
} from '../types/data-type.ts';
import { Timestamp, type Value } from '../types/value.ts';
import { executorFixture, schemaOf } from './executor-fixture.ts';

const inner = structType([structField('2', IntegerType), structField('1', arrayType(TimestampType))]);

const VALUES: readonly (readonly [DataType, readonly Value[]])[] = [
  [NullType, [null]],
  [BooleanType, [true, false]],
  [ByteType, [-128, 127]],
  [ShortType, [-32768, 32767]],
  [IntegerType, [-2147483648, 2147483647]],
  [LongType, [-9223372036854775808n, 9007199254740993n]],
  [FloatType, [0.5, Number.NaN, Number.NEGATIVE_INFINITY]],
  [DoubleType, [0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324]],
  [StringType, ['', 'é😀', 'a\0b', 'x'.repeat(100)]],
  [BinaryType, [new Uint8Array(), new Uint8Array([0, 255]), new Uint8Array(64).fill(7)]],
  [DateType, ['1970-01-01', '2024-02-29', '0001-01-01', '+10000-01-01', '-0001-12-31']],
  [TimestampType, [new Timestamp(0n), new Timestamp(-1n), new Timestamp(253402300800000001n)]],
  [TimestampNtzType, ['1969-12-31T23:59:59.999999', '2024-01-01T10:00:00', '2024-01-01T10:00:00.500']],
  [decimalType(4, 2), ['-99.99', '0.05']],
  [decimalType(9, 0), ['123456789']],
  [decimalType(18, 6), ['-0.000001']],
  [decimalType(38, 18), ['12345678901234567890.123456789012345678']],
  [dayTimeIntervalType(), ["INTERVAL '-1 02:03:04.5' DAY TO SECOND", "INTERVAL '0 00:00:00' DAY TO SECOND"]],
  [dayTimeIntervalType('hour', 'hour'), ["INTERVAL '04' HOUR", "INTERVAL '100' HOUR"]],
  [yearMonthIntervalType(), ["INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '-1-1' YEAR TO MONTH"]],
  [yearMonthIntervalType('month', 'month'), ["INTERVAL '14' MONTH"]],
  [CalendarIntervalType, ['1 months 2 days 3 hours 0.5 seconds']],
  [arrayType(StringType), [[], ['x', null]]],
  [arrayType(arrayType(LongType)), [[[1n], [], [null, 2n]]]],
  [mapType(StringType, IntegerType), [new Map(), new Map([['k', 1]])]],
  [mapType(LongType, inner), [new Map([[7n, { '2': 1, '1': [new Timestamp(5n)] }]])]],
  [inner, [{ '2': 7, '1': null }]],
];

for (const [type, values] of VALUES)
  test(`${simpleString(type)} comes out as it went in`, async (t) => {
    const { executor, rows } = await executorFixture(t);
    const schema = schemaOf({ v: type });
    const input = [...values, null].map((value) => [value]);
    assert.equal((await executor.bindInput('input', schema, { kind: 'rows', rows: input })).rows, input.length);
    assert.deepEqual(await rows('input', schema), input);
  });

test('many rows keep their order over the borders of chunks', async (t) => {
  const { executor, rows } = await executorFixture(t);
  const schema = schemaOf({ n: IntegerType, s: StringType });
  const input = Array.from({ length: 5000 }, (_, n) => [n, n % 3 === 0 ? null : `row ${n}`]);
  await executor.bindInput('input', schema, { kind: 'rows', rows: input });
  assert.deepEqual(await rows('input', schema), input);
});

const WRONG: readonly (readonly [DataType, Value, RegExp])[] = [
  [IntegerType, 'x', /Row 1 of the input .* column `v` of type INT cannot hold: "x" is not a value of type INT/],
  [LongType, 1.5, /1.5 is not a value of type BIGINT/],
  [DateType, '2024-1-1', /"2024-1-1" is not a date of the form YYYY-MM-DD/],
  [decimalType(4, 2), '1.005', /"1.005" does not fit into DECIMAL\(4,2\)/],
  [decimalType(4, 2), '100', /"100" does not fit/],
  [dayTimeIntervalType(), '5 minutes', /is not an interval of 4 fields/],
  [mapType(StringType, IntegerType), { k: 1 }, /is not a value of type MAP<STRING, INT>/],
  [structType([structField('a', IntegerType)]), [1], /is not a value of type STRUCT<a: INT>/],
];

for (const [type, value, message] of WRONG)
  test(`${String(value)} is refused as ${simpleString(type)}`, async (t) => {
    const { executor } = await executorFixture(t);
    const rows = [[null], [value]];
    await assert.rejects(executor.bindInput('input', schemaOf({ v: type }), { kind: 'rows', rows }), {
      condition: 'INVALID_INPUT_VALUE',
      message,
    });
  });
