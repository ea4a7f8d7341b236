import { queryStatus, type StoredQueryStatus } from '../runtime/control/query-status.ts';
import type { ExistingCheckpoint } from './open-existing.ts';

/** What a checkpoint tells of its query at a glance. */
export interface QuerySummary extends StoredQueryStatus {
  /** ISO-8601: when the last committed batch began; null before the first. */
  readonly lastBatchAt: string | null;
}

/** Reads the summary. */
export async function querySummary({ store }: ExistingCheckpoint): Promise<QuerySummary> {
  const status = await queryStatus(store);
  const last = status.batchId < 0 ? undefined : await store.offsets.read(status.batchId);
  return { ...status, lastBatchAt: last === undefined ? null : new Date(last.batchTimestampMs).toISOString() };
}

/** `started` says that batches may run; whether anybody runs them shows in the time of the last one. */
export function stateText({ desired }: Pick<QuerySummary, 'desired'>): string {
  if (desired.state === 'running') return 'started';
  return desired.failed ? 'failed' : 'stopped';
}
