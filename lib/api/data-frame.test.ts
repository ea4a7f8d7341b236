import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogicalPlan } from '../plan/logical-plan.ts';
import { fixtureBackend } from './backend.fixture.ts';
import type { DataFrame } from './data-frame.ts';
import { defineQuery } from './define-query.ts';
import * as f from './functions/index.ts';
import { StreamSession } from './stream-session.ts';
import { udf } from './udf.ts';

const { col } = f;
const SCHEMA = 'user_id BIGINT, action STRING, amount DOUBLE, timestamp TIMESTAMP';

async function setup() {
  const fixture = await fixtureBackend();
  const session = new StreamSession(fixture.backend);
  const clicks = session.readStream.format('json').schema(SCHEMA).load('/in');
  const table = session.read.format('json').schema('user_id BIGINT, country STRING').load('/users');
  clicks.createOrReplaceTempView('clicks');
  table.createOrReplaceTempView('users');
  return { ...fixture, session, clicks, table };
}

/** A plan without what the way to its relation leaves in it: aliases of views and qualifiers go, ids are numbered in order of appearance. */
function normalised(plan: LogicalPlan): unknown {
  const ids = new Map<number, number>();
  const text = JSON.stringify(plan, (key, value) => {
    if (value?.kind === 'SubqueryAlias') return value.child;
    if (key === 'qualifier' || key === 'sourceId') return undefined;
    if (key !== 'exprId' || typeof value !== 'number') return value;
    if (!ids.has(value)) ids.set(value, ids.size);
    return ids.get(value);
  });
  return JSON.parse(text);
}

const untyped = <S>(frame: DataFrame<S>): DataFrame => frame as unknown as DataFrame;

test('the DataFrame API and SQL text describe the same plan', async () => {
  const { session, clicks } = await setup();
  const pairs: [DataFrame, string][] = [
    [
      untyped(clicks.select('user_id', col('amount').multiply(2).as('twice'))),
      'SELECT user_id, amount * 2 AS twice FROM clicks',
    ],
    [
      untyped(clicks.filter(col('action').eq('purchase')).select('*')),
      "SELECT * FROM clicks WHERE action = 'purchase'",
    ],
    [
      untyped(clicks.groupBy('action').agg(f.count('*').as('n'), f.sum('amount').as('total'))),
      'SELECT action, count(*) AS n, sum(amount) AS total FROM clicks GROUP BY action',
    ],
    [
      untyped(clicks.select(f.upper('action').as('u'), f.coalesce('amount', f.lit(0.5)).as('c'))),
      'SELECT upper(action) u, coalesce(amount, 0.5D) c FROM clicks',
    ],
    [
      untyped(clicks.select(f.when(col('amount').gt(100), 'large').otherwise('small').as('size'))),
      "SELECT CASE WHEN amount > 100 THEN 'large' ELSE 'small' END AS size FROM clicks",
    ],
    [
      untyped(
        clicks.select(
          col('amount').between(1, 5).as('b'),
          col('action').isin('a', 'b').as('i'),
          col('action').like('p%').as('l'),
        ),
      ),
      "SELECT amount BETWEEN 1 AND 5 AS b, action IN ('a', 'b') AS i, action LIKE 'p%' AS l FROM clicks",
    ],
    [
      untyped(clicks.select(col('amount').cast('INT').as('i'), col('action').tryCast('INT').as('t'))),
      'SELECT CAST(amount AS INT) i, TRY_CAST(action AS INT) t FROM clicks',
    ],
    [
      untyped(clicks.select(f.dateTrunc('hour', 'timestamp').as('h'), f.year('timestamp').as('y'))),
      "SELECT date_trunc('hour', timestamp) h, year(timestamp) y FROM clicks",
    ],
  ];
  for (const [frame, sql] of pairs) {
    const expected = session.sql(sql);
    assert.deepEqual(frame.dtypes, expected.dtypes, sql);
    assert.deepEqual(normalised(frame.plan), normalised(expected.plan), sql);
  }
});

test('a windowed count has the columns Spark gives it', async () => {
  const { clicks } = await setup();
  const counts = clicks
    .filter("action = 'purchase'")
    .withWatermark('timestamp', '10 minutes')
    .groupBy(f.window('timestamp', '10 minutes', '5 minutes'), 'user_id')
    .agg(f.count('*').as('n'), f.sum('amount').as('total'));
  assert.deepEqual(counts.dtypes, [
    ['window', 'struct<start:timestamp,end:timestamp>'],
    ['user_id', 'bigint'],
    ['n', 'bigint'],
    ['total', 'double'],
  ]);
  assert.equal(counts.isStreaming, true);
});

