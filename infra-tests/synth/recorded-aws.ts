import type { AwsServices } from '../../lib/connectors/aws/ports.ts';

/** One call of the runtime, as IAM sees it. */
export interface NeededPermission {
  readonly action: string;
  readonly resource: string;
  /** What a listing begins with. */
  readonly prefix?: string | undefined;
}

/** The action that an operation needs, where it is not the operation's own name. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  listObjectsV2: ['s3:ListBucket'],
  headObject: ['s3:GetObject'],
  createMultipartUpload: ['s3:PutObject'],
  uploadPart: ['s3:PutObject'],
  completeMultipartUpload: ['s3:PutObject'],
};
const SERVICES = { dynamoDb: 'dynamodb', s3: 's3', kinesis: 'kinesis' } as const;
const ACCOUNT = 'eu-central-1:111122223333';

interface CallInput {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly Bucket?: string;
  readonly Key?: string;
  readonly Prefix?: string;
  readonly CopySource?: string;
  readonly StreamName?: string;
}

/** The same services; what each call needs goes into `needed`. Calls that only carry a token say nothing of their resource, and belong to the one before. */
export function recordedAws(services: AwsServices, needed: NeededPermission[]): AwsServices {
  const wrap = <P extends object>(service: keyof typeof SERVICES, port: P): P =>
    Object.fromEntries(
      Object.entries(port as Readonly<Record<string, (input: CallInput) => Promise<unknown>>>).map(
        ([operation, call]) => [
          operation,
          (input: CallInput) => {
            needed.push(...permissionsOf(SERVICES[service], operation, input));
            return call(input);
          },
        ],
      ),
    ) as P;
  return {
    dynamoDb: async () => wrap('dynamoDb', await services.dynamoDb()),
    s3: async () => wrap('s3', await services.s3()),
    kinesis: async () => wrap('kinesis', await services.kinesis()),
  };
}

function permissionsOf(service: string, operation: string, input: CallInput): readonly NeededPermission[] {
  if (operation === 'copyObject')
    return [
      { action: 's3:GetObject', resource: `arn:aws:s3:::${input.CopySource}` },
      { action: 's3:PutObject', resource: resourceOf(input) ?? '' },
    ];
  const own = `${service}:${(operation[0] ?? '').toUpperCase()}${operation.slice(1)}`;
  const resource = operation === 'getRecords' ? undefined : resourceOf(input);
  return (ACTIONS[operation] ?? [own]).map((action) => ({ action, resource: resource ?? '', prefix: input.Prefix }));
}

function resourceOf({ TableName, RequestItems, Bucket, Key, StreamName }: CallInput): string | undefined {
  const table = TableName ?? Object.keys(RequestItems ?? {})[0];
  if (table !== undefined) return `arn:aws:dynamodb:${ACCOUNT}:table/${table}`;
  if (Bucket !== undefined) return `arn:aws:s3:::${Bucket}${Key === undefined ? '' : `/${Key}`}`;
  return StreamName === undefined ? undefined : `arn:aws:kinesis:${ACCOUNT}:stream/${StreamName}`;
}
