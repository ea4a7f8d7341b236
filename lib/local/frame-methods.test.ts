import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  ascNullsLast,
  col,
  collectList,
  count,
  descNullsFirst,
  expr,
  first,
  max,
  sum,
} from '../api/functions/index.ts';
import { MillraceError } from '../errors/index.ts';
import type { Value } from '../types/value.ts';
import { openSession, rejectionOf } from './query.fixture.ts';

/** Rows as plain values; what is expected below is what Spark 4.3 gives for the same calls. */
async function rowsOf(frame: { collect(): Promise<readonly object[]> }): Promise<readonly (readonly Value[])[]> {
  const rows = await frame.collect();
  return rows.map((row) => Object.values(row).map((value) => (typeof value === 'bigint' ? Number(value) : value)));
}

async function setUp(t: TestContext) {
  const session = await openSession(t);
  const df = session.createDataFrame(
    [
      ['a', 1, 1.5, true, null],
      [null, null, Number.NaN, null, 5n],
      ['b', 3, null, false, 7n],
    ],
    's STRING, i INT, d DOUBLE, b BOOLEAN, l BIGINT',
  );
  return { session, df };
}

const raised = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof MillraceError) return error.condition;
    throw error;
  }
  return 'nothing';
};

test('na.fill fills columns of the kind of the value, and NaN as null', async (t) => {
  const { df } = await setUp(t);
  const [a, n, b] = await rowsOf(df.na.fill(9.7));
  assert.deepEqual(
    [a, n, b],
    [
      ['a', 1, 1.5, true, 9],
      [null, 9, 9.7, null, 5],
      ['b', 3, 9.7, false, 7],
    ],
  );
  assert.deepEqual((await rowsOf(df.fillna('x', 's')))[1], ['x', null, Number.NaN, null, 5]);
  assert.deepEqual((await rowsOf(df.fillna(true)))[1], [null, null, Number.NaN, true, 5]);
  assert.deepEqual(
    (await rowsOf(df.na.fill({ i: 4, s: 'z', l: 2.9 }))).map(([s, i, , , l]) => [s, i, l]),
    [
      ['a', 1, 2],
      ['z', 4, 5],
      ['b', 3, 7],
    ],
  );
  assert.equal(
    raised(() => df.na.fill(4, 'nope' as 'i')),
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  );
});

test('na.drop drops rows by the number of their values', async (t) => {
  const { df } = await setUp(t);
  const names = async (frame: { collect(): Promise<readonly object[]> }) => (await rowsOf(frame)).map(([s]) => s);
  assert.deepEqual(await names(df.na.drop()), []);
  assert.deepEqual(await names(df.na.drop('all')), ['a', null, 'b']);
  assert.deepEqual(await names(df.dropna({ thresh: 3 })), ['a', 'b']);
  assert.deepEqual(await names(df.na.drop('any', ['i', 'd'])), ['a']);
  assert.equal(
    raised(() => df.na.drop('some' as 'any')),
    'VALUE_NOT_ALLOWED',
  );
});

test('na.replace replaces values in columns of their kind', async (t) => {
  const { df } = await setUp(t);
  assert.deepEqual((await rowsOf(df.replace(1, 10)))[0], ['a', 10, 1.5, true, null]);
  assert.deepEqual(
    (await rowsOf(df.na.replace(['a', 'b'], ['x', 'y'], 's'))).map(([s]) => s),
    ['x', null, 'y'],
  );
  assert.deepEqual(
    (await rowsOf(df.na.replace([1, 3], 7))).map(([, i]) => i),
    [7, null, 7],
  );
  assert.deepEqual((await rowsOf(df.na.replace('a', null)))[0], [null, 1, 1.5, true, null]);
  assert.deepEqual(
    (
      await rowsOf(
        df.na.replace(
          new Map([
            [1, 10],
            [3, 30],
          ]),
        ),
      )
    ).map(([, i]) => i),
    [10, null, 30],
  );
  assert.equal(
    raised(() => df.na.replace(1, 'x')),
    'MIXED_TYPE_REPLACEMENT',
  );
  assert.equal(
    raised(() => df.na.replace([1, 2], [3])),
    'LENGTH_SHOULD_BE_THE_SAME',
  );
});

