import type { AwsServices, DynamoDbPort, KinesisPort, S3Port } from './ports.ts';

/** Where and how the services are reached; what is not set comes from the environment, as in every AWS SDK. */
export interface AwsClientOptions {
  readonly region?: string;
  /**
   * Base URL of a local AWS.
   * @default - AWS_ENDPOINT_URL, or AWS itself
   */
  readonly endpoint?: string;
  /**
   * Attempts per call; the SDK's adaptive retry spaces them out and heeds throttling.
   * @default 8
   */
  readonly maxAttempts?: number;
  /**
   * How long a connection may be silent before a call counts as lost and is tried again. The SDK would wait for ever, and so longer than a function lives.
   * @default 30000
   */
  readonly silenceMs?: number;
}

/** The real services. Each SDK client is loaded and made once, when it is first used. */
export function awsServices(options: AwsClientOptions = {}): AwsServices {
  const settings = clientSettings(options);
  return {
    dynamoDb: once(() => dynamoDbClient(settings)),
    s3: once(() => s3Client(settings)),
    kinesis: once(() => kinesisClient(settings)),
  };
}

const CONNECTION_MS = 3000;

type ClientSettings = ReturnType<typeof clientSettings>;

/** What the clients of all services have in common. */
export function clientSettings(options: AwsClientOptions) {
  const { region, endpoint = process.env.AWS_ENDPOINT_URL, maxAttempts = 8, silenceMs = 30_000 } = options;
  return {
    retryMode: 'adaptive',
    maxAttempts,
    requestHandler: { connectionTimeout: CONNECTION_MS, socketTimeout: silenceMs },
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
  };
}

async function dynamoDbClient(settings: ClientSettings): Promise<DynamoDbPort> {
  const sdk = await import('@aws-sdk/client-dynamodb');
  const client = new sdk.DynamoDBClient(settings);
  return {
    getItem: (input) => client.send(new sdk.GetItemCommand(input)),
    putItem: (input) => client.send(new sdk.PutItemCommand(input)),
    updateItem: (input) => client.send(new sdk.UpdateItemCommand(input)),
    deleteItem: (input) => client.send(new sdk.DeleteItemCommand(input)),
    query: (input) => client.send(new sdk.QueryCommand(input)),
    scan: (input) => client.send(new sdk.ScanCommand(input)),
    batchGetItem: (input) => client.send(new sdk.BatchGetItemCommand(input)),
    batchWriteItem: (input) => client.send(new sdk.BatchWriteItemCommand(input)),
  };
}

async function s3Client(settings: ClientSettings): Promise<S3Port> {
  const sdk = await import('@aws-sdk/client-s3');
  // Bucket names are part of the path on a local AWS, which has no names of its own in DNS.
  const client = new sdk.S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined });
  return {
    getObject: (input) => client.send(new sdk.GetObjectCommand(input)),
    headObject: (input) => client.send(new sdk.HeadObjectCommand(input)),
    putObject: (input) => client.send(new sdk.PutObjectCommand(input)),
    deleteObject: (input) => client.send(new sdk.DeleteObjectCommand(input)),
    copyObject: (input) => client.send(new sdk.CopyObjectCommand(input)),
    listObjectsV2: (input) => client.send(new sdk.ListObjectsV2Command(input)),
    createMultipartUpload: (input) => client.send(new sdk.CreateMultipartUploadCommand(input)),
    uploadPart: (input) => client.send(new sdk.UploadPartCommand(input)),
    completeMultipartUpload: (input) => client.send(new sdk.CompleteMultipartUploadCommand(input)),
    abortMultipartUpload: (input) => client.send(new sdk.AbortMultipartUploadCommand(input)),
  };
}

async function kinesisClient(settings: ClientSettings): Promise<KinesisPort> {
  const sdk = await import('@aws-sdk/client-kinesis');
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const { requestHandler: http } = settings;
  // HTTP/2, the SDK's default here, breaks with local servers over 64 KB.
  const requestHandler =
    settings.endpoint === undefined ? { requestTimeout: http.socketTimeout } : new NodeHttpHandler(http);
  const client = new sdk.KinesisClient({ ...settings, requestHandler });
  return {
    describeStreamSummary: (input) => client.send(new sdk.DescribeStreamSummaryCommand(input)),
    listShards: (input) => client.send(new sdk.ListShardsCommand(input)),
    getShardIterator: (input) => client.send(new sdk.GetShardIteratorCommand(input)),
    getRecords: (input) => client.send(new sdk.GetRecordsCommand(input)),
    putRecords: (input) => client.send(new sdk.PutRecordsCommand(input)),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
