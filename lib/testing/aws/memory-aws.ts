import type { AwsServices } from '../../connectors/aws/ports.ts';
import { type Clock, SystemClock } from '../../util/clock.ts';
import { MemoryDynamoDb, type MemoryDynamoDbOptions } from './memory-dynamodb.ts';
import { type MemoryKinesis, type MemoryKinesisOptions, memoryKinesis } from './memory-kinesis.ts';
import { MemoryS3 } from './memory-s3.ts';

/** An AWS in this process. */
export interface MemoryAws {
  /** What a session takes: `StreamSession.create({ aws: aws.services })`. */
  readonly services: AwsServices;
  readonly dynamoDb: MemoryDynamoDb;
  readonly s3: MemoryS3;
  readonly kinesis: MemoryKinesis;
}

interface MemoryAwsOptions {
  /** @default - the machine's */
  readonly clock?: Clock;
  /** @default 1 */
  readonly seed?: number;
  /** Made before the first call. */
  readonly buckets?: readonly string[];
  readonly dynamoDb?: Omit<MemoryDynamoDbOptions, 'clock' | 'seed'>;
  readonly kinesis?: Omit<MemoryKinesisOptions, 'clock' | 'seed'>;
}

/** DynamoDB, S3 and Kinesis in memory over one clock and one seed. */
export function memoryAws(options: MemoryAwsOptions = {}): MemoryAws {
  const { clock = new SystemClock(), seed = 1, buckets = [] } = options;
  const dynamoDb = new MemoryDynamoDb({ ...options.dynamoDb, clock, seed });
  const s3 = new MemoryS3({ clock });
  for (const bucket of buckets) s3.createBucket(bucket);
  const kinesis = memoryKinesis({ ...options.kinesis, clock, seed });
  const services: AwsServices = {
    dynamoDb: async () => dynamoDb.port,
    s3: async () => s3.port,
    kinesis: async () => kinesis.port,
  };
  return { services, dynamoDb, s3, kinesis };
}