test('agg takes functions by column', async (t) => {
  const { df } = await setUp(t);
  const total = df.agg({ i: 'max', l: 'mean', '*': 'count' });
  assert.deepEqual(total.columns, ['max(i)', 'avg(l)', 'count(1)']);
  assert.deepEqual(await rowsOf(total), [[3, 6, 3]]);
  const grouped = df.groupBy('s').agg({ i: 'max' }).orderBy('s');
  assert.deepEqual(await rowsOf(grouped), [
    [null, null],
    ['a', 1],
    ['b', 3],
  ]);
  assert.equal(
    raised(() => df.agg({ i: 'nofn' })),
    'UNRESOLVED_ROUTINE',
  );
});

test('describe and summary give statistics as text', async (t) => {
  const { df } = await setUp(t);
  assert.deepEqual(await rowsOf(df.describe('i', 's')), [
    ['count', '2', '2'],
    ['mean', '2.0', null],
    ['stddev', '1.4142135623730951', null],
    ['min', '1', 'a'],
    ['max', '3', 'b'],
  ]);
  assert.deepEqual(await rowsOf(df.drop('d').summary('count', '50%', 'count_distinct')), [
    ['count', '2', '2', '2'],
    ['50%', null, '1', '5'],
    ['count_distinct', '2', '2', '2'],
  ]);
  assert.deepEqual([(await df.summary().collect()).length, await df.summary().count()], [8, 8]);
  assert.equal(
    raised(() => df.summary('foo')),
    'UNRECOGNIZED_STATISTIC',
  );
});

test('unpivot makes rows of columns', async (t) => {
  const { df } = await setUp(t);
  const rows = df.unpivot('s', ['i', 'l'], 'var', 'val');
  assert.deepEqual(rows.dtypes, [
    ['s', 'string'],
    ['var', 'string'],
    ['val', 'bigint'],
  ]);
  assert.deepEqual(await rowsOf(rows), [
    ['a', 'i', 1],
    ['a', 'l', null],
    [null, 'i', null],
    [null, 'l', 5],
    ['b', 'i', 3],
    ['b', 'l', 7],
  ]);
  assert.equal((await df.unpivot(['s', 'b'], null, 'var', 'val').collect()).length, 9);
  const named = df.unpivot('s', [col('i').as('ii'), expr('l + 1')], 'var', 'val');
  assert.deepEqual((await rowsOf(named)).slice(2, 4), [
    [null, 'ii', null],
    [null, '(l + 1)', 6],
  ]);
  assert.equal(
    raised(() => df.unpivot('s', ['i', 'b'], 'var', 'val')),
    'UNPIVOT_VALUE_DATA_TYPE_MISMATCH',
  );
  assert.equal(
    raised(() => df.unpivot('s', [], 'var', 'val')),
    'UNPIVOT_REQUIRES_VALUE_COLUMNS',
  );
});

test('pivot makes columns of values', async (t) => {
  const { df } = await setUp(t);
  const counts = df.groupBy('s').pivot('b', [true, false]).count().orderBy('s');
  assert.deepEqual(counts.columns, ['s', 'true', 'false']);
  assert.deepEqual(await rowsOf(counts), [
    [null, null, null],
    ['a', 1, null],
    ['b', null, 1],
  ]);
  const both = df.groupBy('s').pivot('b', [true, false]).agg(sum('i').as('t'), max('d'));
  assert.deepEqual(both.columns, ['s', 'true_t', 'true_max(d)', 'false_t', 'false_max(d)']);
  const lists = df.groupBy('s').pivot('b', [true]).agg(collectList('i')).orderBy('s');
  assert.deepEqual(await rowsOf(lists), [
    [null, []],
    ['a', [1]],
    ['b', []],
  ]);
  assert.deepEqual(await rowsOf(df.groupBy('s').pivot('b', [null]).count().orderBy('s')), [
    [null, 1],
    ['a', null],
    ['b', null],
  ]);
  assert.deepEqual(await rowsOf(df.groupBy('i').pivot('b', [true]).agg(first('s')).orderBy('i')), [
    [null, null],
    [1, 'a'],
    [3, null],
  ]);
  assert.equal(
    raised(() => df.groupBy('s').pivot('b', [true]).pivot('i', [1])),
    'REPEATED_CLAUSE',
  );
  assert.equal(
    raised(() => df.groupBy('b').pivot('i', [1]).agg(col('l'))),
    '_LEGACY_ERROR_TEMP_1006',
  );
  assert.equal(
    raised(() => df.rollup('b').pivot('i', [1])),
    '_LEGACY_ERROR_TEMP_3064',
  );
  assert.equal(
    raised(() => Reflect.apply(df.groupBy('b').pivot, df.groupBy('b'), ['i'])),
    'NOT_IMPLEMENTED',
  );
});

