import type { CheckpointStore, CommitLogEntry } from '../contracts/checkpoint-store.ts';
import { CheckpointError } from '../errors/index.ts';

/** The commit of a batch, by default of the newest; raises BATCH_NOT_RETAINED where the checkpoint has none. */
export async function retainedBatch(store: CheckpointStore, batchId: number | undefined): Promise<CommitLogEntry> {
  const commit = batchId === undefined ? await store.commits.latest() : await store.commits.read(batchId);
  if (commit !== undefined) return commit;
  const kept = await store.commits.range(0, Number.MAX_SAFE_INTEGER);
  const [first, last] = [kept[0], kept.at(-1)];
  const retained =
    first === undefined || last === undefined ? 'no batch yet' : `batches ${first.batchId} to ${last.batchId}`;
  throw new CheckpointError('BATCH_NOT_RETAINED', { location: store.location, batchId: batchId ?? 0, retained });
}
