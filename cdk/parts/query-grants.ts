import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { QueryResource } from '../query/resources.ts';
import { acknowledgeFolder } from './acknowledge-folder.ts';

/** What the runtime calls on each kind of resource, and nothing else; `infra-tests/least-privilege` holds these lists to the calls that are made. */
const CHECKPOINT_ACTIONS = ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
const SPILL_ACTIONS = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'];
const STREAM_SOURCE_ACTIONS = [
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];
const STREAM_SINK_ACTIONS = ['kinesis:DescribeStreamSummary', 'kinesis:PutRecords'];
const OBJECT_SOURCE_ACTIONS = ['s3:GetObject'];
const OBJECT_CLEANER_ACTIONS = ['s3:DeleteObject'];
/** Whether an upload has ended is asked where the answer was lost: that is a read. */
const OBJECT_SINK_ACTIONS = ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'];
const LIST_ACTIONS = ['s3:ListBucket'];
const TABLE_SINK_ACTIONS = ['dynamodb:PutItem'];
/** A complete result takes away what is no part of it any more. */
const TABLE_REPLACING_ACTIONS = ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Scan'];

export interface CheckpointPlace {
  readonly tableArn: string;
  readonly bucketArn: string;
  /** The key of the query's items, and the folder of its objects. */
  readonly name: string;
}

/** Only the items of this query, also in a table that is shared. */
export function grantCheckpoint(grantee: IRole, { tableArn, name }: CheckpointPlace): void {
  grant(grantee, CHECKPOINT_ACTIONS, [tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [name] },
  });
}

/** Only the objects of this query, also in a bucket that is shared. */
export function grantSpill(grantee: IRole, { bucketArn, name }: CheckpointPlace): void {
  grant(grantee, SPILL_ACTIONS, [`${bucketArn}/${name}/*`]);
}

/** What one source or sink needs; the names in it are the deployed ones. */
export function grantResource(scope: Construct, grantee: IRole, resource: QueryResource): void {
  switch (resource.kind) {
    case 'stream':
      grant(grantee, resource.role === 'source' ? STREAM_SOURCE_ACTIONS : STREAM_SINK_ACTIONS, [
        streamArn(scope, resource),
      ]);
      return;
    case 'table':
      grant(grantee, resource.isReplaced ? TABLE_REPLACING_ACTIONS : TABLE_SINK_ACTIONS, [
        tableArn(scope, resource.tableName),
      ]);
      return;
    case 'objects':
      grantObjects(scope, grantee, resource);
      return;
    case 'other':
  }
}

function grantObjects(
  scope: Construct,
  grantee: IRole,
  { role, bucketName, prefix, isCleaned }: Extract<QueryResource, { readonly kind: 'objects' }>,
): void {
  const bucket = bucketArn(scope, bucketName);
  const isWritten = role !== 'source' && role !== 'table';
  grant(grantee, isWritten ? OBJECT_SINK_ACTIONS : OBJECT_SOURCE_ACTIONS, objectsBelow(bucket, prefix, role));
  if (isCleaned) grant(grantee, OBJECT_CLEANER_ACTIONS, [`${bucket}/${prefix}*`]);
  // A quarantine and an archive are only written. IfExists: without this permission S3 answers a read of an object that is not there, which has no prefix, with
  // "access denied" instead of "not found".
  if (role === 'quarantine' || role === 'archive') return;
  grant(
    grantee,
    LIST_ACTIONS,
    [bucket],
    prefix === '' ? undefined : { StringLikeIfExists: { 's3:prefix': [`${prefix}*`] } },
  );
}

/** The path of a source may be that of one object. */
const objectsBelow = (bucket: string, prefix: string, role: string): readonly string[] => [
  ...((role === 'source' || role === 'table') && prefix.endsWith('/') ? [`${bucket}/${prefix.slice(0, -1)}`] : []),
  `${bucket}/${prefix}*`,
];

/** A stream that is given by its ARN may be of another account. */
export const streamArn = (
  scope: Construct,
  { streamName, streamArn: arn }: Extract<QueryResource, { kind: 'stream' }>,
): string => arn ?? Stack.of(scope).formatArn({ service: 'kinesis', resource: 'stream', resourceName: streamName });

export const bucketArn = (scope: Construct, name: string): string => `arn:${Stack.of(scope).partition}:s3:::${name}`;

const tableArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({ service: 'dynamodb', resource: 'table', resourceName: name });

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

function grant(grantee: IRole, actions: readonly string[], resources: readonly string[], conditions?: Conditions) {
  grantee.addToPrincipalPolicy(
    new PolicyStatement({
      actions: [...actions],
      resources: [...resources],
      ...(conditions !== undefined && { conditions: conditions as Record<string, Record<string, string[]>> }),
    }),
  );
  for (const resource of resources) if (resource.endsWith('*')) acknowledgeFolder(grantee, resource);
}
