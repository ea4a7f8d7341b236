import { awsError } from './aws-error.ts';
import type { S3Object } from './s3-object.ts';

/** Conditions of a request that writes, reads or deletes. */
export interface S3Preconditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** Refuses a write whose conditions the object that is there now (or none) does not meet. */
export function checkWrite(
  existing: S3Object | undefined,
  { IfMatch: match, IfNoneMatch: noneMatch }: S3Preconditions,
): void {
  if (noneMatch === '*' && existing !== undefined) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (existing === undefined) throw awsError('NoSuchKey', 404, 'The specified key does not exist.');
  if (!isSameEtag(existing.etag, match)) throw preconditionFailed('If-Match');
}

/** Refuses to read an object that is another than the request is about. */
export function checkRead(object: S3Object, match: string | undefined): void {
  if (match !== undefined && !isSameEtag(object.etag, match)) throw preconditionFailed('If-Match');
}

/** ETags may be given with or without their quotes. */
export const isSameEtag = (a: string, b: string): boolean => unquoted(a) === unquoted(b);

const unquoted = (etag: string): string => etag.replace(/^"|"$/g, '');

const preconditionFailed = (header: string): Error =>
  awsError('PreconditionFailed', 412, 'At least one of the pre-conditions you specified did not hold', {
    Condition: header,
  });
