import type { CheckpointMetadata, CheckpointStore } from '../contracts/checkpoint-store.ts';
import { CheckpointError } from '../errors/index.ts';
import type { CliContext } from './cli-context.ts';
import { usageError } from './usage-error.ts';

/** A checkpoint that is there. */
export interface ExistingCheckpoint {
  readonly store: CheckpointStore;
  readonly metadata: CheckpointMetadata;
}

/** Opens the checkpoint at a location for as long as `work` takes; raises CHECKPOINT_NOT_FOUND where there is none. */
export async function withCheckpoint<T>(
  { aws, clock }: Pick<CliContext, 'aws' | 'clock'>,
  location: string,
  work: (checkpoint: ExistingCheckpoint) => Promise<T>,
): Promise<T> {
  if (location === '')
    throw usageError(
      'LOCATION is empty.',
      'Give a checkpoint folder or dynamodb://TABLE/QUERY; was a variable of the shell not set?',
    );
  const { openCheckpoint } = await import('../local/open-checkpoint.ts');
  const store = openCheckpoint(location, { aws, clock });
  try {
    const metadata = await store.readMetadata();
    if (metadata === undefined) throw new CheckpointError('CHECKPOINT_NOT_FOUND', { location });
    return await work({ store, metadata });
  } finally {
    await store.close();
  }
}
