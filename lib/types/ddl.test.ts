import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ParseError } from '../errors/index.ts';
import {
  arrayType,
  BinaryType,
  BooleanType,
  CalendarIntervalType,
  type DataType,
  DateType,
  DoubleType,
  dayTimeIntervalType,
  decimalType,
  LongType,
  mapType,
  NullType,
  StringType,
  type StructType,
  simpleString,
  structField,
  structType,
  TimestampNtzType,
  TimestampType,
  yearMonthIntervalType,
} from './data-type.ts';
import { parseDataType, parseDdl, toDdl } from './ddl.ts';

describe('parseDdl', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['k STRING, v INT', 'struct<k:string,v:int>'],
    ['k: STRING, v:int', 'struct<k:string,v:int>'],
    ['struct<a:int,b string>', 'struct<a:int,b:string>'],
    ['int', 'struct<value:int>'],
    ['decimal(5, 2)', 'struct<value:decimal(5,2)>'],
    ['`a b` int, `a``b` int', 'struct<a b:int,a`b:int>'],
    ['a ARRAY<STRUCT<p: INT, q: ARRAY<STRING>>>', 'struct<a:array<struct<p:int,q:array<string>>>>'],
    ['m MAP<STRING,INT>, x DECIMAL(10,2)', 'struct<m:map<string,int>,x:decimal(10,2)>'],
    ['a timestamp_ltz, b timestamp_ntz', 'struct<a:timestamp,b:timestamp_ntz>'],
    ['c real, d float, e long, f short, g byte', 'struct<c:float,d:float,e:bigint,f:smallint,g:tinyint>'],
    ['d decimal, e dec(5), f numeric(5,2)', 'struct<d:decimal(10,0),e:decimal(5,0),f:decimal(5,2)>'],
    ['a varchar(10), b char(3)', 'struct<a:string,b:string>'],
    ['i interval, j interval day to second', 'struct<i:interval,j:interval day to second>'],
    ['k interval year, l interval hour to second', 'struct<k:interval year,l:interval hour to second>'],
    ['date date, timestamp timestamp, select int', 'struct<date:date,timestamp:timestamp,select:int>'],
    ['v void, a struct<>', 'struct<v:void,a:struct<>>'],
    ['k STRING -- the key\n, v INT', 'struct<k:string,v:int>'],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${text}`, () => assert.equal(simpleString(parseDdl(text)), expected));
  }

  it('reads NOT NULL and COMMENT, inside structs too', () => {
    const schema = parseDdl("v INT NOT NULL COMMENT 'it''s', s STRUCT<x: INT NOT NULL>");
    assert.equal(schema.fields[0]?.nullable, false);
    assert.equal(schema.fields[1]?.nullable, true);
    assert.deepEqual(schema.fields[1]?.dataType, structType([structField('x', parseDataType('int'), false)]));
  });

  const refused: readonly (readonly [string, string, number])[] = [
    ['', '[PARSE_EMPTY_STATEMENT] Syntax error, unexpected empty statement.', 0],
    ['a', '[UNSUPPORTED_DATATYPE] Unsupported data type "A".', 0],
    ['a foo', '[UNSUPPORTED_DATATYPE] Unsupported data type "FOO".', 2],
    ['a foo(3)', '[UNSUPPORTED_DATATYPE] Unsupported data type "FOO(3)".', 2],
    ['a int(3)', '[UNSUPPORTED_DATATYPE] Unsupported data type "INT(3)".', 2],
    ['a decimal(1,2,3)', '[UNSUPPORTED_DATATYPE] Unsupported data type "DECIMAL(1,2,3)".', 2],
    ['a int b int', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'b'.", 6],
    ['a int,', '[PARSE_SYNTAX_ERROR] Syntax error at or near end of input.', 6],
    ['a int @', "[PARSE_SYNTAX_ERROR] Syntax error at or near '@'.", 6],
    ['a interval day to year', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'year'.", 18],
    ['a array<int', '[PARSE_SYNTAX_ERROR] Syntax error at or near end of input.', 11],
    ['a decimal(a)', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'a'.", 10],
    ['c varchar', '[DATATYPE_MISSING_SIZE] DataType "VARCHAR" requires a length parameter', 2],
    ['d decimal(39,2)', '[DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION] Decimal precision 39 exceeds max precision 38.', 2],
    ['d decimal(5,7)', '[DECIMAL_SCALE_EXCEEDS_PRECISION] Decimal scale (7)', 2],
    ['a struct', '[INCOMPLETE_TYPE_DEFINITION.STRUCT] ', 2],
    ['a array', '[INCOMPLETE_TYPE_DEFINITION.ARRAY] ', 2],
    ['a map', '[INCOMPLETE_TYPE_DEFINITION.MAP] ', 2],
    ['é int', '[INVALID_IDENTIFIER] The unquoted identifier é is invalid', 0],
  ];
  for (const [text, message, position] of refused) {
    it(`refuses '${text}'`, () => {
      assert.throws(
        () => parseDdl(text),
        (error) =>
          error instanceof ParseError && error.message.startsWith(message) && error.params['position'] === position,
      );
    });
  }

  it('counts lines', () => {
    assert.throws(() => parseDdl('a int,\n  b foo'), { params: { typeName: '"FOO"', line: 2, position: 4 } });
  });
});

describe('toDdl', () => {
  it('prints as Spark does', () => {
    assert.equal(
      toDdl(parseDdl('`a b` int not null, s struct<`x-y`: string>')),
      '`a b` INT NOT NULL, s STRUCT<`x-y`: STRING>',
    );
  });

  it('is read back by parseDdl', () => {
    fc.assert(fc.property(schemas, (schema) => assert.deepEqual(parseDdl(toDdl(schema)), schema)));
  });
});

const leaves: fc.Arbitrary<DataType> = fc.oneof(
  fc.constantFrom(
    BinaryType,
    BooleanType,
    CalendarIntervalType,
    DateType,
    DoubleType,
    LongType,
    NullType,
    StringType,
    TimestampNtzType,
    TimestampType,
    dayTimeIntervalType(),
    dayTimeIntervalType('hour', 'minute'),
    yearMonthIntervalType(),
    yearMonthIntervalType('year', 'year'),
  ),
  fc.integer({ min: 1, max: 38 }).chain((p) => fc.integer({ min: 0, max: p }).map((s) => decimalType(p, s))),
);
const names = fc.oneof(fc.stringMatching(/^[a-z_]\w{0,5}$/), fc.string({ minLength: 1, maxLength: 5 }));
const { type: types } = fc.letrec<{ type: DataType; struct: StructType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaves,
    tie('type').map(arrayType),
    fc.tuple(tie('type'), tie('type')).map(([key, value]) => mapType(key, value)),
    tie('struct'),
  ),
  struct: fc
    .array(fc.tuple(names, tie('type'), fc.boolean()), { maxLength: 3 })
    .map((fields) => structType(fields.map(([name, type, nullable]) => structField(name, type, nullable)))),
}));
const schemas = fc
  .array(fc.tuple(names, types, fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((fields) => structType(fields.map(([name, type, nullable]) => structField(name, type, nullable))));
