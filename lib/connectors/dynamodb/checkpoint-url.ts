import { QueryStartError } from '../../errors/index.ts';

/** Where a query's checkpoint is kept: the items of one partition, and a folder of a bucket for what is too large for items. */
export interface DynamoDbLocation {
  /** As it was given. */
  readonly url: string;
  readonly table: string;
  /** The partition. */
  readonly queryName: string;
  readonly spill: { readonly bucket: string; readonly prefix: string } | undefined;
}

const SCHEME = 'dynamodb:';
const PARTS = /^dynamodb:\/\/([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const TABLE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const MAX_NAME_BYTES = 1024;

/** Whether a checkpoint location is one in DynamoDB. */
export const isDynamoDbLocation = (location: string): boolean => location.toLowerCase().startsWith(SCHEME);

/** Reads `dynamodb://TABLE/QUERY_NAME?spill=BUCKET/PREFIX`; raises INVALID_CHECKPOINT_LOCATION. */
export function parseDynamoDbLocation(url: string): DynamoDbLocation {
  const [, table = '', path = '', query = ''] = PARTS.exec(url) ?? refuse(url, 'it does not have that form');
  if (!TABLE_NAME.test(table))
    refuse(url, `"${table}" is no table name: 3 to 255 letters, digits, dots, hyphens and underscores`);
  const queryName = decode(url, path).replace(/\/$/, '');
  if (queryName === '') refuse(url, 'the name of the query is missing after the table');
  if (Buffer.byteLength(queryName) > MAX_NAME_BYTES) refuse(url, `the query's name has over ${MAX_NAME_BYTES} bytes`);
  const parameters = new URLSearchParams(query);
  const unknown = [...parameters.keys()].find((name) => name !== 'spill');
  if (unknown !== undefined) refuse(url, `it has the parameter "${unknown}"; the only one is spill`);
  return { url, table, queryName, spill: spillOf(url, parameters.getAll('spill')) };
}

function spillOf(url: string, given: readonly string[]): DynamoDbLocation['spill'] {
  const [text] = given;
  if (text === undefined) return undefined;
  if (given.length > 1) refuse(url, 'it has spill twice');
  const [bucket = '', ...folders] = text.replace(/^s3:\/\//, '').split('/');
  if (!BUCKET_NAME.test(bucket)) refuse(url, `"${bucket}" in spill is no bucket name`);
  return { bucket, prefix: folders.filter((folder) => folder !== '').join('/') };
}

function decode(url: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(url, 'the name of the query has a % that is not followed by two hexadecimal digits');
  }
}

function refuse(location: string, why: string): never {
  throw new QueryStartError('INVALID_CHECKPOINT_LOCATION', { location, why });
}
