import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  arrayType,
  BinaryType,
  BooleanType,
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
  yearMonthIntervalType,
} from '../../types/data-type.ts';
import { type Columns, type ExecutorFixture, executorFixture, schemaOf } from '../executor-fixture.ts';

type Options = Readonly<Record<string, string>>;

interface Output {
  readonly format: string;
  readonly options?: Options;
  readonly partitionBy?: readonly string[];
}

/** Writes, checks the sizes that are reported, and gives the content by path. */
async function write({ executor, directory }: ExecutorFixture, sql: string, columns: Columns, output: Output) {
  const target = join(directory, 'out');
  const written = await executor.writeFiles(sql, schemaOf(columns), {
    options: {},
    partitionBy: [],
    ...output,
    directory: target,
    fileName: 'part-0',
  });
  return written.map(({ relativePath, rows, bytes }) => {
    const content = readFileSync(join(target, relativePath));
    assert.equal(bytes, content.length);
    return { relativePath, rows, content };
  });
}

const MIXED: Columns = {
  l: LongType,
  f: FloatType,
  d: DoubleType,
  e: DoubleType,
  b: BooleanType,
  s: StringType,
  x: decimalType(10, 2),
  y: decimalType(38, 18),
  dt: DateType,
  ts: TimestampType,
  tn: TimestampNtzType,
  bin: BinaryType,
  nul: IntegerType,
  iv: dayTimeIntervalType(),
  im: yearMonthIntervalType(),
  nan: DoubleType,
  inf: FloatType,
};
const MIXED_SQL = `SELECT 3::BIGINT, 1.5::FLOAT, 1e10::DOUBLE, 0.1::DOUBLE, true, 'x', 1.50::DECIMAL(10,2), 0.000000000000000001::DECIMAL(38,18),
  DATE '2024-01-02', TIMESTAMPTZ '2024-01-02 03:04:05.123456', TIMESTAMP '2024-01-02 03:04:05.123456', 'hi'::BLOB, NULL::INTEGER,
  93784000000, 14, 'nan'::DOUBLE, 'inf'::FLOAT`;

const ZONE = { timeZone: 'America/New_York' };
const S2: Columns = { a: StringType, b: StringType };

interface TextCase {
  readonly about: string;
  readonly sql: string;
  readonly columns: Columns;
  readonly output: Output;
  readonly text: string;
}