test('groupingSets groups by each set', async (t) => {
  const { df } = await setUp(t);
  const sets = df.groupingSets([['s'], ['b'], []], 's', 'b').agg(count('*').as('n'), expr('grouping_id()').as('g'));
  assert.deepEqual((await rowsOf(sets)).map((row) => JSON.stringify(row)).sort(), [
    '["a",null,1,1]',
    '["b",null,1,1]',
    '[null,false,1,2]',
    '[null,null,1,1]',
    '[null,null,1,2]',
    '[null,null,3,3]',
    '[null,true,1,2]',
  ]);
  assert.equal(
    raised(() => df.groupingSets([['i']], 's')),
    'UNRESOLVED_COLUMN_AMONG_FIELD_NAMES',
  );
});

test('to brings a frame into a schema', async (t) => {
  const { df } = await setUp(t);
  const to = df.to('L STRING, i BIGINT, x INT');
  assert.deepEqual(to.dtypes, [
    ['L', 'string'],
    ['i', 'bigint'],
    ['x', 'int'],
  ]);
  assert.deepEqual(await rowsOf(to), [
    [null, 1, null],
    ['5', null, null],
    ['7', 3, null],
  ]);
  assert.deepEqual(await rowsOf(df.to('l INT')), [[null], [5], [7]]);
  assert.equal(
    raised(() => df.to('x INT NOT NULL')),
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  );
  assert.equal(
    raised(() => df.to('i INT NOT NULL')),
    'NULLABLE_COLUMN_OR_FIELD',
  );
  assert.equal(
    raised(() => df.to('s BOOLEAN')),
    'INVALID_COLUMN_OR_FIELD_DATA_TYPE',
  );
  assert.equal(
    raised(() => df.select(col('s'), col('s')).to('s STRING')),
    'AMBIGUOUS_COLUMN_OR_FIELD',
  );
});

test('sets of rows', async (t) => {
  const { df } = await setUp(t);
  const keys = df.select('s');
  const names = async (frame: { collect(): Promise<readonly object[]> }) =>
    (await rowsOf(frame)).map(([s]) => String(s)).sort();
  assert.deepEqual(await names(keys.union(keys).exceptAll(keys)), ['a', 'b', 'null']);
  assert.deepEqual(await names(keys.union(keys).subtract(keys.limit(1))), ['b', 'null']);
  assert.deepEqual(await names(keys.union(keys).intersect(keys)), ['a', 'b', 'null']);
  assert.equal((await keys.union(keys).intersectAll(keys.union(keys)).collect()).length, 6);
  const missing = df.select('s', 'i').unionByName(df.select('i', 'd'), true);
  assert.deepEqual(missing.columns, ['s', 'i', 'd']);
  assert.equal((await missing.collect()).length, 6);
});

