import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PARTITION_COLUMN } from '../contracts/executor.ts';
import { ExecutionError } from '../errors/index.ts';
import {
  arrayType,
  decimalType,
  IntegerType,
  LongType,
  mapType,
  StringType,
  TimestampType,
} from '../types/data-type.ts';
import { Timestamp } from '../types/value.ts';
import { createDuckDbExecutor } from './create-duckdb-executor.ts';
import { executorFixture, schemaOf } from './executor-fixture.ts';

const N = schemaOf({ n: IntegerType });

test('run takes several statements, and query converts by position', async (t) => {
  const { executor } = await executorFixture(t);
  await executor.run('CREATE TEMP TABLE a (x INTEGER); INSERT INTO a VALUES (1), (2)');
  assert.deepEqual(await executor.query('SELECT x AS other_name FROM a ORDER BY x DESC', N), [[2], [1]]);
});

test('calls that are not awaited run in their order', async (t) => {
  const { executor } = await executorFixture(t);
  const create = executor.run('CREATE TEMP TABLE a AS SELECT 1 AS x');
  const insert = executor.run('INSERT INTO a VALUES (2)');
  const query = executor.query('SELECT count(*)::INTEGER FROM a', N);
  assert.deepEqual(await query, [[2]]);
  await Promise.all([create, insert]);
});

test('a transaction keeps everything or nothing', async (t) => {
  const { executor } = await executorFixture(t);
  await executor.run('CREATE TEMP TABLE a (x INTEGER)');
  const result = await executor.transaction(async () => {
    await executor.run('INSERT INTO a VALUES (1)');
    return 'done';
  });
  assert.equal(result, 'done');
  const failure = executor.transaction(async () => {
    await executor.run('INSERT INTO a VALUES (2)');
    await executor.run("SELECT error('broken')");
  });
  await assert.rejects(failure, /broken/);
  assert.deepEqual(await executor.query('SELECT x FROM a', N), [[1]]);
});

test('the session zone is set, by name or by offset', async (t) => {
  const zones = {
    'America/New_York': '2024-01-01 05:00:00+00',
    '+02:00': '2023-12-31 22:00:00+00',
    Z: '2024-01-01 00:00:00+00',
  };
  for (const [timeZone, expected] of Object.entries(zones)) {
    const { executor } = await executorFixture(t, { timeZone });
    const [row] = await executor.query(`SELECT TIMESTAMPTZ '2024-01-01 00:00:00' = TIMESTAMPTZ '${expected}'`, N);
    assert.deepEqual(row, [true], timeZone);
  }
});

test('an unknown session zone is refused by name', async (t) => {
  const { directory } = await executorFixture(t);
  await assert.rejects(createDuckDbExecutor({ timeZone: 'Mars/Base', scratchDirectory: directory }), {
    condition: 'INVALID_OPTION',
    message: /"Mars\/Base" of option "spark.sql.session.timeZone"/,
  });
});

test('a sequence gives values, spread timestamps and ordinals', async (t) => {
  const { executor, rows } = await executorFixture(t);
  const schema = schemaOf({ timestamp: TimestampType, value: LongType });
  const { rows: count } = await executor.bindInput('input', schema, {
    kind: 'sequence',
    from: 5n,
    to: 8n,
    baseMicros: 10n,
    spanMicros: 1_000_000n,
  });
  assert.equal(count, 3);
  assert.deepEqual(await rows('input', schema), [
    [new Timestamp(10n), 5n],
    [new Timestamp(333_343n), 6n],
    [new Timestamp(666_677n), 7n],
  ]);
  await executor.bindInput('input', schema, { kind: 'sequence', from: 5n, to: 5n, baseMicros: 0n, spanMicros: 0n });
  assert.deepEqual(await rows('input', schema), []);
});

