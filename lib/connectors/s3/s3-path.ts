import { QueryStartError } from '../../errors/index.ts';

/** Where an object is, or a folder of objects (then `key` has no `/` at its end and may be empty). */
export interface S3Path {
  readonly bucket: string;
  readonly key: string;
}

const PATH = /^s3[an]?:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/** Whether a path is S3's, in today's form or in Hadoop's (`s3a://`). */
export const isS3Path = (path: string): boolean => /^s3[an]?:\/\//.test(path);

/** Cuts `s3://bucket/key`; the key is taken as it stands, without any encoding. Raises S3_INVALID_PATH. */
export function parseS3Path(path: string): S3Path {
  const [, bucket, key = ''] = PATH.exec(path) ?? [];
  if (bucket === undefined) throw new QueryStartError('S3_INVALID_PATH', { path });
  return { bucket, key };
}
