import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StateTable } from '../contracts/index.ts';
import { CheckpointError } from '../errors/index.ts';
import { checkStateSchemas, type StateOperator, stateSchemas } from './schema-check.ts';

const tableOf = (columns: string, keyColumns: readonly string[]): StateTable => ({
  operatorId: 0,
  name: 'state_0',
  columns: columns.split(', ').map((column) => {
    const [name = '', type = ''] = column.split(' ');
    return { name, type };
  }),
  keyColumns,
  evictBy: undefined,
});
const operator = (table: StateTable, operatorName = 'stateStoreSave'): StateOperator => ({
  operatorId: 0,
  operatorName,
  tables: [table],
});

const counts = operator(tableOf('k BIGINT, n BIGINT', ['k']));
const check = (stored: readonly StateOperator[], current: readonly StateOperator[]) =>
  checkStateSchemas(stateSchemas(stored), stateSchemas(current), '/ckpt');

test('the same state, and one with other names, fits', () => {
  check([], []);
  check([counts], [counts]);
  check([counts], [operator(tableOf('customer BIGINT, orders BIGINT', ['customer']))]);
});

test('other state is refused by Spark’s conditions, with before, after and the place', () => {
  const refused: readonly [readonly StateOperator[], readonly StateOperator[], string, RegExp][] = [
    [
      [counts],
      [operator(tableOf('k VARCHAR, n BIGINT', ['k']))],
      'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
      /key_schema=\[k BIGINT\] and new key_schema=\[k VARCHAR\]: table state_0 of operator 0 \(stateStoreSave\)/,
    ],
    [
      [counts],
      [operator(tableOf('k BIGINT, j BIGINT, n BIGINT', ['k', 'j']))],
      'STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE',
      /\[k BIGINT, j BIGINT\]/,
    ],
    [
      [counts],
      [operator(tableOf('k BIGINT, n BIGINT, s DOUBLE', ['k']))],
      'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE',
      /value_schema=\[n BIGINT\] and new value_schema=\[n BIGINT, s DOUBLE\]/,
    ],
    [
      [counts],
      [operator(counts.tables[0] ?? tableOf('', []), 'dedupe')],
      'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA',
      /metadata: \[\(OperatorId: 0 -> OperatorName: stateStoreSave\)\]; .*dedupe\)\]/,
    ],
    [[counts], [], 'STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', /current batch: \[\]/],
    [[], [counts], 'STREAMING_STATEFUL_OPERATOR_MISSING_STATE_DIRECTORY', /stateStoreSave\)\]\. This typically/],
  ];
  for (const [stored, current, condition, message] of refused)
    assert.throws(
      () => check(stored, current),
      (error) => {
        assert.ok(error instanceof CheckpointError);
        assert.equal(error.condition, condition);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /<\w+>/);
        return true;
      },
    );
});
