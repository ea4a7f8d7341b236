import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openSession } from './query.fixture.ts';

const HOUR = 'SELECT hour(timestamp_seconds(0)) AS h, CAST(timestamp_seconds(0) AS STRING) AS t';

test('a static query runs in the time zone of the session as it is then', async (t) => {
  const session = await openSession(t);
  assert.deepEqual(await session.sql(HOUR).collect(), [{ h: 0, t: '1970-01-01 00:00:00' }]);
  session.conf.set('spark.sql.session.timeZone', 'Asia/Tokyo');
  assert.deepEqual(await session.sql(HOUR).collect(), [{ h: 9, t: '1970-01-01 09:00:00' }]);
});

test('a zone that nobody knows is refused where it is set, and the one before stays', async (t) => {
  const session = await openSession(t, { conf: { 'spark.sql.session.timeZone': '+05:45' } });
  const shown = [{ h: 5, t: '1970-01-01 05:45:00' }];
  assert.deepEqual(await session.sql(HOUR).collect(), shown);
  assert.throws(() => session.conf.set('spark.sql.session.timeZone', 'Mars/Olympus'), {
    condition: 'INVALID_CONF_VALUE.TIME_ZONE',
  });
  assert.deepEqual(await session.sql(HOUR).collect(), shown);
});

test('a function that is registered later, or anew, is the one that is called', async (t) => {
  const session = await openSession(t);
  const types = { args: ['INT'], returns: 'INT' } as const;
  assert.deepEqual(await session.sql('SELECT 1 AS n').collect(), [{ n: 1 }]);
  session.udf.register('more', types, (n) => (n ?? 0) + 1);
  assert.deepEqual(await session.sql('SELECT more(1) AS n').collect(), [{ n: 2 }]);
  const running = session.sql('SELECT more(1) AS n').collect();
  session.udf.register('more', types, (n) => (n ?? 0) + 10);
  await running;
  assert.deepEqual(await session.sql('SELECT more(1) AS n').collect(), [{ n: 11 }]);
});

test('queries at the same time do not disturb each other, and one that fails does not hold up the rest', async (t) => {
  const session = await openSession(t);
  const rows = session.createDataFrame([{ n: 0 }, { n: 2 }], 'n INT');
  const results = await Promise.allSettled([
    rows.selectExpr('10 / n AS r').collect(),
    rows.selectExpr('n + 1 AS r').collect(),
    rows.count(),
  ]);
  assert.deepEqual(
    results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.condition)),
    ['DIVIDE_BY_ZERO', [{ r: 1 }, { r: 3 }], 2],
  );
});
