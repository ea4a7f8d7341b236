import { DirectoryCheckpointStore } from '../checkpoint/index.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';

/** Opens the checkpoint at a location: a path or `file:` URL. */
export const openCheckpoint = async (location: string): Promise<CheckpointStore> =>
  DirectoryCheckpointStore.open(location);
