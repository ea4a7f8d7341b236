import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultOf } from './duckdb-faults.ts';
import { faultSql } from './duckdb-sql.ts';
import { openTestDatabase } from './test-support.ts';

const messageOf = async (run: Promise<unknown>): Promise<string> => {
  const error = await run.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof Error);
  return error.message;
};

test('a fault of our own comes back as it was raised, with values of the row', async () => {
  await using database = await openTestDatabase();
  const sql = faultSql('CAST_INVALID_INPUT', { sourceType: '"STRING"', targetType: '"INT"' }, { expression: `x` });
  const message = await messageOf(
    database.rows(`SELECT CASE WHEN x > 'b' THEN ${sql} ELSE x END FROM (VALUES ('a'), ('q"\n')) t(x)`),
  );
  assert.match(message, /^\[CAST_INVALID_INPUT\] The value q"\n of the type "STRING" cannot be cast to "INT"/);
});

test('a fault in a branch that no row takes is not raised, though it is constant', async () => {
  await using database = await openTestDatabase();
  const rows = await database.rows(
    `SELECT CASE WHEN x = 5 THEN ${faultSql('DIVIDE_BY_ZERO')} ELSE x END FROM range(3) t(x)`,
  );
  assert.deepEqual(rows.flat().map(Number), [0, 1, 2]);
});

test("DuckDB's own messages are told in Spark's words", () => {
  const condition = (message: string) => faultOf(message)?.condition;
  assert.equal(condition('Out of Range Error: Overflow in addition of INT32 (2147483647 + 1)!'), 'ARITHMETIC_OVERFLOW');
  assert.equal(condition('Out of Range Error: Overflow in addition of INT8 (127 + 1)!'), 'BINARY_ARITHMETIC_OVERFLOW');
  assert.equal(condition('Out of Range Error: Overflow in negation of numeric value!'), 'ARITHMETIC_OVERFLOW');
  assert.equal(condition("Conversion Error: Could not convert string 'abc' to INT32"), 'CAST_INVALID_INPUT');
  assert.equal(condition('IO Error: No such file'), undefined);
});
