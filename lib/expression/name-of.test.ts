import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSqlParser } from '../sql/index.ts';
import { nameOf } from './name-of.ts';
import { printSpark } from './spark-printer.ts';

const parser = await loadSqlParser();

/** SQL and the column name Spark 4.3.0 gives it. */
const NAMES: readonly (readonly [sql: string, name: string])[] = [
  ['v + 1', '(v + 1)'],
  ['CAST(k AS INT)', 'CAST(k AS INT)'],
  ['try_cast(k as int)', 'TRY_CAST(k AS INT)'],
  ['count(*)', 'count(1)'],
  ['sum(v) FILTER (WHERE v > 0)', 'sum(v) FILTER (WHERE (v > 0))'],
  ["upper('x')", 'upper(x)'],
  ['-v', '(- v)'],
  ['v <> 2', '(NOT (v = 2))'],
  ['v IS NOT NULL', '(v IS NOT NULL)'],
  ['v IN (1, 2)', '(v IN (1, 2))'],
  ['v BETWEEN 1 AND 2', 'between(v, 1, 2)'],
  ["k || 'x'", 'concat(k, x)'],
  ["CASE WHEN v = 1 THEN 'a' ELSE 'b' END", 'CASE WHEN (v = 1) THEN a ELSE b END'],
  ['array(v)[0]', 'array(v)[0]'],
  ["if(true, 1, '2')", '(IF(true, 1, 2))'],
  ['round(2.5)', 'round(2.5, 0)'],
  ["split(k, ',')", 'split(k, ,, -1)'],
  ['sqrt(v)', 'SQRT(v)'],
  ['ceiling(1.2)', 'CEIL(1.2)'],
  ['ceil(v, 2)', 'ceil(v, 2)'],
  ['1.0D', '1.0'],
  ["date'2024-01-01'", "DATE '2024-01-01'"],
  ["timestamp'2024-01-01 00:00:00'", "TIMESTAMP '2024-01-01 00:00:00'"],
  ["t + interval '3' hour", "t + INTERVAL '03' HOUR"],
  ["k like 'a%'", 'k LIKE a%'],
  ["trim(both 'x' from k)", 'TRIM(BOTH x FROM k)'],
  ['transform(a, x -> x * 2)', 'transform(a, lambdafunction((namedlambdavariable() * 2), namedlambdavariable()))'],
  ["to_json(struct(v), map('a', 'b'))", 'to_json(struct(v))'],
];

test('names columns as Spark does', () => {
  for (const [sql, name] of NAMES) assert.equal(nameOf(parser.parseExpression(sql)), name, sql);
});

/** What the parser turns into the same tree again. */
const PRINTED: readonly string[] = [
  ...NAMES.map(([sql]) => sql),
  "'it''s \\n \\\\ fine'",
  '`odd name`.`select` + 2S',
  "x'00ff'",
  '1e30D',
  '12345678901234567890.5',
  "interval '1-2' year to month",
  "k not rlike '\\\\d+'",
  'first(v) ignore nulls',
  'count(distinct v, k)',
  'aggregate(a, 0, (acc, x) -> acc + x)',
  's.p.q',
  "timestamp_ntz'2024-01-01 10:00:00.5'",
];

test('prints Spark SQL that parses back to the same expression', () => {
  for (const sql of PRINTED) {
    const expr = parser.parseExpression(sql);
    const text = printSpark(expr);
    assert.deepEqual(parser.parseExpression(text), expr, `${sql} was printed as ${text}`);
  }
});