test('an input replaces the one before it, of whatever kind and schema', async (t) => {
  const { executor, rows, readDocuments } = await executorFixture(t);
  await executor.bindInput('input', N, { kind: 'rows', rows: [[1]] });
  const text = schemaOf({ n: StringType });
  await executor.bindInput('input', text, { kind: 'rows', rows: [['a']] });
  assert.deepEqual(await rows('input', text), [['a']]);
  assert.deepEqual(await readDocuments({ n: IntegerType }, ['{"n":3}']), [[3]]);
  assert.deepEqual(await readDocuments({ n: IntegerType }, ['{"n":4}', '{"n":5}']), [[4], [5]]);
  await executor.bindInput('input', N, { kind: 'rows', rows: [] });
  assert.deepEqual(await rows('input', N), []);
  await executor.dropInput('input');
  await assert.rejects(rows('input', N), /Table with name input does not exist/);
  await executor.dropInput('input');
});

test('a view made in a transaction that fails is made again', async (t) => {
  const { executor, rows } = await executorFixture(t);
  const bind = () => executor.bindInput('input', N, { kind: 'rows', rows: [[1]] });
  const failure = executor.transaction(async () => {
    await bind();
    throw new Error('stop');
  });
  await assert.rejects(failure, /stop/);
  await bind();
  assert.deepEqual(await rows('input', N), [[1]]);
});

test('without ordinals the column is null', async (t) => {
  const { executor, file } = await executorFixture(t);
  const files = [{ path: file('a.json', '{"n":1}\n'), partitionValues: {} }];
  await executor.bindInput('input', N, { kind: 'files', format: 'json', options: {}, files }, { ordinal: false });
  assert.deepEqual(await executor.query('SELECT n, __ordinal FROM input', schemaOf({ n: IntegerType, o: LongType })), [
    [1, null],
  ]);
});

test('JSON records can be read for the columns of their folders alone', async (t) => {
  const { executor, file } = await executorFixture(t);
  const files = [{ path: file('a.json', '{"n":1}\n{"n":2}\n'), partitionValues: { p: '7' } }];
  const schema = schemaOf({ n: IntegerType, p: IntegerType });
  const use = { ordinal: false, columns: ['p'] };
  await executor.bindInput('input', schema, { kind: 'files', format: 'json', options: {}, files }, use);
  assert.deepEqual(await executor.query('SELECT p FROM input', schemaOf({ p: IntegerType })), [[7], [7]]);
});

test('a result is exported as one Parquet file', async (t) => {
  const { executor, directory } = await executorFixture(t);
  const path = join(directory, "it's.parquet");
  assert.equal(await executor.exportParquet('SELECT range::INTEGER AS n FROM range(3)', path), 3);
  assert.ok(existsSync(path));
  assert.deepEqual(await executor.query(`FROM read_parquet('${path.replaceAll("'", "''")}')`, N), [[0], [1], [2]]);
});

test('an error that is not of the data names the statement', async (t) => {
  const { executor } = await executorFixture(t);
  const sql = 'SELECT nothing FROM nowhere';
  await assert.rejects(executor.run(sql), (error: unknown) => {
    assert.ok(error instanceof ExecutionError);
    assert.equal(error.condition, 'INTERNAL_ERROR');
    assert.match(String(error.params['message']), /nowhere does not exist/);
    assert.equal(error.params['sql'], sql);
    return true;
  });
});

test("DuckDB's faults and our own come out as Spark's conditions", async (t) => {
  const { executor } = await executorFixture(t);
  await assert.rejects(executor.query("SELECT CAST('x' AS INTEGER)", N), { condition: 'CAST_INVALID_INPUT' });
  const own = `SELECT error('millrace:{"condition":"DIVIDE_BY_ZERO","params":{"config":"c"}}')`;
  await assert.rejects(executor.query(own, N), { condition: 'DIVIDE_BY_ZERO', params: { config: 'c' } });
});

test("a user's function sees canonical values and nulls", async (t) => {
  const seen: unknown[] = [];
  const { executor } = await executorFixture(t, {
    userFunctions: [
      {
        name: 'kinds_of',
        argumentTypes: [TimestampType, decimalType(5, 2), arrayType(LongType), mapType(StringType, IntegerType)],
        returnType: arrayType(StringType),
        call: (...args) => {
          seen.push(args);
          return args.map((arg) => (arg === null ? null : typeof arg));
        },
      },
    ],
  });
  const rows = await executor.query(
    "SELECT kinds_of(make_timestamptz(5), 1.5, [1, NULL], map {'k': 2}) UNION ALL SELECT kinds_of(NULL, NULL, NULL, NULL)",
    schemaOf({ r: arrayType(StringType) }),
  );
  assert.deepEqual(rows, [[['object', 'string', 'object', 'object']], [[null, null, null, null]]]);
  assert.deepEqual(seen, [
    [new Timestamp(5n), '1.50', [1n, null], new Map([['k', 2]])],
    [null, null, null, null],
  ]);
});

