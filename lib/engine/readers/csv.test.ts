import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BinaryType,
  BooleanType,
  ByteType,
  type DataType,
  DateType,
  DoubleType,
  dayTimeIntervalType,
  decimalType,
  FloatType,
  IntegerType,
  LongType,
  StringType,
  simpleString,
  TimestampNtzType,
  TimestampType,
} from '../../types/data-type.ts';
import { Timestamp, type Value } from '../../types/value.ts';
import { type Columns, executorFixture } from '../executor-fixture.ts';

const instant = (iso: string): Timestamp => Timestamp.fromDate(new Date(iso));

const TEXTS: readonly string[] = [
  ...['1', ' 1', '+1', '-0', '1.0', '1e3', '1,5', '', 'abc', 'true', 'TRUE', 'T', '0', 'NaN', 'nan', 'Inf', '-Inf'],
  ...['Infinity', '1.5', '128', '99999999999', '1.005', '2024-01-02', '2024-01-02T03:04:05Z', '2024-01-02 03:04:05'],
  ...['1_0', '0x10', '1d', '$1', '1L', '.5', '5.', "INTERVAL '1 02:03:04' DAY TO SECOND", '1e400', 'true ', '1.5 '],
];

const FLOATING: Readonly<Record<string, number>> = {
  '1': 1,
  ' 1': 1,
  '+1': 1,
  '-0': -0,
  '1.0': 1,
  '1e3': 1000,
  '0': 0,
  NaN: Number.NaN,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
  Infinity: Number.POSITIVE_INFINITY,
  '1.5': 1.5,
  '128': 128,
  '99999999999': 99999999999,
  '1.005': 1.005,
  '1d': 1,
  '.5': 0.5,
  '5.': 5,
  '1e400': Number.POSITIVE_INFINITY,
  '1.5 ': 1.5,
};

/** What Spark 4.3 reads from them; every text that is not listed, but the empty one, is null and makes the record malformed. */
const READS: readonly (readonly [DataType, Readonly<Record<string, Value>>])[] = [
  [StringType, Object.fromEntries(TEXTS.filter((text) => text !== '').map((text) => [text, text]))],
  [
    BinaryType,
    Object.fromEntries(TEXTS.filter((text) => text !== '').map((text) => [text, new Uint8Array(Buffer.from(text))])),
  ],
  [ByteType, { '1': 1, '+1': 1, '-0': 0, '0': 0 }],
  [IntegerType, { '1': 1, '+1': 1, '-0': 0, '0': 0, '128': 128 }],
  [LongType, { '1': 1n, '+1': 1n, '-0': 0n, '0': 0n, '128': 128n, '99999999999': 99999999999n }],
  [DoubleType, FLOATING],
  [FloatType, Object.fromEntries(Object.entries(FLOATING).map(([text, value]) => [text, Math.fround(value)]))],
  [BooleanType, { true: true, TRUE: true }],
  [
    decimalType(5, 2),
    {
      '1': '1.00',
      '+1': '1.00',
      '-0': '0.00',
      '1.0': '1.00',
      '1,5': '15.00',
      '0': '0.00',
      '1.5': '1.50',
      '128': '128.00',
      '1.005': '1.01',
      '.5': '0.50',
      '5.': '5.00',
    },
  ],
  [DateType, { '2024-01-02': '2024-01-02', '2024-01-02T03:04:05Z': '2024-01-02', '2024-01-02 03:04:05': '2024-01-02' }],
  [
    TimestampType,
    {
      '2024-01-02': instant('2024-01-02T05:00:00Z'),
      '2024-01-02T03:04:05Z': instant('2024-01-02T03:04:05Z'),
      '2024-01-02 03:04:05': instant('2024-01-02T08:04:05Z'),
    },
  ],
  [TimestampNtzType, { '2024-01-02': '2024-01-02T00:00:00', '2024-01-02 03:04:05': '2024-01-02T03:04:05' }],
  [dayTimeIntervalType(), { "INTERVAL '1 02:03:04' DAY TO SECOND": "INTERVAL '1 02:03:04' DAY TO SECOND" }],
];

