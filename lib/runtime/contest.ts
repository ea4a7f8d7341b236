import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import { CheckpointError } from '../errors/index.ts';

/** The error of a run whose batch another one has begun or committed. */
export const takenByAnother = ({ location }: CheckpointStore, batchId: number, cause?: unknown): CheckpointError =>
  new CheckpointError('CONCURRENT_STREAM_LOG_UPDATE', { batchId, location }, { cause });

/** Whether another run than this has committed a batch; one whose predecessor is gone was committed and purged. */
export async function isTaken({ commits }: CheckpointStore, batchId: number, runId: string): Promise<boolean> {
  const [own, previous] = await Promise.all(
    [batchId, batchId - 1].map((id) => (id < 0 ? undefined : commits.read(id))),
  );
  if (own !== undefined) return own.runToken !== runId;
  return batchId > 0 && previous === undefined;
}
