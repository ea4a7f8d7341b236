import { DirectoryCheckpointStore } from '../checkpoint/index.ts';
import { awsServices } from '../connectors/aws/clients.ts';
import type { AwsServices } from '../connectors/aws/ports.ts';
import { isDynamoDbLocation } from '../connectors/dynamodb/checkpoint-url.ts';
import { DynamoDbCheckpointStore } from '../connectors/dynamodb/dynamodb-checkpoint-store.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import { type Clock, SystemClock } from '../util/clock.ts';

/** What checkpoints are opened with. */
export interface CheckpointServices {
  /** @default - the account of the environment */
  readonly aws?: AwsServices;
  /** @default - the machine's clock */
  readonly clock?: Clock;
  /** Folder for blobs that are read. @default - the system's temporary folder */
  readonly scratchDirectory?: string;
}

/** Opens the checkpoint at a location: `dynamodb://TABLE/QUERY?spill=BUCKET/PREFIX`, a path, or a `file:` URL. Nothing is read yet. */
export function openCheckpoint(location: string, services: CheckpointServices = {}): CheckpointStore {
  if (!isDynamoDbLocation(location)) return DirectoryCheckpointStore.open(location);
  const { aws = awsServices(), clock = new SystemClock(), ...rest } = services;
  return DynamoDbCheckpointStore.open(location, { aws, clock, ...rest });
}
