import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StreamSession } from './stream-session.ts';

const open = async () => {
  const session = await StreamSession.create({ conf: { 'spark.sql.session.timeZone': 'Asia/Tokyo' } });
  session.range(3).createOrReplaceTempView('T');
  return session;
};

// Columns and rows are those of PySpark 4.3.

test('views are made, listed, described and dropped at once', async () => {
  await using session = await open();
  const rows = async (text: string) => (await session.sql(text).collect()).map((row) => Object.values(row));
  const made = session.sql('CREATE TEMP VIEW v AS SELECT id, id + 1 AS b FROM t');
  assert.deepEqual([made.columns, await made.collect()], [[], []]);
  session.sql('CREATE TEMPORARY VIEW `my view` (x) AS SELECT 1;');
  assert.deepEqual(session.sql('SHOW TABLES').columns, ['namespace', 'tableName', 'isTemporary']);
  assert.deepEqual(session.sql('SHOW VIEWS').columns, ['namespace', 'viewName', 'isTemporary']);
  assert.deepEqual(await rows('SHOW TABLES'), [
    ['', 'my view', true],
    ['', 't', true],
    ['', 'v', true],
  ]);
  assert.deepEqual(await rows("SHOW VIEWS IN default LIKE 'V*|T'"), [
    ['', 't', true],
    ['', 'v', true],
  ]);
  assert.deepEqual(await rows('SHOW COLUMNS IN v'), [['id'], ['b']]);
  assert.deepEqual(session.sql('DESC v').columns, ['col_name', 'data_type', 'comment']);
  for (const text of ['DESCRIBE TABLE v', 'DESC EXTENDED v', 'DESCRIBE QUERY TABLE v', "DESC IDENTIFIER('v')"])
    assert.deepEqual(await rows(text), [
      ['id', 'bigint', null],
      ['b', 'bigint', null],
    ]);
  assert.deepEqual(await rows('DESCRIBE v B'), [
    ['col_name', 'b'],
    ['data_type', 'bigint'],
    ['comment', 'NULL'],
  ]);
  session.sql('DROP VIEW v');
  session.sql('DROP VIEW IF EXISTS v');
  assert.throws(() => session.sql('DROP VIEW v'), /`spark_catalog`.`default`.`v` cannot be found/);
  assert.throws(() => session.sql('SHOW TABLES IN other'), { condition: 'SCHEMA_NOT_FOUND' });
});

test('a view of SQL follows what it reads; one of a frame stays', async () => {
  await using session = await open();
  session.sql('CREATE TEMP VIEW v AS SELECT * FROM t');
  session.sql('SELECT * FROM t').createOrReplaceTempView('frame');
  session.range(5).createOrReplaceTempView('t');
  assert.equal(await session.table('v').count(), 5);
  assert.equal(await session.table('frame').count(), 3);
  session.catalog.dropTempView('t');
  assert.throws(() => session.table('v'), { condition: 'TABLE_OR_VIEW_NOT_FOUND' });
  assert.equal(session.catalog.tableExists('v'), false);
});

test('SET and RESET act on the settings of the session', async () => {
  await using session = await open();
  const value = async (text: string) => (await session.sql(text).collect())[0];
  const zone = 'spark.sql.session.timeZone';
  assert.deepEqual(await value('SET spark.sql.ansi.enabled = false'), {
    key: 'spark.sql.ansi.enabled',
    value: 'false',
  });
  assert.equal(session.conf.get('spark.sql.ansi.enabled'), 'false');
  assert.deepEqual(await value('SET my.own = a :b c ;'), { key: 'my.own', value: 'a :b c' });
  assert.deepEqual(await value('SET `a b`=`c;d`'), { key: 'a b', value: 'c;d' });
  assert.deepEqual(await value('SET not.there'), { key: 'not.there', value: '<undefined>' });
  assert.deepEqual(await value('SET spark.sql.shuffle.partitions'), {
    key: 'spark.sql.shuffle.partitions',
    value: '200',
  });
  assert.deepEqual(await value("SET TIME ZONE 'Europe/Berlin'"), { key: zone, value: 'Europe/Berlin' });
  assert.deepEqual(await value('SET TIME ZONE INTERVAL -2 HOURS'), { key: zone, value: '-02:00' });
  assert.deepEqual(await session.sql('SET').collect(), [
    { key: 'a b', value: 'c;d' },
    { key: 'my.own', value: 'a :b c' },
    { key: 'spark.sql.ansi.enabled', value: 'false' },
    { key: zone, value: '-02:00' },
  ]);
  session.sql(`RESET ${zone}`);
  assert.equal(session.conf.get(zone), 'Asia/Tokyo');
  session.sql('RESET');
  assert.deepEqual(await session.sql('SET').collect(), [{ key: zone, value: 'Asia/Tokyo' }]);
  assert.throws(() => session.sql('RESET a b'), { condition: 'INVALID_RESET_COMMAND_FORMAT' });
  assert.throws(() => session.sql('SET TIME ZONE'), { condition: '_LEGACY_ERROR_TEMP_0045' });
  assert.throws(() => session.sql('SET spark.sql.ansi.enable=1'), { condition: 'SQL_CONF_NOT_FOUND' });
});

