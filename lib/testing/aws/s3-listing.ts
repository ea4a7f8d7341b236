import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { awsError } from './aws-error.ts';
import type { S3Object } from './s3-object.ts';

const PAGE = 1_000;

/** One page of a listing; `objects` in the order of their keys' bytes. */
export function listPage(objects: readonly S3Object[], input: ListObjectsV2CommandInput): ListObjectsV2CommandOutput {
  const { Prefix: prefix = '', Delimiter: delimiter, MaxKeys: maxKeys = PAGE } = input;
  const limit = Math.min(PAGE, maxKeys);
  const after = input.ContinuationToken === undefined ? (input.StartAfter ?? '') : afterToken(input.ContinuationToken);
  const contents: S3Object[] = [];
  const folders: string[] = [];
  let last = after;
  let isTruncated = false;
  for (const object of objects.slice(firstAfter(objects, after > prefix ? after : ''))) {
    if (!object.key.startsWith(prefix)) continue;
    const folder = folderOf(object.key, prefix, delimiter);
    // A folder that was the last one of the page before is not told again.
    if (folder !== undefined && (folder === folders.at(-1) || (folder === last && folders.length === 0))) continue;
    if (contents.length + folders.length === limit) {
      isTruncated = true;
      break;
    }
    if (folder === undefined) contents.push(object);
    else folders.push(folder);
    last = folder ?? object.key;
  }
  return {
    $metadata: { httpStatusCode: 200 },
    Name: input.Bucket,
    Prefix: prefix,
    MaxKeys: limit,
    KeyCount: contents.length + folders.length,
    IsTruncated: isTruncated,
    ...(delimiter !== undefined && { Delimiter: delimiter }),
    ...(contents.length > 0 && { Contents: contents.map(listed) }),
    ...(folders.length > 0 && { CommonPrefixes: folders.map((Prefix) => ({ Prefix })) }),
    ...(isTruncated && { NextContinuationToken: tokenAfter(last) }),
  };
}

const listed = (object: S3Object) => ({
  Key: object.key,
  Size: object.body.length,
  ETag: object.etag,
  LastModified: object.modified,
  StorageClass: 'STANDARD' as const,
});

function folderOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function firstAfter(objects: readonly S3Object[], key: string): number {
  if (key === '') return 0;
  const found = objects.findIndex((object) => compareKeys(object.key, key) > 0);
  return found < 0 ? objects.length : found;
}

/** Order of a listing: by the bytes of the keys in UTF-8. */
export const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const tokenAfter = (key: string): string => `1-${Buffer.from(key).toString('base64url')}`;

function afterToken(token: string): string {
  if (!token.startsWith('1-')) throw awsError('InvalidArgument', 400, 'The continuation token provided is incorrect');
  return Buffer.from(token.slice(2), 'base64url').toString();
}
