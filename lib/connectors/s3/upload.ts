import type { CompleteMultipartUploadCommandInput } from '@aws-sdk/client-s3';
import type { S3Port } from '../aws/ports.ts';
import { inParallel } from '../in-parallel.ts';
import type { S3Path } from './s3-path.ts';

/** Content that can be read in any pieces. */
interface UploadContent {
  readonly bytes: number;
  /** The bytes from `from` on, `length` of them. */
  read(from: number, length: number): Promise<Uint8Array>;
}

/** Up to this size one PUT does; above, parts of at least this size. */
const PART_BYTES = 8 * 1024 * 1024;
const MAX_PARTS = 10_000;
/** Parts in memory at a time, of one upload. */
const PARTS_AT_ONCE = 3;

/** Puts an object in place: the old content stays until the new one is there whole. An upload that fails leaves no parts behind. */
export async function upload(s3: S3Port, { bucket, key }: S3Path, content: UploadContent): Promise<void> {
  const target = { Bucket: bucket, Key: key };
  if (content.bytes <= PART_BYTES) {
    await s3.putObject({ ...target, Body: await content.read(0, content.bytes) });
    return;
  }
  const { UploadId } = await s3.createMultipartUpload(target);
  try {
    const Parts = await uploadParts(s3, { ...target, UploadId }, content);
    await complete(s3, { ...target, UploadId, MultipartUpload: { Parts } }, content.bytes);
  } catch (error) {
    // Parts cost until they are removed; what failed matters more than a failure to remove them.
    await s3.abortMultipartUpload({ ...target, UploadId }).catch(() => undefined);
    throw error;
  }
}

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
}

/** Nobody else ends the upload: one that is gone was completed by an earlier try of this call, whose answer was lost. */
async function complete(s3: S3Port, request: CompleteMultipartUploadCommandInput, bytes: number): Promise<void> {
  try {
    await s3.completeMultipartUpload(request);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NoSuchUpload') throw error;
    const { Bucket, Key, MultipartUpload } = request;
    const found = await s3.headObject({ Bucket, Key });
    const isOurs = found.ContentLength === bytes && found.ETag?.includes(`-${MultipartUpload?.Parts?.length}`);
    if (!isOurs) throw error;
  }
}

/** All have ended when a failure is raised: a part that comes after the upload is aborted would stay. */
function uploadParts(s3: S3Port, target: Target, content: UploadContent) {
  const size = Math.max(PART_BYTES, Math.ceil(content.bytes / MAX_PARTS));
  const indexes = Array.from({ length: Math.ceil(content.bytes / size) }, (_, index) => index);
  return inParallel(indexes, PARTS_AT_ONCE, async (index) => {
    const from = index * size;
    const Body = await content.read(from, Math.min(size, content.bytes - from));
    const { ETag } = await s3.uploadPart({ ...target, PartNumber: index + 1, Body });
    return { PartNumber: index + 1, ETag };
  });
}
