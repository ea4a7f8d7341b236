import { test } from 'node:test';
import { memoryAws } from '../testing/aws/memory-aws.ts';
import { s3RoundTrip } from './s3-files.fixture.ts';

test('files of S3 become Parquet on S3, over restarts', async (t) => {
  await s3RoundTrip(t, memoryAws({ buckets: ['bucket'] }).services, 'bucket');
});
