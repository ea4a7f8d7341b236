import type { AwsServices } from '../../connectors/aws/ports.ts';
import type { TableDefinition } from '../aws/dynamodb/table-definition.ts';
import type { Dice } from './dice.ts';
import type { JumpingClock } from './jumping-clock.ts';

/** The AWS that histories run on; without faults. */
export interface World {
  readonly aws: AwsServices;
  readonly clock: JumpingClock;
  /** Folder for scratch files. */
  readonly folder: string;
  createStream(name: string, shards: number): Promise<void>;
  createBucket(name: string): Promise<void>;
  createTable(definition: TableDefinition): Promise<void>;
  /** A name that no other history uses. */
  name(name: string): string;
  /** Splits or merges shards of a stream that are open; does nothing where none can be. */
  reshard(stream: string, how: 'merge' | 'split', dice: Dice): void;
}
