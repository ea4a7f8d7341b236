import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import {
  arrayType,
  BinaryType,
  BooleanType,
  DateType,
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
} from '../types/data-type.ts';
import { type Row, Timestamp } from '../types/value.ts';
import { createDuckDbExecutor } from './create-duckdb-executor.ts';

const schema = structType([
  structField('n', LongType),
  structField('b', BooleanType),
  structField('d', DoubleType),
  structField('s', StringType),
  structField('bytes', BinaryType),
  structField('day', DateType),
  structField('t', TimestampType),
  structField('wall', TimestampNtzType),
  structField('price', decimalType(10, 2)),
  structField('list', arrayType(StringType)),
  structField('map', mapType(StringType, LongType)),
  structField('nested', structType([structField('a', IntegerType), structField('x', arrayType(IntegerType))])),
]);

const row: Row = [
  7n,
  true,
  1.5,
  'ключ',
  new Uint8Array([0, 255]),
  '2024-02-29',
  new Timestamp(1_704_067_200_000_001n),
  '2024-01-01T00:00:00',
  '1.50',
  ['a', null],
  new Map([['k', 1n]]),
  { a: 1, x: [2] },
];

const open = () => createDuckDbExecutor({ timeZone: 'UTC', scratchDirectory: tmpdir(), threads: 1 });

test('rows of every type come back as they went in, nulls too, as often as they are run', async (t) => {
  const executor = await open();
  t.after(() => executor.close());
  const columns = schema.fields.map(({ name }) => name);
  const sql = (relation: string) => `SELECT * FROM ${relation}`;
  const query = await executor.prepareRows({ input: schema, columns, sql, output: schema });
  await executor.bindInput('batch', schema, { kind: 'rows', rows: [row] });
  const asBatch = await executor.query(`SELECT * EXCLUDE (__ordinal) FROM batch`, schema);
  const empty = columns.map(() => null);
  assert.deepEqual(await query.run([row]), asBatch);
  assert.deepEqual(await query.run([empty, row]), [empty, ...asBatch]);
  assert.deepEqual(await query.run([]), []);
  query.close();
});

test('columns that are not read stay behind, and a query that reads none gives a row for each', async (t) => {
  const executor = await open();
  t.after(() => executor.close());
  const input = structType([structField('n', LongType), structField('s', StringType)]);
  const output = structType([structField('x', LongType)]);
  const shout = (relation: string) => `SELECT n * 2 AS x FROM ${relation} WHERE n > 1`;
  const doubled = await executor.prepareRows({ input, columns: ['n'], sql: shout, output });
  assert.deepEqual(await doubled.run([1n, 2n, 3n].map((n) => [n, 'ignored'])), [[4n], [6n]]);
  const one = (relation: string) => `SELECT 1::BIGINT AS x FROM ${relation}`;
  const ones = await executor.prepareRows({ input, columns: [], sql: one, output });
  assert.deepEqual(
    await ones.run([
      [null, null],
      [1n, 'a'],
    ]),
    [[1n], [1n]],
  );
});

test('what is wrong is said as in a batch, and the next run goes on', async (t) => {
  const executor = await open();
  t.after(() => executor.close());
  const input = structType([structField('n', LongType)]);
  const request = { input, columns: ['n'], output: input };
  const failing = (relation: string) =>
    `SELECT CASE WHEN n = 0 THEN error('[MILLRACE:DIVIDE_BY_ZERO]') ELSE n END AS n FROM ${relation}`;
  const query = await executor.prepareRows({ ...request, sql: failing });
  await assert.rejects(query.run([[0n]]), { name: 'ExecutionError' });
  assert.deepEqual(await query.run([[1n]]), [[1n]]);
  await assert.rejects(query.run([['text']]), { condition: 'INVALID_INPUT_VALUE' });
  await assert.rejects(executor.prepareRows({ ...request, sql: () => 'SELECT nothing' }), { name: 'ExecutionError' });
});
