import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  arrayType,
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
  mapType,
  NullType,
  ShortType,
  StringType,
  simpleString,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
} from '../../types/data-type.ts';
import { Timestamp, type Value } from '../../types/value.ts';
import { type Columns, executorFixture } from '../executor-fixture.ts';

const instant = (iso: string): Timestamp => Timestamp.fromDate(new Date(iso));
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

/** JSON texts that every type is tried with. */
const TEXTS: readonly string[] = [
  ...['1', '-5', '0', '1.5', '1.0', '1e3', '1E400', '-0.0', '128', '3000000000', '9223372036854775807'],
  ...['9223372036854775808', '100000000000000000000000', '0.1234567890123456789012', '1e-7', '123456789.123456789'],
  ...['"2"', '" 2 "', '"1.5"', '""', 'true', 'false', '"true"', '{"a": 1,  "b":[1, 2]}', '[1, 2.50]'],
  ...['"NaN"', '"Infinity"', '"+INF"', '"INF"', '"-INF"', '"nan"', 'NaN', '-Infinity', '+INF', '"x\\u00e9\\n"'],
];

const STRUCT_A = structType([structField('a', IntegerType)]);

/** What Spark 4.3 reads from them; every text that is not listed is null and makes the record malformed. */
const READS: readonly (readonly [DataType, Readonly<Record<string, Value>>])[] = [
  [
    StringType,
    {
      ...Object.fromEntries(TEXTS.map((text) => [text, text.startsWith('"') ? JSON.parse(text) : text])),
    },
  ],
  [ByteType, { '1': 1, '-5': -5, '0': 0, '128': -128 }],
  [ShortType, { '1': 1, '-5': -5, '0': 0, '128': 128 }],
  [IntegerType, { '1': 1, '-5': -5, '0': 0, '128': 128 }],
  [
    LongType,
    { '1': 1n, '-5': -5n, '0': 0n, '128': 128n, '3000000000': 3000000000n, '9223372036854775807': 2n ** 63n - 1n },
  ],
  [
    DoubleType,
    {
      ...Object.fromEntries(TEXTS.filter((text) => /^-?\d/.test(text)).map((text) => [text, Number(text)])),
      '"NaN"': Number.NaN,
      NaN: Number.NaN,
      '"Infinity"': Number.POSITIVE_INFINITY,
      '"+INF"': Number.POSITIVE_INFINITY,
      '+INF': Number.POSITIVE_INFINITY,
      '"-INF"': Number.NEGATIVE_INFINITY,
      '-Infinity': Number.NEGATIVE_INFINITY,
    },
  ],
  [
    FloatType,
    {
      ...Object.fromEntries(
        TEXTS.filter((text) => /^-?\d/.test(text)).map((text) => [text, Math.fround(Number(text))]),
      ),
      '"NaN"': Number.NaN,
      NaN: Number.NaN,
      '"Infinity"': Number.POSITIVE_INFINITY,
      '"+INF"': Number.POSITIVE_INFINITY,
      '+INF': Number.POSITIVE_INFINITY,
      '"-INF"': Number.NEGATIVE_INFINITY,
      '-Infinity': Number.NEGATIVE_INFINITY,
    },
  ],
  [BooleanType, { true: true, false: false }],
  [
    decimalType(10, 2),
    {
      '1': '1.00',
      '-5': '-5.00',
      '0': '0.00',
      '1.5': '1.50',
      '1.0': '1.00',
      '1e3': '1000.00',
      '-0.0': '0.00',
      '128': '128.00',
      '0.1234567890123456789012': '0.12',
      '1e-7': '0.00',
      '"2"': '2.00',
      '"1.5"': '1.50',
    },
  ],
  [
    BinaryType,
    {
      '""': bytes(''),
      '"true"': bytes('\xb6\xbb\x9e'),
      '"+INF"': bytes('\xf8\x83E'),
      '"Infinity"': bytes('"w\xe2\x9e+r'),
    },
  ],
  [DateType, { '"2"': '1970-01-03' }],
  [
    TimestampType,
    {
      '1': instant('1970-01-01T00:00:01Z'),
      '-5': instant('1969-12-31T23:59:55Z'),
      '0': new Timestamp(0n),
      '128': instant('1970-01-01T00:02:08Z'),
      '3000000000': instant('2065-01-24T05:20:00Z'),
      '9223372036854775807': instant('1969-12-31T23:59:59Z'),
    },
  ],
  [TimestampNtzType, {}],
  [dayTimeIntervalType(), {}],
  [STRUCT_A, { '{"a": 1,  "b":[1, 2]}': { a: 1 } }],
];