/** Recorded from Spark 4.3 in the zone America/New_York. */
const CASES: readonly TextCase[] = [
  {
    about: 'json: every type',
    sql: `${MIXED_SQL}, [1, NULL], map {'k': 1, 'n': NULL}, {p: 1, q: NULL}, [{p: NULL}]`,
    columns: {
      ...MIXED,
      a: arrayType(IntegerType),
      m: mapType(StringType, IntegerType),
      st: structType([structField('p', IntegerType), structField('q', IntegerType)]),
      as: arrayType(structType([structField('p', IntegerType)])),
    },
    output: { format: 'json' },
    text: `{"l":3,"f":1.5,"d":1.0E10,"e":0.1,"b":true,"s":"x","x":1.50,"y":1E-18,"dt":"2024-01-02","ts":"2024-01-02T03:04:05.123-05:00","tn":"2024-01-02T03:04:05.123","bin":"aGk=","iv":"INTERVAL '1 02:03:04' DAY TO SECOND","im":"INTERVAL '1-2' YEAR TO MONTH","nan":"NaN","inf":"Infinity","a":[1,null],"m":{"k":1,"n":null},"st":{"p":1},"as":[{}]}\n`,
  },
  {
    about: 'json: ignoreNullFields=false',
    sql: 'SELECT 1, NULL::INTEGER, {p: NULL::INTEGER}',
    columns: { a: IntegerType, b: IntegerType, s: structType([structField('p', IntegerType)]) },
    output: { format: 'json', options: { ignoreNullFields: 'false' } },
    text: '{"a":1,"b":null,"s":{"p":null}}\n',
  },
  {
    about: 'json: a row of nulls',
    sql: 'SELECT NULL::INTEGER',
    columns: { a: IntegerType },
    output: { format: 'json' },
    text: '{}\n',
  },
  {
    about: 'json: escapes',
    sql: `SELECT 'a"b\\c/d' || chr(10) || chr(9) || chr(1) || 'é😀'`,
    columns: { s: StringType },
    output: { format: 'json' },
    text: '{"s":"a\\"b\\\\c/d\\n\\t\\u0001é😀"}\n',
  },
  {
    about: 'json: patterns',
    sql: "SELECT TIMESTAMPTZ '2024-07-02 03:04:05.123456', DATE '2024-01-02', TIMESTAMP '2024-01-02 03:04:05.1'",
    columns: { ts: TimestampType, dt: DateType, tn: TimestampNtzType },
    output: {
      format: 'json',
      options: {
        timestampFormat: 'dd/MM/yyyy HH:mm:ss.SSSSSS XXX',
        dateFormat: 'dd-MMM-yyyy',
        timestampNTZFormat: 'yyyyMMdd HH',
      },
    },
    text: '{"ts":"02/07/2024 03:04:05.123456 -04:00","dt":"02-Jan-2024","tn":"20240102 03"}\n',
  },
  {
    about: 'json: timeZone and lineSep',
    sql: "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' FROM range(2)",
    columns: { t: TimestampType },
    output: { format: 'json', options: { timeZone: 'UTC', lineSep: ';' } },
    text: '{"t":"2024-01-01T00:00:00.000Z"};{"t":"2024-01-01T00:00:00.000Z"};',
  },
  {
    about: 'csv: every type, with a header',
    sql: MIXED_SQL,
    columns: MIXED,
    output: { format: 'csv', options: { header: 'true' } },
    text: "l,f,d,e,b,s,x,y,dt,ts,tn,bin,nul,iv,im,nan,inf\n3,1.5,1.0E10,0.1,true,x,1.50,1E-18,2024-01-02,2024-01-02T03:04:05.123-05:00,2024-01-02T03:04:05.123,[68 69],,INTERVAL '1 02:03:04' DAY TO SECOND,INTERVAL '1-2' YEAR TO MONTH,NaN,Infinity\n",
  },
  {
    about: 'csv: what is quoted',
    sql: `SELECT * FROM (VALUES ('a,b', 'c"d'), (' x ', 'y' || chr(10) || 'z'), ('', 'e'), (NULL, '#c'), ('\\', 'a\\"b'), ('q', 'a\\'), ('"', ' '), ('a;b', 'tab' || chr(9)))`,
    columns: S2,
    output: { format: 'csv' },
    text: '"a,b","c\\"d"\nx,"y\nz"\n"",e\n,#c\n\\,"a\\\\\\"b"\nq,a\\\n"\\"",""\na;b,tab\n',
  },
  {
    about: 'csv: blanks stay',
    sql: "SELECT * FROM (VALUES (' x ', ' '), ('', 'e'))",
    columns: S2,
    output: { format: 'csv', options: { ignoreLeadingWhiteSpace: 'false', ignoreTrailingWhiteSpace: 'false' } },
    text: ' x , \n"",e\n',
  },
  {
    about: 'csv: sep, quote, nullValue, emptyValue',
    sql: "SELECT * FROM (VALUES ('a|b', 'c'), (NULL, ''), ('e''f', 'g'))",
    columns: S2,
    output: {
      format: 'csv',
      options: { sep: '|', quote: "'", nullValue: 'NULL', emptyValue: 'EMPTY', header: 'true' },
    },
    text: "a|b\n'a|b'|c\nNULL|EMPTY\n'e\\'f'|g\n",
  },
  {
    about: 'csv: quoteAll',
    sql: "SELECT * FROM (VALUES ('a', 1), (NULL, 2), ('', 3))",
    columns: { a: StringType, b: IntegerType },
    output: { format: 'csv', options: { quoteAll: 'true' } },
    text: '"a","1"\n"","2"\n"","3"\n',
  },
  {
    about: 'csv: escape',
    sql: `SELECT 'a"b', 'c'`,
    columns: S2,
    output: { format: 'csv', options: { escape: '"' } },
    text: '"a""b",c\n',
  },
  {
    about: 'csv: escapeQuotes=false',
    sql: `SELECT 'a"b', 'c"d,'`,
    columns: S2,
    output: { format: 'csv', options: { escapeQuotes: 'false' } },
    text: 'a"b,"c\\"d,"\n',
  },
  {
    about: 'csv: comment',
    sql: "SELECT '#a', '#b'",
    columns: S2,
    output: { format: 'csv', options: { comment: '#' } },
    text: '"#a",#b\n',
  },
  {
    about: 'csv: a line that would be empty is left out',
    sql: "SELECT * FROM (VALUES (''), (NULL), ('x'))",
    columns: { a: StringType },
    output: { format: 'csv' },
    text: '""\nx\n',
  },
  {
    about: 'text',
    sql: "SELECT * FROM (VALUES ('a'), (NULL), ('b' || chr(10) || 'c'))",
    columns: { a: StringType },
    output: { format: 'text' },
    text: 'a\n\nb\nc\n',
  },
  {
    about: 'text: lineSep',
    sql: "SELECT * FROM (VALUES ('a'), ('b'))",
    columns: { a: StringType },
    output: { format: 'text', options: { lineSep: '|' } },
    text: 'a|b|',
  },
];

