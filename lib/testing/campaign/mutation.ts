import type { AwsServices } from '../../connectors/aws/ports.ts';
import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';

/** A mistake that is put into every process on purpose, to show that the campaign finds it. */
export interface Mutation {
  readonly name: string;
  readonly services?: (services: AwsServices) => AwsServices;
  readonly checkpoint?: (store: CheckpointStore) => CheckpointStore;
}
