import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { StreamSession } from 'millrace';
import { memoryAws } from '../../lib/testing/aws/memory-aws.ts';
import { convert, countByHour } from './s3.ts';

const folder = await mkdtemp(join(tmpdir(), 'millrace-s3-example-'));
after(() => rm(folder, { recursive: true }));

const aws = memoryAws({ buckets: ['bucket'] });
const put = (Key: string, ...lines: readonly object[]) =>
  aws.s3.port.putObject({ Bucket: 'bucket', Key, Body: lines.map((line) => JSON.stringify(line)).join('\n') });

test('files become Parquet by day and move to the archive', async () => {
  await put('in/day=2024-01-01/a.json', { id: 1, amount: 1.5 }, { id: 2, amount: 2 });
  await put('in/day=2024-01-02/b.json', { id: 3, amount: 3 });
  await using session = await StreamSession.create({ aws: aws.services });
  await (await convert(session, 'bucket', join(folder, 'convert'))).awaitTermination();
  const table = session.read.schema('id BIGINT, amount DOUBLE, day DATE').parquet('s3://bucket/out');
  const rows = await table.selectExpr('id', 'CAST(day AS STRING) AS day').collect();
  assert.deepEqual(rows.map(({ id, day }) => `${id} ${day}`).sort(), ['1 2024-01-01', '2 2024-01-01', '3 2024-01-02']);
  // A batch is cleaned up once the next one has begun.
  await put('in/day=2024-01-03/c.json', { id: 4, amount: 4 });
  await (await convert(session, 'bucket', join(folder, 'convert'))).awaitTermination();
  assert.ok(aws.s3.keys('bucket').includes('archive/bucket/in/day=2024-01-01/a.json'));
});

test('objects named by time are counted by hour', async () => {
  const click = (minute: number, amount: number) => ({
    user: 'a',
    amount,
    t: new Date(Date.UTC(2024, 0, 1, 0, minute)),
  });
  const run = async () => {
    await using session = await StreamSession.create({ aws: aws.services });
    await (await countByHour(session, 'bucket', join(folder, 'by-hour'))).awaitTermination();
  };
  await put('clicks/2024/01/01/00.json', click(5, 1), click(50, 2));
  await run();
  await put('clicks/2024/01/01/02.json', click(150, 4));
  await run();
  const keys = aws.s3.keys('bucket').filter((key) => key.startsWith('by-hour/'));
  const bodies = keys.map(async (Key) =>
    (await aws.s3.port.getObject({ Bucket: 'bucket', Key })).Body?.transformToString(),
  );
  assert.match((await Promise.all(bodies)).join(''), /^2024-01-01T00:00:00.000Z,2,3.0\n$/);
});
