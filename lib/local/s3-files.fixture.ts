import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { AwsServices } from '../connectors/aws/ports.ts';
import { openSession, rowText, temporaryFolder } from './query.fixture.ts';

/** Objects of S3 become Parquet on S3, over a restart, with every option of local files that touches a path. */
export async function s3RoundTrip(t: TestContext, aws: AwsServices, bucket: string): Promise<void> {
  const s3 = await aws.s3();
  const folder = await temporaryFolder(t);
  const put = (key: string, ids: readonly number[]) => {
    const lines = ids.map((id) => `{"id":${id},"k":"${id % 2 === 0 ? 'even' : 'odd'}"}\n`).join('');
    return s3.putObject({ Bucket: bucket, Key: key, Body: key.endsWith('.gz') ? gzipSync(lines) : lines });
  };
  const run = async (): Promise<number> => {
    const session = await openSession(t, { aws, scratchDirectory: folder });
    const query = await session.readStream
      .format('json')
      .schema('id INT, k STRING, day DATE')
      .option('basePath', `s3://${bucket}/in`)
      .option('maxFilesPerTrigger', '2')
      .option('cleanSource', 'archive')
      .option('sourceArchiveDir', `s3://${bucket}/archive`)
      .load(`s3://${bucket}/in/day=*/*.{json,json.gz}`)
      .writeStream.format('parquet')
      .option('path', `s3://${bucket}/out`)
      .option('compression', 'zstd')
      .option('checkpointLocation', join(folder, 'checkpoint'))
      .partitionBy('k')
      .trigger({ availableNow: true })
      .start();
    await query.awaitTermination();
    const batches = query.recentProgress.filter((progress) => progress.numInputRows > 0).length;
    await session.stop();
    return batches;
  };
  await put('in/day=2024-01-01/a b+c.json', [1, 2, 3]);
  await put('in/day=2024-01-02/b.json.gz', [4, 5]);
  await put('in/day=2024-01-02/c.json', [6]);
  await put('in/day=2024-01-02/_hidden.json', [99]);
  await put('in/day=2024-01-02/other.txt', [98]);
  assert.equal(await run(), 2);
  await put('in/day=2024-01-03/d.json', [7, 8]);
  assert.equal(await run(), 1);
  assert.equal(await run(), 0);

  const session = await openSession(t, { aws, scratchDirectory: folder });
  const table = session.read.schema('id INT, day DATE, k STRING').parquet(`s3://${bucket}/out`);
  const rows = (await table.select('id', 'k', 'day').collect()).map(rowText);
  const expected = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => {
    const day = id <= 3 ? '01' : id <= 6 ? '02' : '03';
    return `[${id},"${id % 2 === 0 ? 'even' : 'odd'}","2024-01-${day}"]`;
  });
  assert.deepEqual(rows.map((row) => row.replace(/T00:00:00.000Z/, '')).sort(), expected);
  await session.stop();
  const keys = ((await s3.listObjectsV2({ Bucket: bucket })).Contents ?? []).map(({ Key = '' }) => Key);
  assert.ok(keys.includes(`archive/${bucket}/in/day=2024-01-01/a b+c.json`), keys.join('\n'));
  assert.deepEqual(
    keys.filter((key) => key.startsWith('out/')).map((key) => key.replace(/part-\w+-/, '')),
    [
      'out/k=even/000000.parquet',
      'out/k=even/000001.parquet',
      'out/k=even/000002.parquet',
      'out/k=odd/000000.parquet',
      'out/k=odd/000002.parquet',
    ],
  );
  const left = (await readdir(folder, { recursive: true })).filter((name) => /s3-(in|out)|staging/.test(name));
  assert.deepEqual(left, [], 'copies of objects stay behind');
}
