import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as F from '../api/functions/index.ts';
import { StreamSession } from './stream-session.ts';

test('functions under their other names do what they say', async () => {
  await using session = await StreamSession.create();
  const { lit } = F;
  const [row] = await session
    .range(1)
    .select(
      F.ucase(lit('aé')).as('ucase'),
      F.charLength(lit('abc')).as('length'),
      F.substr(lit('Spark SQL'), lit(5), lit(1)).as('substr'),
      F.position(lit('bar'), lit('foobar')).as('position'),
      F.power(lit(2), 3).as('power'),
      F.shiftLeft(lit(1), 3).as('shift'),
      F.dateDiff(lit('2020-01-05'), lit('2020-01-01')).as('days'),
      F.extract(lit('YEAR'), lit(new Date('2020-01-02T00:00:00Z'))).as('year'),
      F.timestampDiff('hour', lit(new Date(0)), lit(new Date(7_200_000))).as('hours'),
      F.typeof(lit(1)).as('type'),
      F.toCsv(F.struct(lit(1).as('a'), lit('x').as('b')), { sep: ';' }).as('csv'),
      F.fromCsv(lit('1;x'), 'a INT, b STRING', { sep: ';' }).as('row'),
      F.schemaOfCsv('1,x').as('csvSchema'),
      F.schemaOfJson('{"a": 1}').as('jsonSchema'),
      F.currentDatabase().as('database'),
    )
    .collect();
  assert.deepEqual(row, {
    ...{ ucase: 'AÉ', length: 3, substr: 'k', position: 4, power: 8, shift: 8, days: 4, year: 2020, hours: 2n },
    ...{ type: 'int', csv: '1;x', row: { a: 1, b: 'x' }, csvSchema: 'STRUCT<_c0: INT, _c1: STRING>' },
    ...{ jsonSchema: 'STRUCT<a: BIGINT>', database: 'default' },
  });
});

test('aggregates and generators under their other names', async () => {
  await using session = await StreamSession.create();
  const frame = session.createDataFrame([['a', 1, '{"x": 1, "y": "z"}']], 'k STRING, n INT, j STRING');
  const aggregates = frame.agg(
    F.arrayAgg('n').as('all'),
    F.every(F.col('n').gt(0)).as('every'),
    F.listaggDistinct('k', ',').as('k'),
  );
  assert.deepEqual(await aggregates.collect(), [{ all: [1], every: true, k: 'a' }]);
  assert.deepEqual(
    await F.broadcast(frame)
      .select(F.jsonTuple('j', 'x', 'y'))
      .collect(),
    [{ c0: '1', c1: 'z' }],
  );
  const none = frame.select(F.inlineOuter(F.expr('filter(array(struct(1 AS a)), s -> s.a > 1)')));
  assert.deepEqual(await none.collect(), [{ a: null }]);
});
