import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { simpleString } from '../../types/data-type.ts';
import { exampleFiles } from './examples.fixture.ts';
import { inferJsonSchema } from './infer-json-schema.ts';

const infer = (text: string, options: Readonly<Record<string, string>> = {}): string =>
  simpleString(inferJsonSchema(exampleFiles(text), options)).slice('struct<'.length, -1);

// The types are those that PySpark 4.3.0 infers.
const CASES: readonly (readonly [about: string, text: string, schema: string, options?: Record<string, string>])[] = [
  ['fields in the order of their names', '{"b":1,"Z":"x","a":1.5,"_":true}', 'Z:string,_:boolean,a:double,b:bigint'],
  ['numbers widen', '{"a":1,"b":1}\n{"a":1.5,"b":9223372036854775808}', 'a:double,b:decimal(20,0)'],
  ['whole numbers too long for BIGINT', '{"a":12345678901234567890123}', 'a:decimal(23,0)'],
  ['and for a decimal', '{"a":123456789012345678901234567890123456789}', 'a:double'],
  ['what has no type in common is text', '{"a":1,"b":[1]}\n{"a":true,"b":{"x":1}}', 'a:string,b:string'],
  ['elements too', '{"a":[1,"x",null],"b":[[1],2]}', 'a:array<string>,b:array<string>'],
  ['objects have all their fields', '{"a":[{"x":1}]}\n{"a":[{"y":""}]}', 'a:array<struct<x:bigint,y:string>>'],
  [
    'null and empty are text or nothing',
    '{"a":null,"b":"","c":[],"d":{},"e":[{}]}',
    'a:string,b:string,c:array<string>',
  ],
  ['an empty text is no text', '{"a":""}\n{"a":1}', 'a:bigint'],
  ['dropFieldIfAllNull', '{"a":null,"b":[],"c":{"x":null},"d":1}', 'd:bigint', { dropFieldIfAllNull: 'true' }],
  ['names without letters are left out', '{"":1,"a":1}', 'a:bigint'],
  ['blank lines, null and what follows a value', '\n  \nnull\n""\n{"a":1} x\n', 'a:bigint'],
  ['arrays of records', '[{"a":1},{"b":"x"}]\n[]', 'a:bigint,b:string'],
  ['no record at all', '{"a":1}\n5', '_corrupt_record:string,a:bigint'],
  ['elements that are no records', '[{"a":1},2]\n{"b":1}', '_corrupt_record:string,b:bigint'],
  [
    'nothing of a broken record counts',
    '{"b":1}\n{"a":1,',
    'b:bigint,bad:string',
    { columnNameOfCorruptRecord: 'bad' },
  ],
  ['broken records may go', '{"b":1}\n{"a":1,\n5', 'b:bigint', { mode: 'DROPMALFORMED' }],
  ['primitivesAsString', '{"a":1,"b":[true]}', 'a:string,b:array<string>', { primitivesAsString: 'true' }],
  [
    'prefersDecimal',
    '{"a":1.5,"b":0.01,"c":"1,000","d":" 1","e":"0.01"}',
    'a:decimal(2,1),b:decimal(2,2),c:decimal(4,0),d:string,e:string',
    { prefersDecimal: 'true' },
  ],
  [
    'decimals too wide together',
    '{"a":12345678901234567890.5}\n{"a":0.1234567890123456789012}',
    'a:double',
    { prefersDecimal: 'true' },
  ],
  ['NaN is no decimal', '{"a":NaN}\n{"a":1.5}', '_corrupt_record:string,a:decimal(2,1)', { prefersDecimal: 'true' }],
  ['times are text', '{"a":"2020-01-01T10:00:00Z"}', 'a:string'],
  [
    'inferTimestamp',
    '{"a":"2020-01-01T10:00:00Z","b":"12:30","c":"x"}',
    'a:timestamp,b:timestamp,c:string',
    { inferTimestamp: 'true' },
  ],
  [
    'by a format',
    '{"a":"01/02/2020","b":"2020-01-01"}',
    'a:timestamp,b:string',
    { inferTimestamp: 'true', timestampFormat: 'dd/MM/yyyy' },
  ],
  ['syntax that is allowed', "{a:1}\n{'b':NaN}", 'a:bigint,b:double', { allowUnquotedFieldNames: 'true' }],
  ['lineSep', '{"a":1}|{"b":2}|', 'a:bigint,b:bigint', { lineSep: '|' }],
  ['line ends of all kinds, and a byte order mark', '\ufeff{"a":1}\r{"b":1}\r\n{"c":1}', 'a:bigint,b:bigint,c:bigint'],
  ['multiLine', '[\n{"a":1},\n{"b":2}]', 'a:bigint,b:bigint', { multiLine: 'true' }],
];

for (const [about, text, schema, options] of CASES)
  test(about, () => {
    assert.equal(infer(text, options), schema);
  });

test('fields of one name in one object stay, to be refused by name', () => {
  assert.equal(infer('{"a":1,"a":2}'), 'a:bigint,a:bigint');
  assert.equal(infer('{"s":{"a":1,"a":2}}\n{"s":5}'), 's:string');
});

test('FAILFAST says what is no record', () => {
  const options = { mode: 'FAILFAST' };
  assert.throws(() => infer('{"a":', options), { condition: 'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION' });
  assert.throws(() => infer('{"a":1}\n5', options), { condition: 'INVALID_JSON_RECORD_TYPE', message: /"BIGINT"/ });
});

test('a decimal with zeros that an exponent adds is refused', () => {
  assert.throws(() => infer('{"a":1e5}', { prefersDecimal: 'true' }), { condition: 'NEGATIVE_SCALE_DISALLOWED' });
});

test('samplingRatio takes the records that Spark takes', () => {
  const records = Array.from({ length: 30 }, (_, i) => `{"f${i}":1}`).join('\n');
  const taken = [11, 12, 18, 2, 20, 21, 22, 23, 24, 26, 28, 3, 6, 7, 8];
  assert.equal(infer(records, { samplingRatio: '0.5' }), taken.map((i) => `f${i}:bigint`).join(','));
});

test('compressed files are looked into by their suffix, and damaged ones named', () => {
  const packed = (suffix: string, content: Uint8Array) =>
    exampleFiles(content).map((file) => ({ ...file, path: `/in/a${suffix}` }));
  const text = Buffer.from('{"a":1}\n');
  for (const [suffix, content] of [
    ['.gz', gzipSync(text)],
    ['.zst', zstdCompressSync(text)],
  ] as const)
    assert.equal(simpleString(inferJsonSchema(packed(suffix, content), {})), 'struct<a:bigint>');
  assert.throws(() => inferJsonSchema(packed('.gz', text), {}), {
    condition: 'FAILED_READ_FILE.CORRUPT_FILE',
    message: /\/in\/a\.gz/,
  });
});