/** Base64 that ends after one character of a group takes the rest of the record with it. */
const TAKES_ALL: ReadonlySet<string> = new Set(['binary "2"']);

for (const [type, reads] of READS)
  test(`${simpleString(type)} is read as by Spark`, async (t) => {
    const { readDocuments } = await executorFixture(t);
    const documents = TEXTS.map((text) => `{"v":${text},"z":9}`);
    const rows = await readDocuments({ v: type, z: IntegerType, _corrupt_record: StringType }, documents);
    for (const [index, text] of TEXTS.entries()) {
      const document = documents[index] ?? '';
      const malformed = !(text in reads);
      const rest = TAKES_ALL.has(`${type.kind} ${text}`) ? null : 9;
      assert.deepEqual(rows[index], [malformed ? null : reads[text], rest, malformed ? document : null], text);
    }
  });

test('a column without a type is null', async (t) => {
  const { readDocuments } = await executorFixture(t);
  assert.deepEqual(await readDocuments({ v: NullType, z: IntegerType }, ['{"v":1,"z":9}']), [[null, 9]]);
});

/** Lines and the rows that Spark makes of them: [k, v, _corrupt_record]. */
const LINES: readonly (readonly [line: string, rows: readonly (readonly [string | null, number | null, boolean])[]])[] =
  [
    ['{"k":"a","v":1}', [['a', 1, false]]],
    ['not json', [[null, null, true]]],
    ['{"k":"b","v":2', [[null, null, true]]],
    ['', []],
    ['   ', []],
    ['null', [[null, null, true]]],
    ['[]', []],
    ['17', [[null, null, true]]],
    ['"text"', [[null, null, true]]],
    [
      '[{"k":"x","v":8},{"k":"y","v":9}]',
      [
        ['x', 8, false],
        ['y', 9, false],
      ],
    ],
    ['{"k":"c","v":3}{"k":"d","v":4}', [['c', 3, false]]],
    ['{"k":"c","v":3} junk', [['c', 3, false]]],
    ['[1,2]', [[null, null, true]]],
    ['[{"k":"x"},1]', [[null, null, true]]],
    [
      '[{"k":"x","v":"bad"},{"k":"y"}]',
      [
        ['x', null, true],
        ['y', null, true],
      ],
    ],
    ['{"k":"d","v":1,}', [[null, null, true]]],
    ['{"k":"d","v":1 , }', [[null, null, true]]],
    ['{"k":"e" "v":1}', [[null, null, true]]],
    ['[{"k":"q"}', [[null, null, true]]],
    ['{"v":1,"k":"\u0001"}', [[null, null, true]]],
    ['  {"k":"sp"}  ', [['sp', null, false]]],
    ['{"k":"\\ud83d"}', [['?', null, false]]],
    ['{"k":"a\\qb"}', [[null, null, true]]],
    ['{k:1}', [[null, null, true]]],
    ["{'k':'1'}", [['1', null, false]]],
    ['{"k":/*c*/"z"}', [[null, null, true]]],
    ['{"k":"\\u00zz"}', [[null, null, true]]],
    ['[[{"k":"x"}]]', [[null, null, true]]],
    ['{"k":"x"},{"k":"y"}', [['x', null, false]]],
    ['[null]', [[null, null, true]]],
    ['{"K":"d","V":5}', [[null, null, false]]],
    ['{"k":"e","v":6,"v":7}', [['e', 7, false]]],
    ['{}', [[null, null, false]]],
    ['{"k":"f","v":4,"extra":{"deep":[1]}}', [['f', 4, false]]],
    ['{"k":"g","v":01}', [[null, null, true]]],
    ['{"k":"h","v":"2"}', [['h', null, true]]],
  ];

