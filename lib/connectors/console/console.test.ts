import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LongType, StringType, structField, structType, TimestampType } from '../../types/data-type.ts';
import { type Row, Timestamp } from '../../types/value.ts';
import { ManualClock } from '../../util/clock.ts';
import { SampleBatch } from '../sample-batch.fixture.ts';
import { consoleSinkProvider } from './provider.ts';

const idSchema = structType([structField('id', LongType)]);

async function printed(
  options: Record<string, string>,
  batches: readonly (readonly Row[])[],
  schema = idSchema,
  timeZone?: string,
): Promise<string> {
  let output = '';
  const provider = consoleSinkProvider((text) => {
    output += text;
  });
  const conf: Record<string, string> = timeZone === undefined ? {} : { 'spark.sql.session.timeZone': timeZone };
  const sink = await provider.create({
    format: 'console',
    options,
    schema,
    partitionBy: [],
    outputMode: 'append',
    queryId: 'q',
    queryName: undefined,
    context: { clock: new ManualClock(), fileSystems: [], conf },
  });
  for (const [batchId, rows] of batches.entries()) await sink.addBatch(new SampleBatch({ batchId, schema, rows }));
  return output;
}

// As PySpark 4.3.0 prints it, the line break after the footer included.
test('batches look as in Spark', async () => {
  assert.equal(
    await printed({ numRows: '2' }, [[[1n], [2n], [3n]], []]),
    [
      '-------------------------------------------',
      'Batch: 0',
      '-------------------------------------------',
      '+---+',
      '| id|',
      '+---+',
      '|  1|',
      '|  2|',
      '+---+',
      'only showing top 2 rows',
      '-------------------------------------------',
      'Batch: 1',
      '-------------------------------------------',
      '+---+',
      '| id|',
      '+---+',
      '+---+',
      '',
      '',
    ].join('\n'),
  );
});

test('truncate is true, false or a number', async () => {
  const schema = structType([structField('s', StringType)]);
  const rows = [[['abcdefghijklmnopqrstuvwxyz']]];
  assert.match(await printed({}, rows, schema), /\|abcdefghijklmnopq\.\.\.\|/);
  assert.match(await printed({ truncate: 'FALSE' }, rows, schema), /\|abcdefghijklmnopqrstuvwxyz\|/);
  assert.match(await printed({ truncate: '5' }, rows, schema), /\|ab\.\.\.\|/);
  await assert.rejects(printed({ truncate: 'no' }, rows, schema), {
    condition: 'INVALID_OPTION',
    message: /Allowed: true \(20 characters\), false, or a number/,
  });
  await assert.rejects(printed({ numRows: 'x' }, rows, schema), { condition: 'INVALID_OPTION' });
  await assert.rejects(printed({ numrow: '3' }, rows, schema), { message: /Did you mean "numRows"/ });
});

test('timestamps are in the session time zone', async () => {
  const schema = structType([structField('t', TimestampType)]);
  const rows = [[[new Timestamp(0n)]]];
  assert.match(await printed({}, rows, schema), /\|1970-01-01 00:00:00\|/);
  assert.match(await printed({}, rows, schema, 'Asia/Tokyo'), /\|1970-01-01 09:00:00\|/);
});
