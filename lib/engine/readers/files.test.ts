import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { InputFile } from '../../contracts/source.ts';
import {
  arrayType,
  BinaryType,
  DoubleType,
  decimalType,
  IntegerType,
  LongType,
  mapType,
  StringType,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
} from '../../types/data-type.ts';
import { Timestamp } from '../../types/value.ts';
import { type Columns, type ExecutorFixture, executorFixture, schemaOf } from '../executor-fixture.ts';

const K = { k: IntegerType };
const plain = (path: string): InputFile => ({ path, partitionValues: {} });

async function readAll(
  { executor, rows }: ExecutorFixture,
  format: string,
  columns: Columns,
  files: readonly InputFile[],
  options: Readonly<Record<string, string>> = {},
) {
  await executor.bindInput('input', schemaOf(columns), { kind: 'files', format, options, files });
  return rows('input', schemaOf(columns));
}

const TEXTS: readonly (readonly [text: string, options: Record<string, string>, rows: readonly string[]])[] = [
  ['a\n\n  b\r\nc\rd', {}, ['a', '', '  b', 'c', 'd']],
  ['a;b;;c;', { lineSep: ';' }, ['a', 'b', '', 'c']],
  ['a\nb', { wholetext: 'true' }, ['a\nb']],
  ['"q",\\N,NULL\n#x', {}, ['"q",\\N,NULL', '#x']],
  ['', {}, []],
];

for (const [text, options, expected] of TEXTS)
  test(`text: ${JSON.stringify(text)} ${JSON.stringify(options)}`, async (t) => {
    const { read } = await executorFixture(t);
    assert.deepEqual(
      await read('text', { value: StringType }, text, options),
      expected.map((value) => [value]),
    );
  });

test('text has the values of partition folders beside the lines', async (t) => {
  const fixture = await executorFixture(t);
  const files = [{ path: fixture.file('a.txt', 'x\n'), partitionValues: { p: '7' } }];
  assert.deepEqual(await readAll(fixture, 'text', { value: StringType, p: IntegerType }, files), [['x', 7]]);
});

test('compressed files are read by their suffix', async (t) => {
  const fixture = await executorFixture(t);
  const files = [
    plain(fixture.file('a.json.gz', gzipSync('{"k":1}\n'))),
    plain(fixture.file('b.json.zst', zstdCompressSync('{"k":2}\n'))),
    plain(fixture.file('c.json', '{"k":3}\n')),
  ];
  assert.deepEqual(await readAll(fixture, 'json', K, files), [[1], [2], [3]]);
});

for (const suffix of ['.bz2', '.deflate', '.snappy'])
  test(`${suffix} is refused by name`, async (t) => {
    const fixture = await executorFixture(t);
    const file = plain(fixture.file(`a.json${suffix}`, 'x'));
    await assert.rejects(readAll(fixture, 'json', K, [file]), {
      condition: 'FAILED_READ_FILE.UNSUPPORTED_COMPRESSION',
      message: new RegExp(`a\\.json\\${suffix}`),
    });
  });

const PARQUET_START = Buffer.from('PAR1xxxxxxxxxxxxxxxx');
const DAMAGED: readonly (readonly [name: string, format: string, content: Uint8Array])[] = [
  ['cut.json.gz', 'json', gzipSync('{"k":1}\n{"k":2}\n').subarray(0, 25)],
  ['cut.json.zst', 'json', zstdCompressSync(`{"k":1}\n`.repeat(100)).subarray(0, 12)],
  ['no-gzip.csv.gz', 'csv', Buffer.from('1\n')],
  ['cut.parquet', 'parquet', PARQUET_START],
  ['tiny.parquet', 'parquet', Buffer.from('PAR1')],
  ['empty.parquet', 'parquet', Buffer.alloc(0)],
];

for (const [name, format, content] of DAMAGED)
  test(`${name} is an error that names it, or skipped`, async (t) => {
    const fixture = await executorFixture(t);
    const file = plain(fixture.file(name, content));
    await assert.rejects(readAll(fixture, format, K, [file]), {
      condition: 'FAILED_READ_FILE.CORRUPT_FILE',
      message: new RegExp(name.replaceAll('.', '\\.')),
    });
    assert.deepEqual(await readAll(fixture, format, K, [file], { ignoreCorruptFiles: 'true' }), []);
  });

