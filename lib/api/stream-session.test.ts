import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, cast, literal } from '../expression/expr.ts';
import { arrayType, IntegerType, LongType, StringType, TimestampType } from '../types/data-type.ts';
import { parseAttributeName } from './attribute-name.ts';
import { fixtureBackend } from './backend.fixture.ts';
import { literalOf } from './literal-value.ts';
import { localRows } from './local-rows.ts';
import { toStructType } from './schema-input.ts';
import { schemaTree } from './schema-tree.ts';
import { formatTable } from './show-table.ts';
import { StreamSession } from './stream-session.ts';

const open = async () => new StreamSession((await fixtureBackend()).backend);

test('settings have Spark defaults, checks and a hint for a misspelt name', async () => {
  const { conf } = await open();
  assert.equal(conf.get('spark.sql.session.timeZone'), 'UTC');
  conf.set('spark.sql.ansi.enabled', 'FALSE');
  assert.equal(conf.isEnabled('spark.sql.ansi.enabled'), false);
  conf.unset('spark.sql.ansi.enabled');
  assert.equal(conf.get('spark.sql.ansi.enabled'), 'true');
  conf.set('my.own', 1);
  assert.equal(conf.get('my.own'), '1');
  assert.equal(conf.get('other', 'x'), 'x');
  assert.throws(() => conf.get('other'), { condition: 'SQL_CONF_NOT_FOUND' });
  assert.throws(() => conf.set('spark.sql.session.timezone', 'UTC'), /Did you mean "spark.sql.session.timeZone"\?/);
  const bad: [string, string, string][] = [
    ['spark.sql.ansi.enabled', 'x', 'TYPE_MISMATCH'],
    ['spark.sql.shuffle.partitions', '-1', 'TYPE_MISMATCH'],
    ['spark.sql.streaming.pollingDelay', 'soon', 'TYPE_MISMATCH'],
    ['spark.sql.session.timeZone', 'Mars/X', 'TIME_ZONE'],
    ['spark.sql.streaming.multipleWatermarkPolicy', 'mean', 'REQUIREMENT'],
  ];
  for (const [name, value, kind] of bad) {
    assert.throws(() => conf.set(name, value), { condition: `INVALID_CONF_VALUE.${kind}` }, name);
  }
});

test('readers keep format, options and schema, and are not changed by their methods', async () => {
  const session = await open();
  const reader = session.readStream.option('maxFilesPerTrigger', 5);
  const frame = reader.schema('a INT').csv('/in');
  reader.option('header', true);
  const { plan } = frame;
  assert.equal(plan.kind, 'StreamingRelation');
  assert.deepEqual(plan.kind === 'StreamingRelation' && [plan.format, plan.options], [
    'csv',
    { maxFilesPerTrigger: '5', path: '/in' },
  ]);
  const table = session.read.schema({ a: 'INT', s: { b: 'STRING NOT NULL' } }).load('/t');
  assert.equal(table.plan.kind === 'StaticRelation' && table.plan.format, 'parquet');
  assert.deepEqual(table.dtypes, [
    ['a', 'int'],
    ['s', 'struct<b:string>'],
  ]);
});

test('names are taken apart at dots outside back-quotes', () => {
  assert.deepEqual(parseAttributeName('a.b'), ['a', 'b']);
  assert.deepEqual(parseAttributeName('`a.b`.c'), ['a.b', 'c']);
  assert.deepEqual(parseAttributeName('`a``b`'), ['a`b']);
  assert.deepEqual(parseAttributeName('sum(x)'), ['sum(x)']);
  for (const bad of ['a`b', '`a', 'a..b', 'a.', '`a`b']) {
    assert.throws(() => parseAttributeName(bad), { condition: 'PARSE_ATTRIBUTE_NAME' }, bad);
  }
});