for (const [type, reads] of READS)
  test(`${simpleString(type)} is read as by Spark`, async (t) => {
    const { read } = await executorFixture(t, { timeZone: 'America/New_York' });
    const lines = TEXTS.map((text) => `${text.includes(',') ? `"${text}"` : text};9`);
    const columns = { v: type, z: IntegerType, _corrupt_record: StringType };
    const rows = await read('csv', columns, `${lines.join('\n')}\n`, { sep: ';' });
    for (const [index, text] of TEXTS.entries()) {
      const malformed = !(text in reads) && text !== '';
      const expected = [malformed ? null : (reads[text] ?? null), 9, malformed ? (lines[index] ?? '') : null];
      assert.deepEqual(rows[index], expected, text);
    }
  });

const S2: Columns = { a: StringType, b: StringType };
const SI: Columns = { a: StringType, b: IntegerType };
const SIS: Columns = { a: StringType, b: IntegerType, c: StringType };
const NOTED: Columns = { ...SIS, _corrupt_record: StringType };

interface CsvCase {
  readonly about: string;
  readonly columns: Columns;
  readonly text: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly Value[])[];
}

/** Recorded from Spark 4.3. */
const CASES: readonly CsvCase[] = [
  {
    about: 'rows with too few or too many fields, blank lines, quotes',
    columns: NOTED,
    text: 'x,1,y\n\n  \nx,1\nx,1,y,z\nx,bad,y\n,,\n"q,1",2,"a""b"\n"q\n',
    rows: [
      ['x', 1, 'y', null],
      ['x', 1, null, 'x,1'],
      ['x', 1, 'y', 'x,1,y,z'],
      ['x', null, 'y', 'x,bad,y'],
      [null, null, null, null],
      ['q,1', 2, '"a""b"', null],
      ['q', null, null, '"q'],
    ],
  },
  {
    about: 'DROPMALFORMED',
    columns: SIS,
    text: 'x,1,y\nx,1\nx,1,y,z\nx,bad,y\n',
    options: { mode: 'DROPMALFORMED' },
    rows: [['x', 1, 'y']],
  },
  {
    about: 'the column of malformed records may stand anywhere, under any name',
    columns: { a: StringType, bad: StringType, b: IntegerType },
    text: 'x,1\nx,q\nx,1,2\nx\n',
    options: { columnNameOfCorruptRecord: 'bad' },
    rows: [
      ['x', null, 1],
      ['x', 'x,q', null],
      ['x', 'x,1,2', 1],
      ['x', 'x', null],
    ],
  },
  { about: 'header', columns: SI, text: 'a,b\nx,1\n', options: { header: 'true' }, rows: [['x', 1]] },
  { about: 'header by position', columns: SI, text: 'q,w\nx,1\n', options: { header: 'true' }, rows: [['x', 1]] },
  {
    about: 'header after blank lines and comments',
    columns: SI,
    text: '\n#c\na,b\nx,1\n',
    options: { header: 'true', comment: '#' },
    rows: [['x', 1]],
  },
  {
    about: 'header that agrees but for letter case',
    columns: SI,
    text: 'A,B\nx,1\n',
    options: { header: 'true', enforceSchema: 'false' },
    rows: [['x', 1]],
  },
  { about: 'sep', columns: SI, text: 'x;1\n', options: { sep: ';' }, rows: [['x', 1]] },
  { about: 'sep of two characters', columns: SI, text: 'x||1\n', options: { sep: '||' }, rows: [['x', 1]] },
  { about: 'sep as an escape', columns: SI, text: 'x\t1\n', options: { sep: '\\t' }, rows: [['x', 1]] },
  { about: 'delimiter', columns: SI, text: 'x|1\n', options: { delimiter: '|' }, rows: [['x', 1]] },
  {
    about: 'quotes',
    columns: S2,
    text: '"a\\"b",c\n"a""b",c\na"b,c\n"a" ,c\n "a",c\n"a"x,c\n"a,b\n"a\\\\",c\n\'a,b\',c\n"",c\nx,"\n"a"b"c",d\n"a", "b"\na\\,b,c\n',
    rows: [
      ['a"b', 'c'],
      ['"a""b"', 'c'],
      ['a"b', 'c'],
      ['a', 'c'],
      [' "a"', 'c'],
      ['"a"x', 'c'],
      ['a,b', null],
      ['a\\', 'c'],
      ["'a", "b'"],
      [null, 'c'],
      ['x', '"'],
      ['"a"b"c"', 'd'],
      ['a', ' "b"'],
      ['a\\', 'b'],
    ],
  },
  { about: 'quote', columns: S2, text: "'a,b',c\n", options: { quote: "'" }, rows: [['a,b', 'c']] },
  { about: 'no quote', columns: S2, text: '"a,b"\n', options: { quote: '' }, rows: [['"a', 'b"']] },
  {
    about: 'escape',
    columns: S2,
    text: '"a^"b",c\n"a""b",d\n"a\\"b",e\n',
    options: { escape: '^' },
    rows: [
      ['a"b', 'c'],
      ['"a""b"', 'd'],
      ['"a\\"b"', 'e'],
    ],
  },
  {
    about: 'escape by doubling',
    columns: S2,
    text: '"a""b",d\n"a\\",e\n',
    options: { escape: '"' },
    rows: [
      ['a"b', 'd'],
      ['a\\', 'e'],
    ],
  },
  {
    about: 'charToEscapeQuoteEscaping',
    columns: S2,
    text: '"a\\\\",c\n"a|\\"b",c\n',
    options: { charToEscapeQuoteEscaping: '|' },
    rows: [
      ['a\\",c', null],
      ['"a\\"b"', 'c'],
    ],
  },
  {
    about: 'unescapedQuoteHandling',
    columns: S2,
    text: '"a"b"c",d\na"b,c\n"ab"c,d\n"open,x\n',
    options: { unescapedQuoteHandling: 'STOP_AT_CLOSING_QUOTE' },
    rows: [
      ['a"b"c', 'd'],
      ['a"b', 'c'],
      ['ab"c,d', null],
      ['open,x', null],
    ],
  },
  {
    about: 'comment',
    columns: S2,
    text: '#x,y\na,b\n #c,d\n"#q",z\n',
    options: { comment: '#' },
    rows: [
      ['a', 'b'],
      [' #c', 'd'],
      ['#q', 'z'],
    ],
  },
  {
    about: 'nullValue',
    columns: SIS,
    text: 'NULL,NULL,x\n"NULL",1,\n,,""\n',
    options: { nullValue: 'NULL' },
    rows: [
      [null, null, 'x'],
      [null, 1, null],
      [null, null, ''],
    ],
  },
  {
    about: 'emptyValue',
    columns: S2,
    text: '"",x\n,y\n',
    options: { emptyValue: 'E' },
    rows: [
      ['E', 'x'],
      [null, 'y'],
    ],
  },
  {
    about: 'blanks stay',
    columns: SIS,
    text: ' x , 2 , y \n',
    rows: [[' x ', null, ' y ']],
  },
  {
    about: 'ignoreLeadingWhiteSpace and ignoreTrailingWhiteSpace',
    columns: SIS,
    text: ' x , 1 , y \n" x " ,1, " y "\n',
    options: { ignoreLeadingWhiteSpace: 'true', ignoreTrailingWhiteSpace: 'true' },
    rows: [
      ['x', 1, 'y'],
      [' x ', 1, ' y '],
    ],
  },
  {
    about: 'nanValue, positiveInf, negativeInf',
    columns: { a: DoubleType, b: DoubleType, c: DoubleType },
    text: 'N,P,M\nNaN,Inf,-Inf\n',
    options: { nanValue: 'N', positiveInf: 'P', negativeInf: 'M' },
    rows: [
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [Number.NaN, null, null],
    ],
  },
  {
    about: 'dateFormat, timestampFormat',
    columns: { a: DateType, b: TimestampType },
    text: '02/01/2024,02.01.2024 03:04\n2024-01-02,2024-01-02T00:00:00Z\n2/1/2024,x\n',
    options: { dateFormat: 'dd/MM/yyyy', timestampFormat: 'dd.MM.yyyy HH:mm' },
    rows: [
      ['2024-01-02', instant('2024-01-02T08:04:00Z')],
      [null, null],
      [null, null],
    ],
  },
  {
    about: 'timestampNTZFormat',
    columns: { a: TimestampNtzType },
    text: '02/01/2024 03\n',
    options: { timestampNTZFormat: 'dd/MM/yyyy HH' },
    rows: [['2024-01-02T03:00:00']],
  },
  {
    about: 'a quoted line end without multiLine',
    columns: { ...SI, _corrupt_record: StringType },
    text: '"x\ny",1\nz,2\n',
    rows: [
      ['x', null, '"x'],
      ['y"', 1, null],
      ['z', 2, null],
    ],
  },
  {
    about: 'multiLine',
    columns: { ...SI, _corrupt_record: StringType },
    text: '"x\ny",1\nz,2\n"open,3\n',
    options: { multiLine: 'true' },
    rows: [
      ['x\ny', 1, null],
      ['z', 2, null],
      ['open,3\n', null, '"open,3'],
    ],
  },
  {
    about: 'multiLine with a header',
    columns: SI,
    text: 'a,b\n"x\ny",1\n\n  \nz,2',
    options: { multiLine: 'true', header: 'true' },
    rows: [
      ['x\ny', 1],
      ['  ', null],
      ['z', 2],
    ],
  },
  {
    about: 'lineSep',
    columns: SI,
    text: 'x,1;y,2',
    options: { lineSep: ';' },
    rows: [
      ['x', 1],
      ['y', 2],
    ],
  },
  {
    about: 'lineSep with a header',
    columns: SI,
    text: 'a,b;y,2',
    options: { lineSep: ';', header: 'true' },
    rows: [['y', 2]],
  },
  {
    about: 'all kinds of line ends',
    columns: SI,
    text: 'x,1\ry,2\r\nz,3',
    rows: [
      ['x', 1],
      ['y', 2],
      ['z', 3],
    ],
  },
  { about: 'a byte order mark', columns: SI, text: '\ufeffx,1\n', rows: [['x', 1]] },
  { about: 'a single column', columns: { a: StringType }, text: 'x\n\n""\n \n', rows: [['x'], [null]] },
  { about: 'an empty file', columns: SI, text: '', rows: [] },
];