test('joins by several columns, several conditions, and none', async (t) => {
  const { session, df } = await setUp(t);
  const names = session.createDataFrame([['a', 1, 'x']], 's STRING, i INT, name STRING');
  assert.deepEqual(
    (await rowsOf(df.join(names, ['s', 'i'], 'left').orderBy('l'))).map(([s, , , , , name]) => [s, name]),
    [
      ['a', 'x'],
      [null, null],
      ['b', null],
    ],
  );
  const [x, y] = [df.alias('x'), names.alias('y')];
  assert.equal(await x.join(y, [col('x.s').eq(col('y.s')), col('x.i').eq(col('y.i'))]).count(), 1);
  assert.equal(await df.join(names.select('name')).count(), 3);
});

test('rows, first to last', async (t) => {
  const { df } = await setUp(t);
  const keys = df.select('i');
  assert.deepEqual([await keys.head(), await keys.head(1), await keys.tail(1)], [{ i: 1 }, [{ i: 1 }], [{ i: 3 }]]);
  assert.deepEqual(
    [await keys.isEmpty(), await keys.limit(0).isEmpty(), await keys.limit(0).first()],
    [false, true, undefined],
  );
  assert.deepEqual(await rowsOf(keys.offset(1)), [[null], [3]]);
  const rows: unknown[] = [];
  for await (const row of keys.toLocalIterator()) rows.push(row);
  await keys.foreach((row) => void rows.push(row));
  assert.deepEqual(rows, [{ i: 1 }, { i: null }, { i: 3 }, { i: 1 }, { i: null }, { i: 3 }]);
  assert.deepEqual(await rowsOf(df.select('s', 'i').toJSON()), [['{"s":"a","i":1}'], ['{}'], ['{"s":"b","i":3}']]);
  assert.deepEqual(df.select('s', 'i').toDF('x', 'y').columns, ['x', 'y']);
  assert.equal(
    raised(() => df.toDF('x')),
    'ASSIGNMENT_ARITY_MISMATCH',
  );
  assert.equal(
    raised(() => df.limit(1.5)),
    'INVALID_LIMIT_LIKE_EXPRESSION.DATA_TYPE',
  );
  assert.equal(
    raised(() => df.offset(-1)),
    'INVALID_LIMIT_LIKE_EXPRESSION.IS_NEGATIVE',
  );
  assert.equal((await df.dropDuplicates('s', 'i').collect()).length, 3);
  assert.equal(df.sparkSession.conf.get('spark.sql.session.timeZone'), 'UTC');
});

test('sample keeps about the share, the same rows for a seed', async (t) => {
  const { session } = await setUp(t);
  const numbers = session.range(2000);
  const kept = await numbers.sample(0.25, 7).count();
  assert.ok(kept > 400 && kept < 600, String(kept));
  assert.equal(await numbers.sample(0.25, 7).count(), kept);
  assert.deepEqual([await numbers.sample(0).count(), await numbers.sample(1).count()], [0, 2000]);
  assert.equal(
    raised(() => numbers.sample(1.5)),
    'INVALID_SAMPLE_FRACTION',
  );
});

test('what changes nothing here still refuses what Spark refuses', async (t) => {
  const { df } = await setUp(t);
  const same = df.repartition(3).repartition('s').coalesce(1).hint('broadcast').cache().persist().unpersist();
  assert.deepEqual(await rowsOf(same), await rowsOf(df));
  assert.equal(
    raised(() => df.repartition(0)),
    'INVALID_NUM_PARTITIONS',
  );
  assert.equal(
    raised(() => df.repartition('nope')),
    'UNRESOLVED_COLUMN.WITH_SUGGESTION',
  );
});

test("Spark's names that are not there are refused with what to do instead", async (t) => {
  const { session, df } = await setUp(t);
  for (const [owner, name] of [
    [df, 'toPandas'],
    [df, 'mapPartitions'],
    [df.groupBy('s'), 'applyInPandas'],
    [df.write, 'saveAsTable'],
    [session.catalog, 'listDatabases'],
    [session, 'newSession'],
    [session.read, 'orc'],
    [col('s'), 'over'],
  ] as const) {
    const method = (owner as unknown as Record<string, () => unknown>)[name];
    assert.throws(() => method?.(), { condition: 'NOT_IMPLEMENTED' }, name);
  }
  assert.throws(() => (df as unknown as { rdd: unknown }).rdd, /There are no RDDs/);
  assert.throws(() => Reflect.apply(session.createDataFrame, session, [[['a']], ['s']]), {
    condition: 'NOT_IMPLEMENTED',
  });
  assert.deepEqual(await rowsOf(df.select('i').orderBy(descNullsFirst('i'))), [[null], [3], [1]]);
  assert.deepEqual(await rowsOf(df.select('i').orderBy(ascNullsLast('i'))), [[1], [3], [null]]);
});

