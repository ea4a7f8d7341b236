import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareResults, sameValue } from './compare.ts';
import type { OracleResult } from './oracle-case.ts';

const result = (batch: Partial<NonNullable<NonNullable<OracleResult['steps']>[number]>['batches'][number]>) => ({
  columns: [{ name: 'k', type: 'string' }],
  steps: [{ batches: [{ batch: 0, rows: [['a'], ['b']], stateRows: [2], ...batch }] }],
});

test('rows are a multiset unless the case is ordered', () => {
  const swapped = result({ rows: [['b'], ['a']] });
  assert.equal(compareResults(swapped, result({}), false).everything, true);
  assert.equal(compareResults(swapped, result({}), true).rows, false);
  assert.equal(compareResults(result({ rows: [['a'], ['a']] }), result({}), false).rows, false);
});

test('a difference besides the rows leaves the rows in agreement', () => {
  const { rows, everything, differences } = compareResults(result({ stateRows: [3] }), result({}), false);
  assert.deepEqual({ rows, everything }, { rows: true, everything: false });
  assert.deepEqual(differences, ['result.steps.0.batches.0.stateRows.0: 3 instead of 2']);
});

test('a missing batch, another column type and another condition are differences of the rows', () => {
  assert.equal(compareResults({ ...result({}), steps: [{ batches: [] }] }, result({}), false).rows, false);
  assert.equal(compareResults({ ...result({}), columns: [{ name: 'k', type: 'int' }] }, result({}), false).rows, false);
  const fault = { phase: 'start', error: 'A', message: 'x' } as const;
  assert.equal(compareResults({ ...fault, error: 'B' }, fault, false).rows, false);
  assert.equal(compareResults({ ...fault, message: 'y' }, fault, false).rows, true);
});

test('doubles agree within the tolerance, integers exactly where they are small', () => {
  assert.equal(sameValue([0.1 + 0.2], [0.3]), true);
  assert.equal(sameValue(1.0001, 1), false);
  assert.equal(sameValue({ bigint: '1' }, { bigint: '2' }), false);
  assert.equal(sameValue([1], { 0: 1 }), false);
});
