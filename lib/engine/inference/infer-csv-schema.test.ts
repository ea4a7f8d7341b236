import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleString } from '../../types/data-type.ts';
import { exampleFiles } from './examples.fixture.ts';
import { inferCsvSchema } from './infer-csv-schema.ts';

type Options = Readonly<Record<string, string>>;

const infer = (text: string | readonly string[], options: Options, caseSensitive = false): string =>
  simpleString(inferCsvSchema(exampleFiles(...[text].flat()), options, caseSensitive)).slice('struct<'.length, -1);
/** The type of the only column. */
const typeOf = (values: readonly string[], options: Options = {}): string =>
  infer(`a,b\n${values.map((value) => `${value},\n`).join('')}`, { header: 'true', inferSchema: 'true', ...options })
    .replace(/^a:/, '')
    .replace(/,b:string$/, '');

// Names and types are those that PySpark 4.3.0 gives.
test('names are those of the header, or positions', () => {
  const header = { header: 'true' };
  assert.equal(infer('1,a\n2,b\n', {}), '_c0:string,_c1:string');
  assert.equal(infer('id,,name,""\n', header), 'id:string,_c1:string,name:string,_c3:string');
  assert.equal(infer('id,name,id,ID\n', header), 'id0:string,name:string,id2:string,ID3:string');
  assert.equal(infer('id,name,id,ID\n', header, true), 'id0:string,name:string,id2:string,ID:string');
  assert.equal(infer('id,NA\n', { ...header, nullValue: 'NA' }), 'id:string,_c1:string');
  assert.equal(infer('\ufeff\n  \n#x\n id ;"a;b"\n', { ...header, sep: ';', comment: '#' }), ' id :string,a;b:string');
  assert.equal(infer('\n\n"a\nb",c\n1,2\n', { ...header, multiLine: 'true' }), 'a\nb:string,c:string');
  assert.equal(infer('', header), '');
  assert.equal(infer('#a\n', { comment: '#' }), '');
});

test('the largest file has the header, and lines that are written like it are no values', () => {
  const options = { header: 'true', inferSchema: 'true' };
  assert.equal(infer(['a,b\n1,2\n', 'x,y\n3,4\n5,6\n'], options), 'x:string,y:string');
  assert.equal(infer(['a,b\n1,2\na,b\n', '', 'a,b\n1,2\n'], options), 'a:int,b:int');
  assert.equal(infer(['a,b\n1,2\n', 'a,b\n1.5,x\n'], { ...options, multiLine: 'true' }), 'a:double,b:string');
});

test('types are tried from narrow to wide', () => {
  const cases: [string[], string, Options?][] = [
    [['1', '-2147483648', '+5', ''], 'int'],
    [['1', '2147483648'], 'bigint'],
    [['9223372036854775808', '1'], 'decimal(19,0)'],
    [['1', '9223372036854775808'], 'decimal(19,0)'],
    [['1.0e1'], 'decimal(2,0)'],
    [['1e5'], 'double'],
    [['123456789012345678901234567890123456789'], 'double'],
    [['1', '1.5', '9223372036854775808'], 'double'],
    [['.5', 'NaN', '-Inf', ' 1', '2d', '0x1p3'], 'double'],
    [['none', '1'], 'double', { nanValue: 'none' }],
    [['2020-01-01', '9999-12-31'], 'date'],
    [['2020-1-1'], 'timestamp'],
    [['2020-02-30'], 'string'],
    [['01/02/2020'], 'date', { dateFormat: 'dd/MM/yyyy' }],
    [['2020-01-01'], 'timestamp', { preferDate: 'false' }],
    [['2020-01-01 10:00:00', '2020-01-01T10:00:00.5+01:00', '12:30'], 'timestamp'],
    [['2020-01-01', '2020-01-01 10:00:00'], 'timestamp'],
    [['01/02/2020', '2020-01-01 10:00:00'], 'string', { dateFormat: 'dd/MM/yyyy' }],
    [['2020-01-01 10:00:00', '2020'], 'timestamp'],
    [['2020', '2020-01-01 10:00:00'], 'string'],
    [['01/02/2020 10:00'], 'timestamp', { timestampFormat: 'dd/MM/yyyy HH:mm' }],
    [['2020-01-01 10:00:00'], 'string', { timestampFormat: 'dd/MM/yyyy HH:mm' }],
    [['true', 'FALSE'], 'boolean'],
    [['true', '1'], 'string'],
    [['1', '2020-01-01'], 'string'],
    [['"1"', '""', 'NA'], 'int', { nullValue: 'NA' }],
    [['"1"', '""'], 'string', { emptyValue: 'E' }],
    [['"1,000"'], 'string'],
    [['', ''], 'string'],
  ];
  for (const [values, type, options] of cases) assert.equal(typeOf(values, options), type, values.join(' '));
});

test('fields that a record has too few or too many of say nothing', () => {
  assert.equal(infer('1\n1,x,y\n', { inferSchema: 'true' }), '_c0:int');
  assert.equal(infer('1,2\n3\n', { inferSchema: 'true' }), '_c0:int,_c1:int');
  const condition = 'MALFORMED_CSV_RECORD';
  assert.throws(() => infer('a,b,c\n', { maxColumns: '2' }), { condition });
});
