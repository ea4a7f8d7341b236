import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BAD_RECORD_COLUMN, PARTITION_COLUMN } from '../../contracts/executor.ts';
import { checkProperty } from '../../testing/property/check-property.ts';
import { LongType, StringType } from '../../types/data-type.ts';
import { executorFixture, schemaOf } from '../executor-fixture.ts';

const schema = schemaOf({ id: LongType });
const options = { badRecordsPath: '/bad' };

test('documents are told apart with their places and partitions; what was rejected before is among them', async (t) => {
  const { executor } = await executorFixture(t);
  const rejected = [{ record: 'AAE=', reason: 'It does not unpack.', position: { sequenceNumber: '3' } }];
  await executor.bindInput('input', schema, {
    kind: 'json',
    documents: ['{"id":1}', '{', '{"id":2}', '{'],
    options,
    partitions: [
      { partition: 'a', rows: 2 },
      { partition: 'b', rows: 2 },
    ],
    positions: ['1', '2', '4', '5'].map((sequenceNumber) => ({ sequenceNumber })),
    rejected,
  });
  const read = schemaOf({ id: LongType, bad: StringType, partition: StringType });
  assert.deepEqual(
    await executor.query(`SELECT id, ${BAD_RECORD_COLUMN}, ${PARTITION_COLUMN} FROM input ORDER BY __ordinal`, read),
    [
      [1n, null, 'a'],
      [null, '{', 'a'],
      [2n, null, 'b'],
      [null, '{', 'b'],
    ],
  );
  const found = await executor.badRecords('input', new Map([['{', 2]]));
  assert.deepEqual(found[0], rejected[0]);
  assert.deepEqual(
    found.slice(1).map(({ record, position }) => [record, position]),
    [
      ['{', { sequenceNumber: '2' }],
      ['{', { sequenceNumber: '5' }],
    ],
  );
  const [, ...unplaced] = await executor.badRecords('input', new Map([['elsewhere', 1]]));
  assert.deepEqual(
    unplaced.map(({ record, position }) => [record, position]),
    [['elsewhere', null]],
  );
  await executor.bindInput('input', schema, { kind: 'rows', rows: [[7n]] });
  assert.deepEqual(await executor.badRecords('input', new Map()), [], 'a later batch without a quarantine has none');
});

test('whatever bytes lie between good lines, the good ones are read and nothing fails', async (t) => {
  const { executor, file } = await executorFixture(t);
  const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes.filter((b) => b !== 10 && b !== 13)));
  const line = fc.oneof(
    fc.nat(1000).map((id) => ({ id, bytes: Buffer.from(`{"id":${id}}`) })),
    fc
      .oneof(
        noise,
        fc.string().map((text) => Buffer.from(text.replaceAll(/[\r\n]/g, ''))),
      )
      .map((bytes) => ({ id: undefined, bytes })),
  );
  await checkProperty(fc.array(line, { maxLength: 30 }), async (lines) => {
    const path = file('noise.json', Buffer.concat(lines.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])));
    const files = [{ path, partitionValues: {} }];
    await executor.bindInput('noisy', schema, { kind: 'files', format: 'json', options, files });
    const good = await executor.query(`SELECT id FROM noisy WHERE id IS NOT NULL ORDER BY __ordinal`, schema);
    assert.deepEqual(
      good.map(([id]) => Number(id)),
      lines.flatMap(({ id }) => (id === undefined ? [] : [id])),
    );
    const bad = await executor.query(
      `SELECT ${BAD_RECORD_COLUMN}, count(*) FROM noisy WHERE ${BAD_RECORD_COLUMN} IS NOT NULL GROUP BY ALL`,
      schemaOf({ record: StringType, rows: LongType }),
    );
    const found = await executor.badRecords('noisy', new Map(bad.map(([text, rows]) => [String(text), Number(rows)])));
    const numbers = found.map(({ position }) => (position as { line: number } | null)?.line);
    assert.equal(new Set(numbers).size, found.length, 'each line is placed once');
    for (const number of numbers) assert.equal(lines[(number ?? 0) - 1]?.id, undefined);
  });
});
