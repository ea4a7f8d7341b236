import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, col, createMap, lit, struct } from '../api/functions/index.ts';
import type { SqlArgs } from '../api/sql-arguments.ts';
import { StreamSession } from './stream-session.ts';

/** What PySpark 4.3 gives for `SELECT :a, typeof(:a)`: the name of the column, its type. */
const VALUES: readonly (readonly [value: unknown, name: string, type: string])[] = [
  [1, '1', 'int'],
  [2 ** 40, '1099511627776', 'bigint'],
  [5n, '5', 'bigint'],
  [1.5, '1.5', 'double'],
  [-5, '-5', 'int'],
  [Number.NaN, 'CAST(NaN AS DOUBLE)', 'double'],
  [true, 'true', 'boolean'],
  [null, 'NULL', 'void'],
  ["it's \\d \n é", "it's \\d \n é", 'string'],
  [new Date('2020-01-02T03:04:05.123Z'), "TIMESTAMP '2020-01-02 03:04:05.123'", 'timestamp'],
  [Buffer.from('ab'), "X'6162'", 'binary'],
  [[1, 2], 'array(1, 2)', 'array<int>'],
  [[[1, 2], [3]], 'array(array(1, 2), array(3))', 'array<array<int>>'],
  [lit(3), '3', 'int'],
  [lit(1).as('z'), '1', 'int'],
  [array(lit(1)), 'array(1)', 'array<int>'],
  [createMap(lit('a'), lit(1)), 'map(a, 1)', 'map<string,int>'],
  [struct(lit(1)), 'named_struct(col1, 1)', 'struct<col1:int>'],
  [struct(lit(1).as('x')), 'named_struct(x, 1)', 'struct<x:int>'],
];

test('values become literals of the type that lit gives them', async () => {
  await using session = await StreamSession.create();
  const args = Object.fromEntries(VALUES.map(([value], place) => [`v${place}`, value])) as SqlArgs;
  for (const [place, [, name, type]] of VALUES.entries())
    assert.deepEqual(session.sql(`SELECT :v${place}`, args).dtypes, [[name, type]]);
  const named = VALUES.map((_, place) => `:v${place} AS v${place}`);
  const wanted = VALUES.map(([value], place) => lit(value as string).as(`v${place}`));
  assert.deepEqual(
    await session.sql(`SELECT ${named.join(', ')}`, args).collect(),
    await session
      .range(1)
      .select(...wanted)
      .collect(),
  );
});

test('a marker is no text: values cannot end what is around them', async () => {
  await using session = await StreamSession.create();
  const rows = await session
    .sql("SELECT 1-:n AS n, :t AS t, ':t' AS quoted -- :comment ?\n", { n: -5, t: "x' OR 1 = 1 --" })
    .collect();
  assert.deepEqual(rows, [{ n: 6, t: "x' OR 1 = 1 --", quoted: ':t' }]);
});

test('what is missing, mixed or no literal is refused', async () => {
  await using session = await StreamSession.create();
  const refused = (condition: string, message: RegExp, text: string, args?: SqlArgs) =>
    assert.throws(() => session.sql(text, args), { condition, message });
  refused('UNBOUND_SQL_PARAMETER', /parameter: x\./, 'SELECT :x');
  refused('UNBOUND_SQL_PARAMETER', /parameter: x\./, 'SELECT :x', { X: 1 });
  refused('UNBOUND_SQL_PARAMETER', /parameter: toString\./, 'SELECT :toString', {});
  refused('UNBOUND_SQL_PARAMETER', /parameter: a\./, 'SELECT :a', [1]);
  refused('UNBOUND_SQL_PARAMETER', /parameter: a\./, 'SELECT :a', { a: undefined } as unknown as SqlArgs);
  refused('UNBOUND_SQL_PARAMETER', /parameter: _10\./, 'SELECT ?, ?', [1]);
  refused('UNBOUND_SQL_PARAMETER', /parameter: _7\./, 'SELECT ?', { a: 1 });
  refused('INVALID_QUERY_MIXED_QUERY_PARAMETERS', /but not both/, 'SELECT ?, :a', { a: 1 });
  refused('INVALID_SQL_ARG', /argument a of/, 'SELECT 1', { a: col('id') });
  refused('INVALID_SQL_ARG', /argument _pos_0 of/, 'SELECT ?', [lit(1).cast('string')]);
  refused('PARSE_SYNTAX_ERROR', /near '1'/, 'SELECT 1 ?', [1]);
  assert.throws(() => session.range(1).selectExpr(':x'), { condition: 'UNBOUND_SQL_PARAMETER' });
  assert.throws(() => session.range(1).filter('id = ?'), { condition: 'UNBOUND_SQL_PARAMETER' });
});
