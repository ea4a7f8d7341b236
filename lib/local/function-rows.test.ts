import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import * as f from '../api/functions/index.ts';
import { openSession } from './query.fixture.ts';

const { col, lit } = f;

async function frame(t: TestContext) {
  const session = await openSession(t);
  return session.createDataFrame(
    [[[3, 1, 2], new Map([['a', 1]]), new Map([['b', 5]]), 'x.y', -7]],
    'xs ARRAY<INT>, m MAP<STRING, INT>, n MAP<STRING, INT>, s STRING, i INT',
  );
}

test('functions of higher order take TypeScript functions', async (t) => {
  const df = await frame(t);
  const [row] = await df
    .select(
      f.transform('xs', (x) => x.multiply(2)).as('twice'),
      f.transform('xs', (x, index) => x.plus(index)).as('shifted'),
      f.filter('xs', (x) => x.gt(col('i').plus(8))).as('large'),
      f.exists('xs', (x) => x.eq(3)).as('some'),
      f.forall('xs', (x) => x.eq(3)).as('all'),
      f.aggregate('xs', lit(10), (sum, x) => sum.plus(x)).as('sum'),
      f
        .reduce(
          'xs',
          lit(0),
          (sum, x) => sum.plus(x),
          (sum) => sum.multiply(100),
        )
        .as('hundred'),
      f.zipWith('xs', f.array(lit(1)), (x, y) => f.coalesce(y, x)).as('zipped'),
      f.arraySort('xs', (x, y) => y.minus(x)).as('down'),
      f.arraySort('xs').as('up'),
      f.transform('xs', (x) => f.aggregate('xs', lit(0), (sum, y) => sum.plus(y.multiply(x)))).as('nested'),
    )
    .collect();
  assert.deepEqual(row, {
    twice: [6, 2, 4],
    shifted: [3, 2, 4],
    large: [3, 2],
    some: true,
    all: false,
    sum: 16,
    hundred: 600,
    zipped: [1, 1, 2],
    down: [3, 2, 1],
    up: [1, 2, 3],
    nested: [18, 6, 12],
  });
  const maps = f.mapZipWith('m', 'n', (key, left, right) =>
    f.concatWs('-', key, left.cast('string'), right.cast('string')),
  );
  const [entries] = await df
    .select(
      f.mapFilter('m', (key, value) => key.eq('a').and(value.gt(1))).as('none'),
      f.transformKeys('m', (key, value) => f.concat(key, value.cast('string'))).as('keys'),
      f.transformValues('m', (_key, value) => value.plus(1)).as('values'),
      maps.as('zipped'),
    )
    .collect();
  assert.deepEqual(entries, {
    none: new Map(),
    keys: new Map([['a1', 1]]),
    values: new Map([['a', 2]]),
    zipped: new Map([
      ['a', 'a-1'],
      ['b', 'b-5'],
    ]),
  });
});

test('functions give the rows and the names that PySpark gives', async (t) => {
  const df = await frame(t);
  const result = df.select(
    f.arrayAppend('xs', 4),
    f.arrayInsert('xs', 5, 9),
    f.arrayRepeat('i', 2),
    f.get('xs', 3),
    f.mapConcat('m', 'n'),
    f.mapEntries('m'),
    f.splitPart('s', lit('.'), lit(2)),
    f.pmod('i', 3),
    f.overlay('s', lit('__'), 2),
    f.mask('s'),
    f.tryDivide('i', lit(0)),
    f.widthBucket(lit(5.0), lit(0), lit(10), 4),
  );
  assert.deepEqual(Object.entries((await result.collect())[0] ?? {}), [
    ['array_append(xs, 4)', [3, 1, 2, 4]],
    ['array_insert(xs, 5, 9)', [3, 1, 2, null, 9]],
    ['array_repeat(i, 2)', [-7, -7]],
    ['get(xs, 3)', null],
    [
      'map_concat(m, n)',
      new Map([
        ['a', 1],
        ['b', 5],
      ]),
    ],
    ['map_entries(m)', [{ key: 'a', value: 1 }]],
    ['split_part(s, ., 2)', 'y'],
    ['pmod(i, 3)', 2],
    ['overlay(s, __, 2, -1)', 'x__'],
    ['mask(s, X, x, n, NULL)', 'x.x'],
    ['try_divide(i, 0)', null],
    ['width_bucket(5, 0, 10, 4)', 3n],
  ]);
});