for (const { about, sql, columns, output, text } of CASES)
  test(`${about}`, async (t) => {
    const fixture = await executorFixture(t, ZONE);
    const [file, ...others] = await write(fixture, sql, columns, output);
    assert.equal(file?.content.toString(), text);
    assert.equal(file?.relativePath, 'part-0');
    assert.equal(others.length, 0);
  });

test('partitions become folders, their names escaped, in the order of their first rows', async (t) => {
  const fixture = await executorFixture(t);
  const files = await write(
    fixture,
    `SELECT * FROM (VALUES (1, 'a/b', DATE '2024-01-02'), (2, NULL, NULL), (3, '', DATE '2024-01-02'), (4, 'x=y %:?*é', DATE '2024-01-03'),
       (5, 'a/b', DATE '2024-01-02'), (6, '', NULL))`,
    { v: IntegerType, k: StringType, d: DateType },
    { format: 'csv', partitionBy: ['K', 'd'] },
  );
  assert.deepEqual(
    files.map(({ relativePath, rows, content }) => [relativePath, rows, content.toString()]),
    [
      ['k=a%2Fb/d=2024-01-02/part-0', 2, '1\n5\n'],
      ['k=__HIVE_DEFAULT_PARTITION__/d=__HIVE_DEFAULT_PARTITION__/part-0', 2, '2\n6\n'],
      ['k=__HIVE_DEFAULT_PARTITION__/d=2024-01-02/part-0', 1, '3\n'],
      ['k=x%3Dy %25%3A%3F%2Aé/d=2024-01-03/part-0', 1, '4\n'],
    ],
  );
});

test('values of partitions are printed as casts to text', async (t) => {
  const fixture = await executorFixture(t, ZONE);
  const [file] = await write(
    fixture,
    "SELECT 1, 1.5::DOUBLE, 1e10::DOUBLE, TIMESTAMPTZ '2024-01-02 03:04:05.5', true, 1.50::DECIMAL(5,2), 'a b+c{}[]^~!@$&()_-.,;<>|`'",
    {
      v: IntegerType,
      k: DoubleType,
      k2: DoubleType,
      t: TimestampType,
      b: BooleanType,
      d: decimalType(5, 2),
      s: StringType,
    },
    { format: 'json', partitionBy: ['k', 'k2', 't', 'b', 'd', 's'] },
  );
  assert.equal(
    file?.relativePath,
    'k=1.5/k2=1.0E10/t=2024-01-02 03%3A04%3A05.5/b=true/d=1.50/s=a b+c%7B}%5B%5D%5E~!@$&()_-.,;<>|`/part-0',
  );
  assert.equal(file?.content.toString(), '{"v":1}\n');
});