test('on streams the calls are what they are in Spark', async (t) => {
  const { session, df } = await setUp(t);
  const stream = session.readStream.format('rate').load();
  const start = (frame: { writeStream: typeof stream.writeStream }, mode: 'append' | 'complete' = 'append') =>
    frame.writeStream.format('noop').outputMode(mode).trigger({ once: true }).start();
  for (const frame of [
    stream.repartition(2),
    stream.coalesce(1),
    stream.hint('broadcast'),
    stream.unpivot('timestamp', ['value'], 'a', 'b'),
    stream.na.fill(3).na.drop(),
  ])
    await (await start(frame as never)).awaitTermination();
  await (await start(stream.describe() as never, 'complete')).awaitTermination();
  for (const frame of [stream.sample(0.5), stream.offset(1), stream.exceptAll(stream)])
    assert.equal((await rejectionOf(start(frame as never))).condition, '_LEGACY_ERROR_TEMP_3102');
  assert.equal(
    raised(() => stream.cache()),
    '_LEGACY_ERROR_TEMP_3102',
  );
  assert.equal((await rejectionOf(stream.isEmpty())).condition, '_LEGACY_ERROR_TEMP_3102');
  assert.equal(
    raised(() => stream.write),
    'CALL_ON_STREAMING_DATASET_UNSUPPORTED',
  );
  assert.equal(
    raised(() => Reflect.apply(stream.groupBy('value').pivot, stream.groupBy('value'), ['value'])),
    '_LEGACY_ERROR_TEMP_3063',
  );
  const pivoted = stream.groupBy('timestamp').pivot('value', [1, 2]).count();
  assert.equal((await rejectionOf(start(pivoted as never, 'complete'))).condition, '_LEGACY_ERROR_TEMP_3102');
  assert.equal(df.isStreaming, false);
});

test('the session: ranges, views, rows with wrong names', async (t) => {
  const { session, df } = await setUp(t);
  assert.deepEqual(await rowsOf(session.range(3)), [[0], [1], [2]]);
  assert.deepEqual(await rowsOf(session.range(5, 1, -2)), [[5], [3]]);
  assert.equal(
    raised(() => session.range(1, 5, 0)),
    'INVALID_RANGE',
  );
  assert.match(session.version, /^\d+\.\d+\.\d+$/);
  df.createOrReplaceTempView('v1');
  session.readStream.format('rate').load().createOrReplaceTempView('V2');
  assert.deepEqual(
    session.catalog.listTables().map(({ name, isStreaming }) => [name, isStreaming]),
    [
      ['v1', false],
      ['v2', true],
    ],
  );
  assert.deepEqual([session.catalog.tableExists('V1'), session.catalog.tableExists('nope')], [true, false]);
  assert.deepEqual(session.catalog.listColumns('v1')[0], { name: 's', dataType: 'string', nullable: true });
  assert.equal(
    raised(() => df.createTempView('v1')),
    'TEMP_TABLE_OR_VIEW_ALREADY_EXISTS',
  );
  assert.deepEqual([session.catalog.dropTempView('v1'), session.catalog.dropTempView('v1')], [true, false]);
  const misspelt = [{ a: 1, zz: 3 }] as unknown as { a: number }[];
  assert.equal(
    raised(() => session.createDataFrame(misspelt, 'a INT, b INT')),
    'UNKNOWN_COLUMN_IN_ROW',
  );
  assert.equal(
    raised(() => session.createDataFrame([[null]], 'a INT NOT NULL')),
    'FIELD_NOT_NULLABLE_WITH_NAME',
  );
});