const KV = { k: StringType, v: IntegerType };

for (const [line, expected] of LINES)
  test(`the line ${line} gives ${expected.length} row(s)`, async (t) => {
    const { read } = await executorFixture(t);
    const rows = await read('json', { ...KV, _corrupt_record: StringType }, `${line}\n`);
    assert.deepEqual(
      rows,
      expected.map(([k, v, malformed]) => [k, v, malformed ? line : null]),
    );
  });

test('all lines of a file come in order', async (t) => {
  const { read } = await executorFixture(t);
  const rows = await read('json', KV, LINES.map(([line]) => line).join('\n'));
  assert.deepEqual(
    rows,
    LINES.flatMap(([, expected]) => expected.map(([k, v]) => [k, v])),
  );
});

test('nested values: what can be read in part stays', async (t) => {
  const { readDocuments } = await executorFixture(t);
  const columns: Columns = {
    v: IntegerType,
    s: structType([structField('a', IntegerType), structField('b', StringType)]),
    l: arrayType(IntegerType),
    m: mapType(StringType, IntegerType),
    n: arrayType(STRUCT_A),
    o: mapType(StringType, structType([structField('a', IntegerType), structField('b', IntegerType)])),
    _corrupt_record: StringType,
  };
  const bad = '{"v":1,"s":{"a":"x","b":"k"},"l":[1,"x",3],"m":{"p":1,"q":"x"},"n":[{"a":1},{"a":"x"}]}';
  const partly = '{"o":{"k":{"a":"x","b":1},"j":{"a":2}}}';
  const rows = await readDocuments(columns, [
    bad,
    '{"s":{"a":1,"a":2},"m":{"p":1,"p":2},"l":[1,null]}',
    '{"s":null,"m":{"z":null},"n":[null,{}]}',
    '{"s":{},"l":[],"m":{}}',
    '{"l":[[1]],"v":2}',
    '{"n":[1]}',
    partly,
    '{"v":5,"s":{"a":7,"b":"\\u00e9"},"l":[4,5],"m":{"k":9},"n":[{"a":3}],"o":{"x":{"a":1,"b":2}}}',
  ]);
  assert.deepEqual(rows, [
    [1, { a: null, b: 'k' }, null, null, [{ a: 1 }, { a: null }], null, bad],
    [null, { a: 2, b: null }, [1, null], new Map([['p', 2]]), null, null, null],
    [null, null, null, new Map([['z', null]]), [null, { a: null }], null, null],
    [null, { a: null, b: null }, [], new Map(), null, null, null],
    [2, null, null, null, null, null, '{"l":[[1]],"v":2}'],
    [null, null, null, null, null, null, '{"n":[1]}'],
    [
      null,
      null,
      null,
      null,
      null,
      new Map([
        ['k', { a: null, b: 1 }],
        ['j', { a: 2, b: null }],
      ]),
      partly,
    ],
    [5, { a: 7, b: 'é' }, [4, 5], new Map([['k', 9]]), [{ a: 3 }], new Map([['x', { a: 1, b: 2 }]]), null],
  ]);
});

test('dates, timestamps, binary and decimals are read inside of arrays and maps', async (t) => {
  const { readDocuments } = await executorFixture(t);
  const columns: Columns = {
    m: mapType(StringType, DateType),
    a: arrayType(TimestampType),
    b: arrayType(BinaryType),
    d: arrayType(decimalType(5, 2)),
  };
  const document = '{"m":{"x":"2024-01-02"},"a":["2024-01-02T00:00:00Z",null],"b":["aGk="],"d":[1.005,"2.5"]}';
  const expected = [
    new Map([['x', '2024-01-02']]),
    [instant('2024-01-02T00:00:00Z'), null],
    [bytes('hi')],
    ['1.01', '2.50'],
  ];
  assert.deepEqual(await readDocuments(columns, [document, `${document} x`]), [expected, expected]);
});

