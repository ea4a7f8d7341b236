import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import type { StreamingQueryProgress } from '../../contracts/progress.ts';
import type { Json } from '../../util/json.ts';

/** Records that stay readable. */
const KEPT = 20;
/** Records after which older ones are looked for, so that most writes take one request. */
const TIDY_EVERY = 10;

/**
 * Stores a batch's progress with the checkpoint; of a batch that is there already nothing is written. Callers choose which batches are worth a request: status
 * tells batch, watermark and offsets of every batch from its logs.
 */
export async function recordProgress(store: CheckpointStore, progress: StreamingQueryProgress): Promise<void> {
  const log = store.sideLog('progress');
  await log.add(progress.batchId, JSON.parse(printed(progress)) as Json);
  if (progress.batchId % TIDY_EVERY !== 0) return;
  await log.remove((await log.list()).slice(0, -KEPT));
}

/** The last records, oldest first. */
export async function recentProgress(store: CheckpointStore, limit = KEPT): Promise<readonly StreamingQueryProgress[]> {
  const log = store.sideLog('progress');
  const ids = (await log.list()).slice(-limit);
  const records = await Promise.all(ids.map((id) => log.read(id)));
  return records.filter((record) => record !== undefined) as unknown as readonly StreamingQueryProgress[];
}

/** As JSON; numbers that JSON cannot hold as texts. */
const printed = (progress: StreamingQueryProgress): string =>
  JSON.stringify(progress, (_, value) => (typeof value === 'bigint' ? String(value) : value));