for (const name of ['gone.json', 'gone.json.gz', 'gone.parquet'])
  test(`${name} is an error that names it, or skipped`, async (t) => {
    const fixture = await executorFixture(t);
    const format = name.endsWith('parquet') ? 'parquet' : 'json';
    const file = plain(`${fixture.directory}/${name}`);
    await assert.rejects(readAll(fixture, format, K, [file]), { condition: 'FAILED_READ_FILE.FILE_NOT_EXIST' });
    assert.deepEqual(await readAll(fixture, format, K, [file], { ignoreMissingFiles: 'true' }), []);
  });

test('names with the signs of patterns are names', async (t) => {
  const fixture = await executorFixture(t);
  const files = ["a[1]*?'.json", 'b{x}.json'].map((name, index) => plain(fixture.file(name, `{"k":${index}}\n`)));
  fixture.file("a1xyz'.json", '{"k":99}\n');
  assert.deepEqual(await readAll(fixture, 'json', K, files), [[0], [1]]);
});

async function parquetFile({ executor, directory }: ExecutorFixture, name: string, sql: string): Promise<InputFile> {
  await executor.exportParquet(sql, `${directory}/${name}`);
  return plain(`${directory}/${name}`);
}

test('Parquet columns are found by name, whatever their case, and cast', async (t) => {
  const fixture = await executorFixture(t, { timeZone: 'America/New_York' });
  const file = await parquetFile(
    fixture,
    'a.parquet',
    `SELECT 'extra' AS extra, 1.5::FLOAT AS F, 2::TINYINT AS n, 1.5::DECIMAL(4,2) AS x, 'hi'::BLOB AS b, map {'k': 1} AS m,
       {p: 1::TINYINT, q: 'z'} AS s, [1, NULL]::TINYINT[] AS l, TIMESTAMP '2024-01-02 03:04:05' AS t, TIMESTAMPTZ '2024-01-02 03:04:05+00' AS u`,
  );
  const columns: Columns = {
    N: LongType,
    f: DoubleType,
    missing: StringType,
    x: decimalType(10, 3),
    b: BinaryType,
    m: mapType(StringType, IntegerType),
    s: structType([structField('q', StringType), structField('p', LongType), structField('r', IntegerType)]),
    l: arrayType(LongType),
    t: TimestampType,
    u: TimestampNtzType,
  };
  // Without a zone mark a number counts from 1970 in UTC, as INT96 does.
  assert.deepEqual(await readAll(fixture, 'parquet', columns, [file]), [
    [
      2n,
      1.5,
      null,
      '1.500',
      new Uint8Array(Buffer.from('hi')),
      new Map([['k', 1]]),
      { q: 'z', p: 1n, r: null },
      [1n, null],
      Timestamp.fromDate(new Date('2024-01-02T03:04:05Z')),
      '2024-01-02T03:04:05',
    ],
  ]);
});

test('Parquet files of different columns are read together, with the values of their folders', async (t) => {
  const fixture = await executorFixture(t);
  const one = await parquetFile(fixture, 'a.parquet', "SELECT range::INTEGER AS k, 'x' AS s FROM range(3)");
  const two = await parquetFile(fixture, 'b.parquet', "SELECT 'y' AS s");
  const files = [
    { ...one, partitionValues: { p: '1' } },
    { ...two, partitionValues: { p: null } },
  ];
  assert.deepEqual(await readAll(fixture, 'parquet', { k: IntegerType, p: IntegerType, s: StringType }, files), [
    [0, 1, 'x'],
    [1, 1, 'x'],
    [2, 1, 'x'],
    [null, null, 'y'],
  ]);
});

test('a line longer than 32 MB is an error that says so', async (t) => {
  const { read } = await executorFixture(t);
  const text = `{"k":1,"s":"${'x'.repeat(34_000_000)}"}\n`;
  await assert.rejects(read('json', K, text), { condition: 'FAILED_READ_FILE.LINE_TOO_LONG' });
  assert.deepEqual(await read('json', K, text, { multiLine: 'true' }), [[1]]);
});