test('a function can be registered later, and is called once per row', async (t) => {
  const { executor } = await executorFixture(t);
  let calls = 0;
  const call = (): number => {
    calls += 1;
    return calls;
  };
  executor.registerFunction({ name: 'next_number', argumentTypes: [], returnType: IntegerType, call });
  assert.deepEqual(await executor.query('SELECT next_number() FROM range(3)', N), [[1], [2], [3]]);
});

test('what a function throws names it and is kept as the cause', async (t) => {
  const thrown = new RangeError('three is too much');
  const { executor } = await executorFixture(t, {
    userFunctions: [
      {
        name: 'picky',
        argumentTypes: [IntegerType],
        returnType: IntegerType,
        call: (value) => {
          if (value === 3) throw thrown;
          return value ?? null;
        },
      },
    ],
  });
  await assert.rejects(executor.query('SELECT picky(range::INTEGER) FROM range(5)', N), (error: unknown) => {
    assert.ok(error instanceof ExecutionError);
    assert.equal(error.condition, 'FAILED_EXECUTE_UDF');
    assert.match(error.message, /`picky`.*RangeError: three is too much/);
    assert.equal(error.cause, thrown);
    return true;
  });
  assert.deepEqual(await executor.query('SELECT picky(2)', N), [[2]]);
});

test('a function that returns the wrong type is an error of its own', async (t) => {
  const { executor } = await executorFixture(t);
  executor.registerFunction({ name: 'liar', argumentTypes: [], returnType: IntegerType, call: () => 'one' });
  await assert.rejects(executor.query('SELECT liar()', N), /"one" is not a value of type INT/);
});

test('built-in JavaScript functions are there, and give null for null', async (t) => {
  const { executor } = await executorFixture(t);
  const schema = schemaOf({ a: StringType, b: StringType });
  assert.deepEqual(await executor.query('SELECT mr_double_text(1e10), mr_double_text(NULL)', schema), [
    ['1.0E10', null],
  ]);
});

test('rows and documents of several partitions tell theirs', async (t) => {
  const { executor } = await executorFixture(t);
  const schema = schemaOf({ n: IntegerType });
  const read = schemaOf({ n: IntegerType, p: StringType });
  const rowsBy = (column: string) => executor.query(`SELECT n, ${column} FROM input ORDER BY __ordinal`, read);
  const partitions = [
    { partition: "shard'0", rows: 2 },
    { partition: 'empty', rows: 0 },
    { partition: 'b', rows: 1 },
    { partition: "shard'0", rows: 1 },
  ];
  const told = [
    [1, "shard'0"],
    [2, "shard'0"],
    [3, 'b'],
    [4, "shard'0"],
  ];
  await executor.bindInput('input', schema, { kind: 'rows', rows: [[1], [2], [3], [4]], partitions });
  assert.deepEqual(await rowsBy(PARTITION_COLUMN), told);
  const documents = ['{"n":1}', '{"n":2}', '[{"n":3},{"n":3}]', '{"n":4}'];
  await executor.bindInput('input', schema, { kind: 'json', documents, options: {}, partitions });
  assert.deepEqual(await rowsBy(PARTITION_COLUMN), [...told.slice(0, 3), told[2], told[3]]);
  const one = [{ partition: 'b', rows: 1 }];
  await executor.bindInput('input', schema, { kind: 'rows', rows: [[5]], partitions: one });
  assert.deepEqual(await rowsBy("'one'"), [[5, 'one']]);
  await assert.rejects(rowsBy(PARTITION_COLUMN), /__partition/, 'no column for a batch of one partition');
});
