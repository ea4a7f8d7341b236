import { LogCheckpointStore } from '../../checkpoint/log-checkpoint-store.ts';
import { parseDynamoDbLocation } from './checkpoint-url.ts';
import { DynamoDbStorage, type DynamoDbStorageOptions } from './dynamodb-storage.ts';

/** A checkpoint in a DynamoDB table: safe for any number of runs at once and for a crash at any point. */
export class DynamoDbCheckpointStore extends LogCheckpointStore {
  /** Opens `dynamodb://TABLE/QUERY_NAME?spill=BUCKET/PREFIX`; the table must exist when it is first used. */
  static open(url: string, options: DynamoDbStorageOptions): DynamoDbCheckpointStore {
    return new DynamoDbCheckpointStore(new DynamoDbStorage(parseDynamoDbLocation(url), options));
  }
}
