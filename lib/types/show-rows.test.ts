import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  arrayType,
  BinaryType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  mapType,
  StringType,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
} from './data-type.ts';
import { prettyPrinter } from './pretty-string.ts';
import { showRows } from './show-rows.ts';
import { Timestamp, type Value } from './value.ts';

// Every expected text in this file was printed by PySpark 4.3.0.

const micros = (iso: string, extra = 0n) => new Timestamp(BigInt(new Date(iso).getTime()) * 1000n + extra);
const numbers = (count: number) => Array.from({ length: count }, (_, i) => [BigInt(i)]);
const idSchema = structType([structField('id', LongType)]);

test('a table aligns right and cuts long cells by default', () => {
  const schema = structType([
    structField('n', StringType),
    structField('l', StringType),
    structField('a', IntegerType),
  ]);
  assert.equal(
    showRows(schema, [[null, 'a string that is longer than twenty', 1]]),
    [
      '+----+--------------------+---+',
      '|   n|                   l|  a|',
      '+----+--------------------+---+',
      '|NULL|a string that is ...|  1|',
      '+----+--------------------+---+',
      '',
    ].join('\n'),
  );
});

test('truncate 0 aligns left and cuts nothing', () => {
  const schema = structType([structField('a', StringType)]);
  assert.equal(
    showRows(schema, [['a string that is longer than twenty'], ['x']], { truncate: 0 }),
    [
      '+-----------------------------------+',
      '|a                                  |',
      '+-----------------------------------+',
      '|a string that is longer than twenty|',
      '|x                                  |',
      '+-----------------------------------+',
      '',
    ].join('\n'),
  );
});

test('cells below four characters are cut without dots', () => {
  const schema = structType([structField('abcdefgh', StringType)]);
  assert.match(showRows(schema, [['abcdef']], { truncate: 3 }), /\n\| {5}abc\|\n/);
  assert.match(showRows(schema, [['abcdef']], { truncate: 4 }), /\n\| {4}a\.\.\.\|\n/);
});

test('more rows than asked for are counted by a footer without a line break', () => {
  assert.equal(
    showRows(idSchema, numbers(3), { numRows: 1 }),
    '+---+\n| id|\n+---+\n|  0|\n+---+\nonly showing top 1 row',
  );
  assert.equal(showRows(idSchema, numbers(3), { numRows: 0 }), '+---+\n| id|\n+---+\n+---+\nonly showing top 0 rows');
  assert.match(showRows(idSchema, numbers(21)), /\nonly showing top 20 rows$/);
  assert.equal(showRows(idSchema, []), '+---+\n| id|\n+---+\n+---+\n');
});

test('a table without columns has rows all the same', () => {
  assert.equal(showRows(structType([]), [[], []]), '++\n||\n++\n||\n||\n++\n');
});

test('full-width characters count double', () => {
  const schema = structType(['a', 'b', 'c', 'd', 'e'].map((name) => structField(name, StringType)));
  const rows = [
    ['日本語', 'abc', '한글', 'ｆｕｌｌ', '😀'],
    ['x', 'y', 'z', 'w', 'v'],
  ];
  assert.equal(
    showRows(schema, rows),
    [
      '+------+---+----+--------+---+',
      '|     a|  b|   c|       d|  e|',
      '+------+---+----+--------+---+',
      '|日本語|abc|한글|ｆｕｌｌ| 😀|',
      '|     x|  y|   z|       w|  v|',
      '+------+---+----+--------+---+',
      '',
    ].join('\n'),
  );
});

test('the vertical form prints a record per row', () => {
  const schema = structType([structField('id', LongType), structField('name', StringType)]);
  const rows = [0n, 1n, 2n].map((id) => [id, '日本語']);
  assert.equal(
    showRows(schema, rows, { numRows: 2, truncate: 5, vertical: true }),
    [
      '-RECORD 0------',
      ' id   | 0      ',
      ' name | 日本語 ',
      '-RECORD 1------',
      ' id   | 1      ',
      ' name | 日本語 ',
      'only showing top 2 rows',
    ].join('\n'),
  );
  assert.equal(showRows(schema, [], { vertical: true }), '(0 rows)');
  assert.equal(showRows(schema, rows, { vertical: true, numRows: 0 }), '(0 rows)');
});

