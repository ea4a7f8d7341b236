import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { QueryResource } from '../query/resources.ts';
import { acknowledgeFolder } from './acknowledge-folder.ts';

/** What the runtime calls on each kind of resource, and nothing else; `infra-tests/least-privilege` holds these lists to the calls that are made. */
export const CHECKPOINT_ACTIONS = ['dynamodb:BatchWriteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'];
export const SPILL_ACTIONS = ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'];
export const STREAM_SOURCE_ACTIONS = [
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];
export const STREAM_SINK_ACTIONS = ['kinesis:PutRecords'];
export const OBJECT_SOURCE_ACTIONS = ['s3:GetObject'];
export const OBJECT_CLEANER_ACTIONS = ['s3:DeleteObject', 's3:PutObject'];
export const OBJECT_SINK_ACTIONS = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'];
export const LIST_ACTIONS = ['s3:ListBucket'];
export const TABLE_SINK_ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];

export interface CheckpointPlace {
  readonly tableArn: string;
  readonly bucketArn: string;
  /** The key of the query's items, and the folder of its objects. */
  readonly name: string;
}

/** Only the items and objects of this query, also in a table and a bucket that are shared. */
export function grantCheckpoint(grantee: IRole, { tableArn, bucketArn, name }: CheckpointPlace): void {
  grant(grantee, CHECKPOINT_ACTIONS, [tableArn], {
    'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [name] },
  });
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
      grant(grantee, TABLE_SINK_ACTIONS, [tableArn(scope, resource.tableName)]);
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
  const isWritten = role === 'sink' || role === 'quarantine';
  const actions = isWritten
    ? OBJECT_SINK_ACTIONS
    : [...OBJECT_SOURCE_ACTIONS, ...(isCleaned ? OBJECT_CLEANER_ACTIONS : [])];
  grant(grantee, actions, [`${bucket}/${prefix}*`]);
  grant(grantee, LIST_ACTIONS, [bucket], prefix === '' ? undefined : { StringLike: { 's3:prefix': [`${prefix}*`] } });
}

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