for (const { about, columns, text, options, rows } of CASES)
  test(`csv: ${about}`, async (t) => {
    const { read } = await executorFixture(t, { timeZone: 'America/New_York' });
    assert.deepEqual(await read('csv', columns, text, options), rows);
  });

test('FAILFAST names the record and the file', async (t) => {
  const { read } = await executorFixture(t);
  await assert.rejects(read('csv', SI, 'x,1\nx,bad\n', { mode: 'FAILFAST' }), {
    condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
    message: /x,bad \(.*input\.csv\)/,
  });
});

test('a header that does not fit the schema is refused where enforceSchema is false', async (t) => {
  const { read } = await executorFixture(t);
  await assert.rejects(read('csv', SI, 'b,a\n1,x\n', { header: 'true', enforceSchema: 'false' }), {
    condition: 'CSV_HEADER_MISMATCH',
    message: /input\.csv .*the header is b, a, the schema a, b/,
  });
});

test('more columns than maxColumns are refused', async (t) => {
  const { read } = await executorFixture(t);
  await assert.rejects(read('csv', SI, 'x,1,2,3\n', { maxColumns: '3' }), { condition: 'MALFORMED_CSV_RECORD' });
  assert.deepEqual(await read('csv', SI, 'x,1,2,3\n', { maxColumns: '4' }), [['x', 1]]);
});

test('each file of several has its own header', async (t) => {
  const { executor, file, rows } = await executorFixture(t);
  const texts = ['a,b\nx,1\n', '\n\na,b\ny,2\n', 'a,b\nz,3\n'];
  const files = texts.map((text, index) => ({ path: file(`${index}.csv`, text), partitionValues: { p: `${index}` } }));
  const schema = {
    kind: 'struct',
    fields: [...Object.entries(SI), ['p', IntegerType] as const].map(([name, dataType]) => ({
      name,
      dataType,
      nullable: true,
    })),
  } as const;
  await executor.bindInput('input', schema, { kind: 'files', format: 'csv', options: { header: 'true' }, files });
  assert.deepEqual(await rows('input', schema), [
    ['x', 1, 0],
    ['y', 2, 1],
    ['z', 3, 2],
  ]);
});

test('text that is not UTF-8 is an error that names the file', async (t) => {
  const { read } = await executorFixture(t);
  await assert.rejects(read('csv', SI, Buffer.from('x\xff,1\n', 'latin1')), {
    condition: 'FAILED_READ_FILE.NOT_UTF8',
    message: /input\.csv/,
  });
});
