import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simpleString } from '../../types/data-type.ts';
import { inferPartitionFields, partitionValuesOf } from './partition-values.ts';

// The types are those that PySpark 4.3.0 gives for such folders.
test('types of partition columns', () => {
  const cases: [(string | null)[], string][] = [
    [['1', '99999999999'], 'bigint'],
    [['1', 'a'], 'string'],
    [['01', '2'], 'int'],
    [['-5', '+6'], 'int'],
    [['2020-01-01', '2020-01-02'], 'date'],
    [['2020-13-01'], 'string'],
    [['2020-01-01 10:00:00'], 'timestamp'],
    [['1970-01-01 00:00:00', '2020-01-01'], 'timestamp'],
    [['2020-01-01', '5'], 'string'],
    [['2020-01-01 10:00:00.5'], 'timestamp'],
    [['2020-01-01T10:00:00'], 'string'],
    [['2020-01-01 10:00'], 'string'],
    [['2020-1-1'], 'string'],
    [['2021-02-29'], 'string'],
    [['1.5', '2'], 'double'],
    [['1.5', '2147483648'], 'string'],
    [['1.5', '99999999999999999999'], 'string'],
    [['1e5', '3'], 'decimal(10,0)'],
    [['1.0e1'], 'decimal(2,0)'],
    [['0x1F'], 'string'],
    [['1f', '2d'], 'double'],
    [['NaN'], 'double'],
    [['true', 'false'], 'string'],
    [['1L'], 'string'],
    [['99999999999999999999'], 'decimal(20,0)'],
    [[null, '3'], 'int'],
    [[null], 'string'],
  ];
  for (const [values, type] of cases) {
    const [field] = inferPartitionFields(values.map((k) => ({ k })));
    assert.equal(field && simpleString(field.dataType), type, values.join());
  }
});

test('columns keep the order of the folders', () => {
  const fields = inferPartitionFields([partitionValuesOf(['year=2024', 'plain', 'month=01'])]);
  assert.deepEqual(
    fields.map((field) => field.name),
    ['year', 'month'],
  );
});

test('columns of folders are told by their names in any letter case, and have to be the same for all files', () => {
  const [field] = inferPartitionFields([{ Y: '1' }, {}, { y: 'x' }]);
  assert.deepEqual([field?.name, field && simpleString(field.dataType)], ['Y', 'string']);
  for (const other of [{ z: '1' }, { y: '1', z: '2' }, { z: '2', y: '1' }])
    assert.throws(() => inferPartitionFields([{ y: '1' }, other]), { condition: 'CONFLICTING_PARTITION_COLUMN_NAMES' });
});
