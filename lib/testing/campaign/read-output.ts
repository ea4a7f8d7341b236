import { StreamSession } from '../../local/stream-session.ts';
import type { World } from './world.ts';

/** The rows of files under a folder, as JSON texts of their values, sorted; none where there are no files. */
export async function readOutput(
  world: World,
  format: 'json' | 'parquet',
  location: { readonly bucket: string; readonly prefix: string },
  schema: string,
): Promise<readonly string[]> {
  const { bucket, prefix } = location;
  const s3 = await world.aws.s3();
  const { Contents: objects = [] } = await s3.listObjectsV2({ Bucket: bucket, Prefix: `${prefix}/`, MaxKeys: 1 });
  if (objects.length === 0) return [];
  await using session = await StreamSession.create({ aws: world.aws, threads: 1 });
  const rows = await session.read.schema(schema).format(format).load(`s3://${bucket}/${prefix}`).collect();
  return rows.map((row) => JSON.stringify(Object.values(row), printed)).sort();
}

const printed = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
