import { ConnectorError } from '../../errors/index.ts';
import { parseS3Path } from './s3-path.ts';

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

/** Whether S3 says that there is no such object; HEAD says it without the reason. */
export const isMissing = (error: unknown): boolean => ['NoSuchKey', 'NotFound'].includes(nameOf(error));

/** Whether S3 says that the object is another than the one asked for. */
export const isOther = (error: unknown): boolean => ['PreconditionFailed', '412'].includes(nameOf(error));

/** Does `work`; what S3 says about a bucket or a permission becomes a condition. `operation` is a verb: `read`, `write`, `list`. */
export async function withS3Faults<T>(operation: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { bucket } = parseS3Path(path);
    const name = nameOf(cause);
    if (name === 'NoSuchBucket')
      throw new ConnectorError('S3_BUCKET_NOT_FOUND', { bucket, operation, path }, { cause });
    if (name === 'AccessDenied' || name === 'Forbidden' || name === '403') {
      const reason = (cause as Error).message;
      throw new ConnectorError('S3_ACCESS_DENIED', { bucket, operation, path, reason }, { cause });
    }
    throw cause;
  }
}