test('decimals are exact up to 38 digits, rounded half up, and null beyond the precision', async (t) => {
  const { readDocuments } = await executorFixture(t);
  const rows = await readDocuments({ x: decimalType(38, 0), y: decimalType(38, 18), z: decimalType(5, 2) }, [
    '{"x":99999999999999999999999999999999999999,"y":12345678901234567890.123456789012345678,"z":1.005}',
    '{"x":-1,"y":-0.000000000000000001,"z":-1.005}',
    '{"x":1.5,"y":1e-19,"z":999.995}',
    '{"x":"12","y":"0.5","z":"1,0.25"}',
    '{"x":1e37,"y":5e-19,"z":null}',
  ]);
  assert.deepEqual(rows, [
    ['99999999999999999999999999999999999999', '12345678901234567890.123456789012345678', '1.01'],
    ['-1', '-0.000000000000000001', '-1.01'],
    ['2', '0.000000000000000000', null],
    ['12', '0.500000000000000000', '10.25'],
    ['10000000000000000000000000000000000000', '0.000000000000000001', null],
  ]);
});

const MIXED = ['{"k":"a","v":1}', 'not json', '{"k":"b","v":"x"}', '', 'null', '[{"k":"x","v":"bad"},{"k":"y"}]'];

test('DROPMALFORMED leaves out malformed records', async (t) => {
  const { readDocuments } = await executorFixture(t);
  assert.deepEqual(await readDocuments(KV, MIXED, { mode: 'dropMalformed' }), [['a', 1]]);
});

test('FAILFAST names the record and the file', async (t) => {
  const { read } = await executorFixture(t);
  await assert.rejects(read('json', KV, MIXED.join('\n'), { mode: 'FAILFAST' }), {
    condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
    message: /not json \(.*input\.json\)/,
  });
});

test('the column of malformed records can have another name', async (t) => {
  const { readDocuments } = await executorFixture(t);
  const rows = await readDocuments({ bad: StringType, ...KV }, ['{"k":"b","v":"x"}', '{"v":2}'], {
    columnNameOfCorruptRecord: 'bad',
  });
  assert.deepEqual(rows, [
    ['{"k":"b","v":"x"}', 'b', null],
    [null, null, 2],
  ]);
});

/** Options that change what is JSON: with them, and without. */
const SYNTAX: readonly (readonly [option: string, value: string, document: string, withIt: Value, without: Value])[] = [
  ['allowComments', 'true', '{/*x*/"k":"v"} // end', 'v', null],
  ['allowUnquotedFieldNames', 'true', '{a1$_b:1,k:"x"}', 'x', null],
  ['allowSingleQuotes', 'false', `{'k':'v"x'}`, null, 'v"x'],
  ['allowNumericLeadingZeros', 'true', '{"k":007}', '007', null],
  ['allowBackslashEscapingAnyCharacter', 'true', '{"k":"a\\qb"}', 'aqb', null],
  ['allowUnquotedControlChars', 'true', '{"k":"a\tb"}', 'a\tb', null],
  ['allowNonNumericNumbers', 'false', '{"k":NaN}', null, 'NaN'],
  ['primitivesAsString', 'true', '{"k":1.50}', '1.50', '1.50'],
];

for (const [name, value, document, withIt, without] of SYNTAX)
  test(`${name}=${value}`, async (t) => {
    const { readDocuments } = await executorFixture(t);
    assert.deepEqual(await readDocuments({ k: StringType }, [document], { [name]: value }), [[withIt]]);
    assert.deepEqual(await readDocuments({ k: StringType }, [document]), [[without]]);
  });

test('a record of comments alone is no row', async (t) => {
  const { readDocuments } = await executorFixture(t);
  assert.deepEqual(await readDocuments({ k: StringType }, ['// all'], { allowComments: 'true' }), []);
});

