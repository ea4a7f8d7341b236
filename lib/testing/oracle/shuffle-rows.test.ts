import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OracleCase } from './oracle-case.ts';
import { dependsOnArrival, shuffleRows } from './shuffle-rows.ts';

const rows = Array.from({ length: 20 }, (_, i) => ({ i }));
const testCase: OracleCase = {
  name: 'x',
  sources: {},
  views: [],
  outputMode: 'append',
  steps: [{ add: { a: rows, b: [] } }, {}],
};

test('rows stay in their step, in an order that the seed decides', () => {
  const [first, second] = shuffleRows(testCase, 1).steps;
  const order = first?.add?.['a'] ?? [];
  assert.notDeepEqual(order, rows);
  assert.deepEqual(new Set(order), new Set(rows));
  assert.deepEqual({ ...first?.add, a: [] }, { a: [], b: [] });
  assert.deepEqual(second, {});
  assert.deepEqual(shuffleRows(testCase, 1), shuffleRows(testCase, 1));
  assert.notDeepEqual(shuffleRows(testCase, 2).steps, shuffleRows(testCase, 1).steps);
});

test('cases that keep the first of several rows are told by their words', () => {
  const views = (...list: OracleCase['views']): OracleCase => ({ ...testCase, views: list });
  assert.equal(dependsOnArrival(views({ view: 'v', sql: 'SELECT k, count(*) FROM s GROUP BY k' })), false);
  assert.equal(dependsOnArrival(views({ view: 'v', sql: 'SELECT FIRST(k) FROM s' })), true);
  assert.equal(dependsOnArrival(views({ view: 'v', from: 's', dropDuplicatesWithinWatermark: ['k'] })), true);
  assert.equal(dependsOnArrival({ ...testCase, ordered: true }), true);
});