test('columns are added, replaced, renamed and dropped by Spark rules', async () => {
  const { table } = await setup();
  assert.deepEqual(table.withColumns({ USER_ID: f.lit(2), c: f.lit('x') }).dtypes, [
    ['USER_ID', 'int'],
    ['country', 'string'],
    ['c', 'string'],
  ]);
  assert.deepEqual(table.withColumnRenamed('user_id', 'id').columns, ['id', 'country']);
  assert.deepEqual(table.withColumnsRenamed({ user_id: 'country', country: 'user_id' }).columns, [
    'user_id',
    'user_id',
  ]);
  assert.deepEqual(table.drop('COUNTRY', 'nope').columns, ['user_id']);
  assert.deepEqual(table.drop(col('country')).columns, ['user_id']);
});

test('renaming and selecting keep the watermark of a column', async () => {
  const { clicks } = await setup();
  const renamed = clicks.withWatermark('timestamp', '1 minute').withColumnRenamed('timestamp', 'at');
  const [attribute] = renamed.select('at').groupBy('at').count().plan.kind === 'Aggregate' ? ['ok'] : [];
  assert.equal(attribute, 'ok');
  assert.match(JSON.stringify(renamed.plan), /"watermarkDelayMs":60000/);
});

test('joins take names, conditions and every word for a type', async () => {
  const { clicks, table } = await setup();
  assert.deepEqual(clicks.join(table, 'user_id').columns, ['user_id', 'action', 'amount', 'timestamp', 'country']);
  const onCondition = clicks.alias('c').join(table.alias('u'), col('c.user_id').eq(col('u.user_id')), 'left_outer');
  assert.deepEqual(onCondition.columns, ['user_id', 'action', 'amount', 'timestamp', 'user_id', 'country']);
  assert.deepEqual(clicks.join(table, ['user_id'], 'leftsemi').columns, clicks.columns);
  const byFrame = clicks.join(table, clicks.col('user_id').eq(table.col('user_id')));
  assert.equal(byFrame.columns.length, 6);
  assert.equal(clicks.crossJoin(table).columns.length, 6);
  assert.throws(() => clicks.join(table, 'user_id', 'sideways' as 'left'), { condition: 'UNSUPPORTED_JOIN_TYPE' });
});

test('grouping by rollup and cube lists the sets, widest first', async () => {
  const { table } = await setup();
  const rollup = table.rollup('user_id', 'country').count();
  const cube = table.cube('user_id', 'country').count();
  assert.deepEqual(rollup.columns, ['user_id', 'country', 'count']);
  const projections = (plan: LogicalPlan): number =>
    plan.kind === 'Expand' ? plan.projections.length : 'child' in plan ? projections(plan.child) : 0;
  assert.equal(projections(rollup.plan), 3);
  assert.equal(projections(cube.plan), 4);
});

test('sum() without names takes the numeric columns that are not grouped by', async () => {
  const { clicks } = await setup();
  assert.deepEqual(clicks.groupBy('action').sum().columns, ['action', 'sum(user_id)', 'sum(amount)']);
  assert.deepEqual(clicks.groupBy('user_id').mean('amount').columns, ['user_id', 'avg(amount)']);
  const byText = (clicks.groupBy('user_id') as unknown as { sum(name: string): unknown }).sum.bind(
    clicks.groupBy('user_id'),
  );
  assert.throws(() => byText('action'), { condition: 'NOT_NUMERIC_COLUMN' });
});

test('errors come where Spark raises them', async () => {
  const { session, clicks, table } = await setup();
  const wild = untyped(clicks);
  assert.throws(() => wild.select('usr_id'), { condition: 'UNRESOLVED_COLUMN.WITH_SUGGESTION' });
  assert.throws(() => wild.dropDuplicates(['usr_id']), { condition: 'UNRESOLVED_COLUMN_AMONG_FIELD_NAMES' });
  assert.throws(() => untyped(table).unionByName(wild), { condition: 'UNRESOLVED_COLUMN_AMONG_FIELD_NAMES' });
  assert.throws(() => wild.limit(-1), { condition: 'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE' });
  assert.throws(() => wild.withWatermark('timestamp', 'soon'), {
    condition: 'INVALID_INTERVAL_FORMAT.UNRECOGNIZED_NUMBER',
  });
  assert.throws(() => table.writeStream, { condition: 'WRITE_STREAM_NOT_ALLOWED' });
  assert.throws(() => table.createOrReplaceTempView('a.b'), { condition: 'TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS' });
  assert.throws(() => session.table('nope'), { condition: 'TABLE_OR_VIEW_NOT_FOUND' });
  assert.throws(() => wild.select(col('a`b')), { condition: 'PARSE_ATTRIBUTE_NAME' });
  assert.throws(() => wild.select(f.lit(Symbol('x') as unknown as string)), { condition: 'UNSUPPORTED_LITERAL_TYPE' });
  await assert.rejects(async () => wild.collect(), { condition: '_LEGACY_ERROR_TEMP_3102' });
  await assert.rejects(async () => wild.count(), { condition: '_LEGACY_ERROR_TEMP_3102' });
});