test('allowNonNumericNumbers=false makes names no numbers', async (t) => {
  const { readDocuments } = await executorFixture(t);
  const rows = await readDocuments({ k: DoubleType }, ['{"k":"NaN"}', '{"k":"Infinity"}', '{"k":1}'], {
    allowNonNumericNumbers: 'false',
  });
  assert.deepEqual(rows, [[null], [null], [1]]);
});

test('patterns for dates and timestamps, and the fallback', async (t) => {
  const { readDocuments } = await executorFixture(t, { timeZone: 'America/New_York' });
  const columns = { t: TimestampType, d: DateType, n: TimestampNtzType, c: StringType };
  const options = {
    timestampFormat: 'dd/MM/yyyy HH:mm',
    dateFormat: 'MMM d, yyyy',
    timestampNTZFormat: 'yyyyMMdd',
    columnNameOfCorruptRecord: 'c',
  };
  const wrong = '{"t":"2/1/2024 3:4","d":"2024-01-02"}';
  assert.deepEqual(
    await readDocuments(columns, ['{"t":"02/01/2024 03:04","d":"Jan 2, 2024","n":"20240102"}', wrong], options),
    [
      [instant('2024-01-02T08:04:00Z'), '2024-01-02', '2024-01-02T00:00:00', null],
      [null, null, null, wrong],
    ],
  );
  assert.deepEqual(
    await readDocuments({ t: TimestampType }, ['{"t":"2024-01-02T00:00:00Z"}'], {
      timestampFormat: 'dd/MM/yyyy',
      enableDateTimeParsingFallback: 'true',
    }),
    [[instant('2024-01-02T00:00:00Z')]],
  );
});

test('patterns of fixed width are read in SQL alike', async (t) => {
  const { readDocuments } = await executorFixture(t);
  const rows = await readDocuments(
    { t: TimestampType, d: DateType },
    ['{"t":"02/01/2024 03:04:05.678","d":"20240102"}', '{"t":"2/1/2024 03:04:05.678","d":"20240230"}'],
    { timestampFormat: 'dd/MM/yyyy HH:mm:ss.SSS', dateFormat: 'yyyyMMdd' },
  );
  assert.deepEqual(rows, [
    [instant('2024-01-02T03:04:05.678Z'), '2024-01-02'],
    [null, null],
  ]);
});

test('the option timeZone takes the place of the session zone', async (t) => {
  const { readDocuments } = await executorFixture(t);
  const rows = await readDocuments(
    { t: TimestampType },
    ['{"t":"2024-01-02 00:00:00"}', '{"t":"2024-01-02T00:00:00Z"}'],
    {
      timeZone: 'Asia/Tokyo',
    },
  );
  assert.deepEqual(rows, [[instant('2024-01-01T15:00:00Z')], [instant('2024-01-02T00:00:00Z')]]);
});

test('lineSep cuts records; lone carriage returns and byte order marks are no text', async (t) => {
  const { read } = await executorFixture(t);
  const columns = { k: IntegerType };
  assert.deepEqual(await read('json', columns, '{"k":1};{"k":2};', { lineSep: ';' }), [[1], [2]]);
  assert.deepEqual(await read('json', columns, '{"k":1}\r{"k":2}\r\n{"k":3}'), [[1], [2], [3]]);
  assert.deepEqual(await read('json', columns, '\ufeff{"k":1}\n'), [[1]]);
});

const MULTI_LINE: readonly (readonly [string, readonly (readonly [number | null, string | null])[]])[] = [
  [
    '[{"k":1},\n{"k":2}]\n',
    [
      [1, null],
      [2, null],
    ],
  ],
  ['{"k":1,\n"x":[1]}\n{"k":2}', [[1, null]]],
  ['{"k":1,\n', [[null, '{"k":1,\n']]],
  ['', []],
];

