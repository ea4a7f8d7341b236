import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type {
  DescribeStreamSummaryCommandInput,
  DescribeStreamSummaryCommandOutput,
  GetRecordsCommandInput,
  GetRecordsCommandOutput,
  GetShardIteratorCommandInput,
  GetShardIteratorCommandOutput,
  ListShardsCommandInput,
  ListShardsCommandOutput,
  PutRecordsCommandInput,
  PutRecordsCommandOutput,
} from '@aws-sdk/client-kinesis';
import type {
  AbortMultipartUploadCommandInput,
  AbortMultipartUploadCommandOutput,
  CompleteMultipartUploadCommandInput,
  CompleteMultipartUploadCommandOutput,
  CopyObjectCommandInput,
  CopyObjectCommandOutput,
  CreateMultipartUploadCommandInput,
  CreateMultipartUploadCommandOutput,
  DeleteObjectCommandInput,
  DeleteObjectCommandOutput,
  GetObjectCommandInput,
  GetObjectCommandOutput,
  HeadObjectCommandInput,
  HeadObjectCommandOutput,
  ListObjectsV2CommandInput,
  ListObjectsV2CommandOutput,
  PutObjectCommandInput,
  PutObjectCommandOutput,
  UploadPartCommandInput,
  UploadPartCommandOutput,
} from '@aws-sdk/client-s3';

/**
 * The AWS operations that Millrace uses, by the SDK's names and with its inputs, outputs and errors (told apart by `error.name`). Real clients, the in-memory
 * services of `lib/testing/aws` and the fault-injecting wrappers all have this shape; `awsContract` in `lib/testing` holds them to one behaviour.
 */
export interface DynamoDbPort {
  getItem(input: GetItemCommandInput): Promise<GetItemCommandOutput>;
  putItem(input: PutItemCommandInput): Promise<PutItemCommandOutput>;
  updateItem(input: UpdateItemCommandInput): Promise<UpdateItemCommandOutput>;
  deleteItem(input: DeleteItemCommandInput): Promise<DeleteItemCommandOutput>;
  query(input: QueryCommandInput): Promise<QueryCommandOutput>;
  scan(input: ScanCommandInput): Promise<ScanCommandOutput>;
  batchGetItem(input: BatchGetItemCommandInput): Promise<BatchGetItemCommandOutput>;
  batchWriteItem(input: BatchWriteItemCommandInput): Promise<BatchWriteItemCommandOutput>;
}

/** Bodies go in as bytes or text; `getObject` gives a body with `transformToByteArray` that is also a Node stream. */
export interface S3Port {
  getObject(input: GetObjectCommandInput): Promise<GetObjectCommandOutput>;
  headObject(input: HeadObjectCommandInput): Promise<HeadObjectCommandOutput>;
  putObject(input: PutObjectCommandInput): Promise<PutObjectCommandOutput>;
  deleteObject(input: DeleteObjectCommandInput): Promise<DeleteObjectCommandOutput>;
  copyObject(input: CopyObjectCommandInput): Promise<CopyObjectCommandOutput>;
  listObjectsV2(input: ListObjectsV2CommandInput): Promise<ListObjectsV2CommandOutput>;
  createMultipartUpload(input: CreateMultipartUploadCommandInput): Promise<CreateMultipartUploadCommandOutput>;
  uploadPart(input: UploadPartCommandInput): Promise<UploadPartCommandOutput>;
  completeMultipartUpload(input: CompleteMultipartUploadCommandInput): Promise<CompleteMultipartUploadCommandOutput>;
  abortMultipartUpload(input: AbortMultipartUploadCommandInput): Promise<AbortMultipartUploadCommandOutput>;
}

export interface KinesisPort {
  describeStreamSummary(input: DescribeStreamSummaryCommandInput): Promise<DescribeStreamSummaryCommandOutput>;
  listShards(input: ListShardsCommandInput): Promise<ListShardsCommandOutput>;
  getShardIterator(input: GetShardIteratorCommandInput): Promise<GetShardIteratorCommandOutput>;
  getRecords(input: GetRecordsCommandInput): Promise<GetRecordsCommandOutput>;
  putRecords(input: PutRecordsCommandInput): Promise<PutRecordsCommandOutput>;
}

/** The services, each loaded when it is first asked for. */
export interface AwsServices {
  dynamoDb(): Promise<DynamoDbPort>;
  s3(): Promise<S3Port>;
  kinesis(): Promise<KinesisPort>;
}

/** Names of all operations by service. */
interface AwsOperations {
  readonly dynamoDb: keyof DynamoDbPort;
  readonly s3: keyof S3Port;
  readonly kinesis: keyof KinesisPort;
}

/** One finished call, as a watcher sees it. */
export interface AwsCall {
  readonly service: keyof AwsOperations;
  readonly operation: string;
  /** DynamoDB's capacity units, where the answer told them. */
  readonly capacityUnits: number;
  /** The error's name where the call failed. */
  readonly error: string | undefined;
}
