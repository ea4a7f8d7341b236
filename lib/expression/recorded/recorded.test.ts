import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { formatCondition, MillraceError } from '../../errors/index.ts';
import { StringType, simpleString } from '../../types/data-type.ts';
import { parseDdl } from '../../types/ddl.ts';
import { castSql } from '../duckdb-cast.ts';
import { printDuckDb } from '../duckdb-printer.ts';
import { duckDbType } from '../duckdb-sql.ts';
import { attributeReference, type Call } from '../expr.ts';
import type { AggregateRecord } from '../function-record.ts';
import { lookupFunction } from '../function-registry.ts';
import { openTestDatabase, type TestDatabase } from '../test-support.ts';
import { typeOf } from '../type-of.ts';
import { contextOf, expressionReader } from './expression.fixture.ts';

/** Recorded from Spark 4.3.0 as `SELECT CAST(<sql> AS STRING)`. */
interface RecordedValue {
  readonly sql: string;
  readonly timeZone?: string;
  readonly ansi?: false;
  readonly type?: string;
  readonly text?: string | null;
  /** The first line of the message, as far as it does not quote the SQL text. */
  readonly error?: string;
}

interface RecordedAggregates {
  readonly schema: string;
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  readonly aggregates: readonly (RecordedValue & { readonly empty?: string | null })[];
}

const load = async <T>(file: string): Promise<T> =>
  JSON.parse(await readFile(new URL(file, import.meta.url), 'utf8')) as T;

const read = await expressionReader();

/** The last digit of a double is the algorithm's. */
function assertSame(actual: unknown, expected: string | null | undefined, what: string): void {
  const [a, b] = [Number(actual), Number(expected)];
  const close = actual !== null && expected !== null && Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b));
  if (!close) assert.equal(actual, expected, what);
}

const messageOf = (error: unknown): string =>
  error instanceof MillraceError ? formatCondition(error.condition, error.params) : String(error);

describe('values recorded from Spark', async () => {
  const recorded = await load<readonly RecordedValue[]>('spark-values.json');
  const groups = Map.groupBy(recorded, (value) => value.timeZone ?? 'UTC');
  for (const [timeZone, values] of groups) {
    test(`in ${timeZone}`, async (t) => {
      await using database = await openTestDatabase(timeZone);
      for (const value of values) {
        await t.test(`${value.sql}${value.ansi === false ? ' (ANSI off)' : ''}`, () => checkValue(value, database));
      }
    });
  }
});

async function evaluate(value: RecordedValue, database: TestDatabase): Promise<readonly [type: string, text: unknown]> {
  const context = contextOf(value.timeZone, value.ansi !== false);
  const expr = read(value.sql, [], context);
  const text = castSql(printDuckDb(expr, context), typeOf(expr), StringType, 'ansi', context);
  const [row] = await database.rows(`SELECT ${text} FROM range(1)`);
  return [simpleString(typeOf(expr)), row?.[0]];
}

async function checkValue(value: RecordedValue, database: TestDatabase): Promise<void> {
  const { error } = value;
  if (error !== undefined) {
    await assert.rejects(evaluate(value, database), (fault) => messageOf(fault).startsWith(error.replace(/\.$/, '')));
    return;
  }
  const [type, text] = await evaluate(value, database);
  assert.equal(type, value.type);
  assertSame(text, value.text, value.sql);
}

describe('aggregates recorded from Spark', async () => {
  for (const [index, table] of (await load<readonly RecordedAggregates[]>('spark-aggregates.json')).entries()) {
    test(`over table ${index}, in one part and in three`, async (t) => {
      await using database = await openTestDatabase();
      await createTable(table, database);
      for (const value of table.aggregates) await t.test(value.sql, () => checkAggregate(value, table, database));
    });
  }
});

async function createTable(table: RecordedAggregates, database: TestDatabase): Promise<void> {
  const { fields } = parseDdl(table.schema);
  const rows = table.rows.map((row, i) => {
    const cells = row.map((cell, j) => {
      const type = fields[j] === undefined ? 'VARCHAR' : duckDbType(fields[j].dataType);
      return cell === null ? 'NULL' : `CAST('${cell}' AS ${type})`;
    });
    return `(${[i, ...cells].join(', ')})`;
  });
  await database.rows(
    `CREATE TABLE t AS SELECT * FROM (VALUES ${rows.join(', ')}) v(ord, ${fields.map((f) => f.name).join(', ')})`,
  );
}

async function checkAggregate(
  value: RecordedAggregates['aggregates'][number],
  table: RecordedAggregates,
  database: TestDatabase,
): Promise<void> {
  const context = contextOf();
  const columns = parseDdl(table.schema).fields.map((f, i) =>
    attributeReference({ name: f.name, exprId: i, dataType: f.dataType }),
  );
  const call = read(value.sql, columns, context) as Call;
  const record = lookupFunction(call.name) as AggregateRecord;
  const filter = call.filter === undefined ? '' : ` FILTER (WHERE ${printDuckDb(call.filter, context)})`;
  const args = call.args.map((arg) => printDuckDb(arg, context));
  const types = record.buffers(call);
  const names = types.map((_, i) => `b${i}`);
  const buffers = (parts: readonly string[]): string =>
    parts.map((sql, i) => `CAST(${sql} AS ${types[i]}) AS ${names[i]}`).join(', ');
  const updates = buffers(record.update(args, call, { ...context, filter, ordinal: 'ord' }));
  const part = (remainder: number): string =>
    `SELECT ${updates} FROM t WHERE ord % 3 = ${remainder} HAVING count(*) > 0`;
  const merged = `SELECT ${buffers(record.merge(names, call))} FROM (${[1, 0, 2].map(part).join(' UNION ALL ')})`;
  const final = castSql(record.finalize(names, call, context), typeOf(call), StringType, 'ansi', context);
  const finalize = async (source: string): Promise<unknown> =>
    (await database.rows(`SELECT ${final} FROM (${source})`))[0]?.[0];
  const { error } = value;
  if (error !== undefined) {
    await assert.rejects(finalize(merged), (fault) => messageOf(fault).startsWith(error.replace(/\.$/, '')));
    return;
  }
  assert.equal(simpleString(typeOf(call)), value.type);
  assertSame(await finalize(`SELECT ${updates} FROM t`), value.text, 'one part');
  assertSame(await finalize(merged), value.text, 'three parts');
  assertSame(await finalize(`SELECT ${updates} FROM t WHERE false`), value.empty, 'no rows');
}