for (const [text, expected] of MULTI_LINE)
  test(`multiLine: ${JSON.stringify(text)}`, async (t) => {
    const { read } = await executorFixture(t);
    const rows = await read('json', { k: IntegerType, _corrupt_record: StringType }, text, { multiLine: 'true' });
    assert.deepEqual(rows, expected);
  });

/** Ordinary documents are read in SQL; with text behind them the same documents are read in JavaScript. */
test('SQL and JavaScript read the same', async (t) => {
  const { readDocuments } = await executorFixture(t, { timeZone: 'Europe/Berlin' });
  const columns: Columns = {
    i: IntegerType,
    l: LongType,
    d: DoubleType,
    s: StringType,
    b: BooleanType,
    x: decimalType(12, 3),
    t: TimestampType,
    n: TimestampNtzType,
    day: DateType,
    bin: BinaryType,
    a: arrayType(StringType),
    m: mapType(StringType, DoubleType),
    o: structType([structField('p', LongType), structField('q', arrayType(IntegerType))]),
    _corrupt_record: StringType,
  };
  const time = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .chain((date) => {
      const iso = date.toISOString();
      const local = iso.slice(0, 19);
      return fc.constantFrom(
        iso,
        `${local}Z`,
        local,
        local.replace('T', ' '),
        iso.slice(0, 10),
        `${local}+01:00`,
        iso.slice(0, 23),
      );
    });
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('1.5', '-0', '{', '[1]', '12', '1e5', 'NaN', 'null'),
  );
  const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
  const any = fc.oneof({ weight: 6, arbitrary: number }, text, fc.boolean(), fc.constant(null), fc.constant([1]), time);
  const value = (usual: fc.Arbitrary<unknown>) => fc.oneof({ weight: 8, arbitrary: usual }, any);
  const document = fc.record(
    {
      i: value(fc.integer()),
      l: value(fc.maxSafeInteger()),
      d: value(number),
      s: value(text),
      b: value(fc.boolean()),
      x: value(number),
      t: value(time),
      n: value(time),
      day: value(time),
      bin: value(fc.base64String()),
      a: value(fc.array(text, { maxLength: 3 })),
      m: value(fc.dictionary(text, number, { maxKeys: 3, noNullPrototype: true })),
      o: value(fc.record({ p: value(fc.integer()), q: value(fc.array(value(fc.integer()), { maxLength: 3 })) })),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 1, maxLength: 40 }), async (documents) => {
      const texts = documents.map((each) => JSON.stringify(each));
      const fast = await readDocuments(columns, texts);
      const slow = await readDocuments(
        columns,
        texts.map((each) => `${each} .`),
      );
      const known = (rows: readonly (readonly Value[])[]) =>
        rows.map((row) => [...row.slice(0, -1), String(row.at(-1)).replace(/ \.$/, '')]);
      assert.deepEqual(known(fast), known(slow));
    }),
    { numRuns: 30 },
  );
});

test('values of partition folders are cast to the schema', async (t) => {
  const { executor, file, rows } = await executorFixture(t);
  const schema = structType([
    structField('p', IntegerType),
    structField('k', StringType),
    structField('day', DateType),
  ]);
  const files = [
    { path: file('a.json', '{"k":"a"}\n{"k":"b"}\n'), partitionValues: { p: '1', day: '2024-01-02' } },
    { path: file('b.json', '{"k":"c","p":7}\n'), partitionValues: { p: null, day: '2024-01-02' } },
  ];
  await executor.bindInput('input', schema, { kind: 'files', format: 'json', options: {}, files });
  assert.deepEqual(await rows('input', schema), [
    [1, 'a', '2024-01-02'],
    [1, 'b', '2024-01-02'],
    [null, 'c', '2024-01-02'],
  ]);
});

test('no files are no rows', async (t) => {
  const { executor, rows } = await executorFixture(t);
  const schema = structType([structField('k', StringType), structField('m', mapType(StringType, IntegerType))]);
  await executor.bindInput('input', schema, { kind: 'files', format: 'json', options: {}, files: [] });
  assert.deepEqual(await rows('input', schema), []);
});