test('functions are listed, plans explained', async () => {
  await using session = await open();
  session.udf.register('absent', { args: ['INT'], returns: 'INT' }, (n) => n);
  const names = async (text: string) => (await session.sql(text).collect()).map((row) => row['function']);
  assert.deepEqual(await names("SHOW FUNCTIONS LIKE 'abs*|array_ap*'"), ['abs', 'absent', 'array_append']);
  assert.deepEqual(await names('SHOW USER FUNCTIONS'), ['absent']);
  assert.deepEqual(await names('SHOW SYSTEM FUNCTIONS abs'), ['abs']);
  const [plan] = await session.sql('EXPLAIN EXTENDED SELECT id FROM t WHERE id > :n', { n: 1 }).collect();
  assert.match(String(plan?.['plan']), /^== Analyzed Logical Plan ==\n(.|\n)*Filter/);
  const fault = (await session.sql('EXPLAIN SELECT nope FROM t').collect()).map((row) => String(row['plan']));
  assert.equal(fault[0], 'Error occurred during query planning: ');
  assert.match(fault[1] ?? '', /^\[UNRESOLVED_COLUMN.WITH_SUGGESTION\]/);
});

test('what writes or has no place here is refused with what to do', async () => {
  await using session = await open();
  const refused = (text: string, message: RegExp, condition = 'UNSUPPORTED_SQL') =>
    assert.throws(() => session.sql(text), { condition, message });
  refused('INSERT INTO t VALUES (1)', /INSERT(.|\n)*writeStream/);
  refused('CREATE TABLE x (a INT)', /CREATE TABLE(.|\n)*df\.write/);
  refused('CREATE TEMP TABLE x AS SELECT 1', /CREATE TABLE/);
  refused('CREATE VIEW x AS SELECT 1', /CREATE TEMP VIEW/);
  refused('CREATE GLOBAL TEMP VIEW x AS SELECT 1', /CREATE TEMP VIEW/);
  refused('CREATE TEMPORARY FUNCTION f(x INT) RETURNS INT RETURN x', /session\.udf\.register/);
  refused('USE other', /one namespace/);
  refused('CACHE TABLE t', /Nothing is cached/);
  refused('SHOW DATABASES', /SHOW TABLES/);
  refused("CREATE TEMP VIEW v TBLPROPERTIES ('a' = 'b') AS SELECT 1", /TBLPROPERTIES/, '_LEGACY_ERROR_TEMP_0035');
  refused(
    'CREATE OR REPLACE TEMP VIEW IF NOT EXISTS v AS SELECT 1',
    /REPLACE/,
    'CREATE_VIEW_WITH_IF_NOT_EXISTS_AND_REPLACE',
  );
  refused('DESCRIBE t nope', /`nope`/, 'COLUMN_NOT_FOUND');
  for (const text of [
    'SHOW',
    'SHOW nope',
    'DESCRIBE',
    'EXPLAIN',
    'DROP VIEW',
    'CREATE TEMP VIEW q AS',
    'SHOW COLUMNS t',
  ])
    refused(text, /Syntax error/, 'PARSE_SYNTAX_ERROR');
});
