import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { memoryAws } from '../testing/aws/memory-aws.ts';
import { openSession, rejectionOf, temporaryFolder } from './query.fixture.ts';

async function setUp(t: TestContext) {
  const [session, folder] = [await openSession(t), await temporaryFolder(t)];
  const df = session.createDataFrame(
    [
      ['a', 1, null],
      ['b', 2, 2.5],
    ],
    'k STRING, v INT, d DOUBLE',
  );
  const schema = 'k STRING, v INT, d DOUBLE';
  const conditionOf = async (work: Promise<unknown>) => (await rejectionOf(work)).condition;
  return { session, folder, df, schema, conditionOf };
}

/** Files below a folder without what tells one write from another. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => /\.\w+$/.test(name))
    .map((name) => name.replace(/part-[^.]*/, 'part'))
    .sort();
}

test('the save modes are those of Spark', async (t) => {
  const { session, folder, df, schema, conditionOf } = await setUp(t);
  const path = join(folder, 'out');
  const count = () => session.read.schema(schema).parquet(path).count();
  await df.write.parquet(path);
  assert.equal(await conditionOf(df.write.parquet(path)), 'PATH_ALREADY_EXISTS');
  await df.write.mode('append').parquet(path);
  assert.equal(await count(), 4);
  await df.limit(1).write.mode('overwrite').parquet(path);
  assert.equal(await count(), 1);
  await df.write.mode('ignore').parquet(path);
  assert.equal(await count(), 1);
  await df.write.mode('ignore').json(join(folder, 'new'));
  assert.deepEqual(await filesIn(join(folder, 'new')), ['part.json']);
  assert.throws(() => df.write.mode('apend' as 'append'), { condition: 'INVALID_SAVE_MODE' });
  await mkdir(join(folder, 'empty'));
  assert.equal(await conditionOf(df.write.csv(join(folder, 'empty'))), 'PATH_ALREADY_EXISTS');
});

test('every format writes what Spark would read back', async (t) => {
  const { folder, df, conditionOf } = await setUp(t);
  await df.write.json(join(folder, 'json'));
  const [file = ''] = await readdir(join(folder, 'json'));
  assert.equal(await readFile(join(folder, 'json', file), 'utf8'), '{"k":"a","v":1}\n{"k":"b","v":2,"d":2.5}\n');
  await df.write.format('csv').option('header', true).option('compression', 'gzip').save(join(folder, 'csv'));
  assert.deepEqual(await filesIn(join(folder, 'csv')), ['part.csv.gz']);
  await df.select('k').write.text(join(folder, 'text'));
  assert.deepEqual(await filesIn(join(folder, 'text')), ['part.txt']);
  assert.equal(await conditionOf(df.write.text(join(folder, 't'))), 'UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE');
  assert.equal(await conditionOf(df.write.option('path', folder).save(join(folder, 'x'))), '_LEGACY_ERROR_TEMP_1307');
  assert.equal(await conditionOf(df.write.option('hedaer', true).csv(join(folder, 'x'))), 'UNKNOWN_OPTION');
  assert.equal(await conditionOf(df.select('k', 'k').write.csv(join(folder, 'x'))), 'COLUMN_ALREADY_EXISTS');
  await df.write.format('noop').mode('overwrite').save();
  assert.equal(await conditionOf(df.write.format('noop').save()), 'UNSUPPORTED_DATA_SOURCE_SAVE_MODE');
  assert.equal(await conditionOf(df.write.format('memory').save()), 'UNSUPPORTED_FEATURE.TABLE_OPERATION');
});

test('partitions are folders; dynamic overwriting leaves those that get no rows', async (t) => {
  const { folder, df, conditionOf } = await setUp(t);
  const path = join(folder, 'out');
  await df.write.partitionBy('k').csv(path);
  assert.deepEqual(await filesIn(path), ['k=a/part.csv', 'k=b/part.csv']);
  const one = df.limit(1).write.mode('overwrite').partitionBy('k');
  await one.option('partitionOverwriteMode', 'dynamic').csv(path);
  assert.deepEqual(await filesIn(path), ['k=a/part.csv', 'k=b/part.csv']);
  await one.csv(path);
  assert.deepEqual(await filesIn(path), ['k=a/part.csv']);
  assert.equal(await conditionOf(one.option('partitionOverwriteMode', 'some').csv(path)), 'INVALID_OPTION');
  assert.equal(
    await conditionOf(df.select('k').write.partitionBy('k').csv(`${path}2`)),
    'ALL_PARTITION_COLUMNS_NOT_ALLOWED',
  );
});

test('what is read is not overwritten; what else lies in the folder goes', async (t) => {
  const { session, folder, df, schema, conditionOf } = await setUp(t);
  const path = join(folder, 'out');
  await df.write.partitionBy('k').parquet(path);
  await writeFile(join(path, '_SUCCESS'), '');
  for (const read of [path, join(path, '*'), join(path, 'k=a')]) {
    const frame = session.read.schema(schema).parquet(read);
    assert.equal(await conditionOf(frame.write.mode('overwrite').parquet(path)), 'UNSUPPORTED_OVERWRITE.PATH', read);
  }
  await session.read.schema(schema).parquet(path).write.mode('append').partitionBy('k').parquet(path);
  assert.equal(await session.read.schema(schema).parquet(path).count(), 4);
  await df.write.mode('overwrite').json(path);
  assert.deepEqual(await filesIn(path), ['part.json']);
});

test('a failure leaves what was there', async (t) => {
  const { session, folder, df, schema, conditionOf } = await setUp(t);
  const path = join(folder, 'out');
  await df.write.parquet(path);
  const failing = df.selectExpr('k', 'v DIV (v - 2) AS v', 'd');
  assert.equal(await conditionOf(failing.write.mode('overwrite').parquet(path)), 'DIVIDE_BY_ZERO');
  assert.equal(await session.read.schema(schema).parquet(path).count(), 2);
});

test('a batch of foreachBatch is written to several places', async (t) => {
  const { session, folder } = await setUp(t);
  const input = session.memoryStream('k STRING, v INT');
  const stream = session.readStream.format('memory').option('stream', input.name).load();
  input.addData({ k: 'a', v: 1 }, { k: 'b', v: 2 });
  const query = await stream.writeStream
    .foreachBatch(async (batch) => {
      batch.persist();
      await batch.write.mode('append').parquet(join(folder, 'all'));
      await batch.filter('v > 1').write.mode('append').partitionBy('k').json(join(folder, 'some'));
      batch.unpersist();
    })
    .trigger({ availableNow: true })
    .start();
  await query.awaitTermination();
  assert.equal(await session.read.schema('k STRING, v INT').parquet(join(folder, 'all')).count(), 2);
  assert.deepEqual(await filesIn(join(folder, 'some')), ['k=b/part.json']);
});

test('objects of S3 are written and overwritten as files are', async (t) => {
  const aws = memoryAws({ buckets: ['out'] });
  const session = await openSession(t, { aws: aws.services });
  const numbers = session.range(3);
  await numbers.write.parquet('s3://out/numbers');
  assert.equal((await rejectionOf(numbers.write.parquet('s3://out/numbers'))).condition, 'PATH_ALREADY_EXISTS');
  await numbers.limit(2).write.mode('overwrite').parquet('s3://out/numbers');
  assert.equal(await session.read.schema('id BIGINT').parquet('s3://out/numbers').count(), 2);
});