test('literals have the types PySpark gives them', () => {
  const types = [1, 3_000_000_000, 1.5, 1e300, 5n, 'x', true, null, new Date(0)].map((value) => {
    const expr = literalOf(value);
    return expr.kind === 'Literal' && [expr.dataType.kind, expr.value];
  });
  assert.deepEqual(types, [
    ['integer', 1],
    ['long', '3000000000'],
    ['double', 1.5],
    ['double', 1e300],
    ['long', '5'],
    ['string', 'x'],
    ['boolean', true],
    ['null', null],
    ['timestamp', '0'],
  ]);
  assert.deepEqual(literalOf([1, 2]), call('array', [literal(1, IntegerType), literal(2, IntegerType)]));
  assert.deepEqual(
    literalOf(2n ** 63n).kind === 'Literal' && literalOf(2n ** 63n),
    literal('9223372036854775808', { kind: 'decimal', precision: 19, scale: 0 }),
  );
});

test('rows of createDataFrame are checked value by value', () => {
  const schema = toStructType('id BIGINT, t TIMESTAMP, tags ARRAY<STRING>');
  let id = 0;
  const nextId = () => ++id;
  const { rows, output } = localRows([{ id: 5, t: new Date(1), tags: ['a', null] }, [6n, null, null]], schema, nextId);
  assert.deepEqual(
    output.map(({ name, exprId }) => [name, exprId]),
    [
      ['id', 1],
      ['t', 2],
      ['tags', 3],
    ],
  );
  const tags = arrayType(StringType);
  assert.deepEqual(rows, [
    [
      literal('5', LongType),
      literal('1000', TimestampType),
      cast(call('array', [literal('a', StringType), literal(null, StringType)]), tags),
    ],
    [literal('6', LongType), literal(null, TimestampType), literal(null, tags)],
  ]);
  const wrong: [string, unknown][] = [
    ['TINYINT', 200],
    ['INT', 1.5],
    ['BIGINT', 2n ** 64n],
    ['STRING', 5],
    ['BOOLEAN', 'true'],
    ['DATE', '01.02.2024'],
    ['TIMESTAMP', '2024-01-01'],
    ['ARRAY<INT>', 'x'],
    ['STRUCT<a: INT>', { a: 'x' }],
    ['DECIMAL(3,1)', 'abc'],
  ];
  for (const [type, value] of wrong) {
    assert.throws(
      () => localRows([[value]], toStructType({ c: type }), nextId),
      { condition: 'FIELD_DATA_TYPE_UNACCEPTABLE_WITH_NAME' },
      `${type} ${value}`,
    );
  }
  assert.throws(() => localRows([[1, 2]], toStructType('a INT'), nextId), {
    condition: 'FIELD_STRUCT_LENGTH_MISMATCH',
  });
});

test('tables of text look as Spark prints them', () => {
  const rows = [['{1, x}', null, 'abcdefghijklmnopqrstuvwxyz\tq', '漢字']];
  assert.equal(
    formatTable(['l', 'n', 'z', 'w'], rows, { numRows: 20, cellWidth: 20 }),
    [
      '+------+----+--------------------+----+',
      '|     l|   n|                   z|   w|',
      '+------+----+--------------------+----+',
      '|{1, x}|NULL|abcdefghijklmnopq...|漢字|',
      '+------+----+--------------------+----+',
      '',
    ].join('\n'),
  );
  assert.equal(
    formatTable(['id'], [['0'], ['1'], ['2']], { numRows: 2, cellWidth: 0 }),
    ['+---+', '|id |', '+---+', '|0  |', '|1  |', '+---+', 'only showing top 2 rows'].join('\n'),
  );
});

test('schemas are drawn as printSchema draws them', () => {
  const schema = toStructType('a BIGINT NOT NULL, s STRUCT<b: ARRAY<INT>>, m MAP<STRING, DECIMAL(10,2)>');
  assert.equal(
    schemaTree(schema),
    [
      'root',
      ' |-- a: long (nullable = false)',
      ' |-- s: struct (nullable = true)',
      ' |    |-- b: array (nullable = true)',
      ' |    |    |-- element: integer (containsNull = true)',
      ' |-- m: map (nullable = true)',
      ' |    |-- key: string',
      ' |    |-- value: decimal(10,2) (valueContainsNull = true)',
      '',
    ].join('\n'),
  );
});