test('control characters are made visible', () => {
  const schema = structType([structField('x\ny', StringType)]);
  assert.equal(
    showRows(schema, [['a\nb\tc\rd\\e\vf\fg\bh\u0007i\u001b']], { truncate: 0 }),
    [
      '+-------------------------+',
      '|x\\ny                     |',
      '+-------------------------+',
      '|a\\nb\\tc\\rd\\e\\vf\\fg\\bh\\ai\u001b|',
      '+-------------------------+',
      '',
    ].join('\n'),
  );
});

test('nested values print as in Spark', () => {
  const struct = structType([
    structField('a', IntegerType),
    structField('b', StringType),
    structField('c', IntegerType),
  ]);
  const print = (type: Parameters<typeof prettyPrinter>[0], value: Value) => prettyPrinter(type, 'UTC')(value);
  assert.equal(print(struct, { a: 1, b: 'x', c: null }), '{1, x, NULL}');
  assert.equal(print(arrayType(IntegerType), [1, null, 3]), '[1, NULL, 3]');
  const map = new Map<Value, Value>([
    ['k', 1],
    ['z', null],
  ]);
  assert.equal(print(mapType(StringType, IntegerType), map), '{k -> 1, z -> NULL}');
  assert.equal(print(BinaryType, Buffer.from('Hello')), '[48 65 6C 6C 6F]');
  assert.equal(print(BinaryType, new Uint8Array()), '[]');
  assert.equal(print(structType([]), {}), '{}');
  assert.equal(print(arrayType(struct), [{ a: 1, b: 'x', c: 2 }, null]), '[{1, x, 2}, NULL]');
});

test('floating-point numbers print as in Java', () => {
  const double = prettyPrinter(DoubleType, 'UTC');
  const cases: [number, string][] = [
    [1, '1.0'],
    [1e10, '1.0E10'],
    [1e-5, '1.0E-5'],
    [123456789.125, '1.23456789125E8'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [0.001, '0.001'],
    [1e7, '1.0E7'],
    [12345678.9, '1.23456789E7'],
    [-0, '-0.0'],
    [0, '0.0'],
    [1e22, '1.0E22'],
    [9999999.5, '9999999.5'],
    [-0.25, '-0.25'],
    [1234.5, '1234.5'],
    [100, '100.0'],
  ];
  for (const [value, text] of cases) assert.equal(double(value), text);
  const float = prettyPrinter(FloatType, 'UTC');
  assert.deepEqual([Math.fround(0.1), 1e7, 16777216, Math.fround(1e-3)].map(float), [
    '0.1',
    '1.0E7',
    '1.6777216E7',
    '0.001',
  ]);
});

test('timestamps print in the session zone, zeros at the end of the fraction left out', () => {
  const newYork = prettyPrinter(TimestampType, 'America/New_York');
  assert.equal(newYork(new Timestamp(-1n)), '1969-12-31 18:59:59.999999');
  assert.equal(newYork(micros('2024-11-03T05:30:00Z')), '2024-11-03 01:30:00');
  const utc = prettyPrinter(TimestampType, 'UTC');
  assert.equal(utc(micros('2024-01-05T10:11:12.100Z')), '2024-01-05 10:11:12.1');
  assert.equal(utc(micros('2024-01-05T10:11:12.123Z', 456n)), '2024-01-05 10:11:12.123456');
  assert.equal(utc(micros('2024-01-05T00:00:00Z')), '2024-01-05 00:00:00');
  assert.equal(utc(micros('+012000-01-01T00:00:00Z')), '+12000-01-01 00:00:00');
  assert.equal(utc(micros('0001-01-01T00:00:00Z')), '0001-01-01 00:00:00');
  assert.equal(prettyPrinter(TimestampType, '+05:30')(micros('2024-01-05T00:00:00Z')), '2024-01-05 05:30:00');
  assert.equal(prettyPrinter(TimestampType, 'GMT-3')(micros('2024-01-05T00:00:00Z')), '2024-01-04 21:00:00');
  const local = prettyPrinter(TimestampNtzType, 'UTC');
  assert.equal(local('2024-01-05T10:11:00'), '2024-01-05 10:11:00');
  assert.equal(local('2024-01-05T10:11:00.500000'), '2024-01-05 10:11:00.5');
});