for (const format of ['json', 'csv', 'text', 'parquet'])
  for (const partitionBy of [[], ['p']])
    test(`no rows are no ${format} file${partitionBy.length > 0 ? ', partitioned or not' : ''}`, async (t) => {
      const fixture = await executorFixture(t);
      const sql = "SELECT 'a', 1 WHERE false";
      const options: Options = format === 'csv' ? { header: 'true' } : {};
      const columns = { a: StringType, p: IntegerType };
      assert.deepEqual(await write(fixture, sql, columns, { format, partitionBy, options }), []);
      assert.equal(existsSync(join(fixture.directory, 'out', 'part-0')), false);
    });

const UNPACKED: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  none: (content) => content,
  uncompressed: (content) => content,
  gzip: gunzipSync,
  zstd: zstdDecompressSync,
};

for (const [compression, unpack] of Object.entries(UNPACKED))
  test(`text is compressed with ${compression}`, async (t) => {
    const fixture = await executorFixture(t);
    const [file] = await write(fixture, 'SELECT 1', { a: IntegerType }, { format: 'json', options: { compression } });
    assert.equal(unpack(file?.content ?? Buffer.alloc(0)).toString(), '{"a":1}\n');
  });

for (const compression of [undefined, 'none', 'snappy', 'gzip', 'zstd'])
  test(`Parquet is compressed with ${compression ?? 'snappy where nothing is said'}`, async (t) => {
    const fixture = await executorFixture(t);
    const options: Options = compression === undefined ? {} : { compression };
    const columns = { k: StringType, v: IntegerType };
    const sql = "SELECT 'a' AS x, range::INTEGER AS y FROM range(3000)";
    const [file] = await write(fixture, sql, columns, { format: 'parquet', options });
    assert.equal(file?.rows, 3000);
    const path = join(fixture.directory, 'out', 'part-0').replaceAll("'", "''");
    const codecs = await fixture.executor.query(
      `SELECT DISTINCT compression FROM parquet_metadata('${path}')`,
      schemaOf({ c: StringType }),
    );
    const names: Readonly<Record<string, string>> = { none: 'UNCOMPRESSED' };
    assert.deepEqual(codecs, [[names[compression ?? 'snappy'] ?? (compression ?? 'snappy').toUpperCase()]]);
    const rows = await fixture.executor.query(`SELECT k, v FROM read_parquet('${path}')`, schemaOf(columns));
    assert.deepEqual(
      rows,
      Array.from({ length: 3000 }, (_, v) => ['a', v]),
    );
  });

test('the same result gives the same bytes', async (t) => {
  const fixture = await executorFixture(t);
  const sql = "SELECT range::INTEGER, 'v' || range % 7 FROM range(20000)";
  const columns = { n: IntegerType, p: StringType };
  for (const format of ['parquet', 'json', 'csv']) {
    const once = await write(fixture, sql, columns, { format, partitionBy: ['p'] });
    const again = await write(fixture, sql, columns, { format, partitionBy: ['p'] });
    assert.equal(once.length, 7);
    assert.deepEqual(again, once);
  }
});

test('a compression that a format does not have is refused', async (t) => {
  const fixture = await executorFixture(t);
  for (const [format, compression] of [
    ['json', 'snappy'],
    ['parquet', 'brotli'],
  ] as const)
    await assert.rejects(write(fixture, 'SELECT 1', { a: IntegerType }, { format, options: { compression } }), {
      condition: 'INVALID_OPTION',
      message: new RegExp(`"${compression}" of option "compression" of the ${format} writer`),
    });
});

test('a fault in the query is raised, whatever the format', async (t) => {
  const fixture = await executorFixture(t);
  const sql = "SELECT CAST('x' || range AS INTEGER) FROM range(3)";
  for (const format of ['json', 'parquet'])
    await assert.rejects(write(fixture, sql, { a: IntegerType }, { format }), { condition: 'CAST_INVALID_INPUT' });
});
