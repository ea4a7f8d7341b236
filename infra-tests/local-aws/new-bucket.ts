import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

/** Makes a bucket of a new name in the AWS of the environment. */
export async function newBucket(prefix = 'millrace'): Promise<string> {
  const name = `${prefix}-${randomUUID()}`;
  const client = new S3Client({ forcePathStyle: true });
  try {
    await client.send(new CreateBucketCommand({ Bucket: name }));
  } finally {
    client.destroy();
  }
  return name;
}