test('views can be dropped', async () => {
  const { session } = await setup();
  assert.equal(session.table('users').columns.length, 2);
  assert.equal(session.catalog.dropTempView('users'), true);
  assert.equal(session.catalog.dropTempView('users'), false);
  assert.throws(() => session.table('users'), { condition: 'TABLE_OR_VIEW_NOT_FOUND' });
});

test('collected rows are objects; take and first limit the plan', async () => {
  const { session, table, state } = await setup();
  state.rows = [
    [1n, 'DE'],
    [2n, null],
  ];
  assert.deepEqual(await table.collect(), [
    { user_id: 1n, country: 'DE' },
    { user_id: 2n, country: null },
  ]);
  assert.deepEqual(await table.first(), { user_id: 1n, country: 'DE' });
  state.rows = [[7n]];
  assert.equal(await session.table('users').count(), 7);
});

test('a user function is registered when a frame uses it, and the plan holds its name only', async () => {
  const { table, functions, session } = await setup();
  const shout = udf('Shout', { args: ['STRING'], returns: 'STRING' }, (text) => text?.toUpperCase() ?? null);
  assert.equal(functions.size, 0);
  const frame = table.select(shout('country').as('loud'));
  assert.deepEqual(frame.dtypes, [['loud', 'string']]);
  assert.equal(functions.get('shout')?.call('de'), 'DE');
  assert.deepEqual(JSON.parse(JSON.stringify(frame.plan)).projectList[0].child.name, 'shout');
  session.udf.register('twice', { args: ['INT'], returns: 'INT' }, (n) => (n === null ? null : 2 * n));
  assert.deepEqual(session.sql('SELECT twice(1) AS t').dtypes, [['t', 'int']]);
});

test('what is no column is refused with the value', async () => {
  const { table } = await setup();
  assert.throws(() => table.filter(true as never), {
    condition: 'NOT_COLUMN_OR_STR',
    params: { argType: 'boolean', value: 'true' },
  });
});

test('what is no text, no function and no column is refused by name, where no types have told', async () => {
  const { clicks } = await setup();
  const frame = clicks as unknown as {
    readonly withWatermark: (...args: readonly unknown[]) => unknown;
    readonly select: (...args: readonly unknown[]) => unknown;
    readonly writeStream: { readonly foreachBatch: (work: unknown) => unknown };
  };
  assert.throws(() => frame.withWatermark('timestamp', 600), {
    condition: 'NOT_STR',
    message:
      "[NOT_STR] Argument `delayThreshold` should be a str, got number.\nGive text: withWatermark('timestamp', '10 minutes').",
  });
  assert.throws(() => frame.withWatermark('timestamp'), { condition: 'NOT_STR', message: /got undefined/ });
  assert.throws(() => frame.withWatermark(['timestamp'], '1 minute'), { condition: 'NOT_STR', message: /got array/ });
  assert.throws(() => frame.writeStream.foreachBatch('print'), { condition: 'NOT_CALLABLE', message: /got string/ });
  assert.throws(() => frame.select(col(undefined as unknown as string)), { condition: 'NOT_COLUMN_OR_STR' });
});

test('a definition that does not return a writer is refused, with what it returns', async () => {
  const { session } = await setup();
  const returned: readonly (readonly [unknown, string])[] = [
    [session.readStream.format('json').schema(SCHEMA).load('/in'), 'a frame'],
    [Promise.resolve(), 'a promise'],
    [undefined, 'nothing'],
    [5, 'a number'],
  ];
  for (const [value, what] of returned) {
    const definition = defineQuery('clicks', () => value as never);
    assert.throws(() => definition.build(session), {
      condition: 'QUERY_DEFINITION_WITHOUT_WRITER',
      message: new RegExp(`The function of the query "clicks" returns ${what}, and not`),
    });
  }
});
