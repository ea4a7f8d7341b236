import type { CommitLogEntry } from '../contracts/index.ts';

/** What a start would replay on top of the newest snapshot. */
export interface DeltasSince {
  readonly batches: number;
  readonly rows: number;
}

export const NO_DELTAS: DeltasSince = Object.freeze({ batches: 0, rows: 0 });

/** A snapshot costs more than a few small deltas do at the next start, however small the state. */
const MIN_BATCHES_BETWEEN_SNAPSHOTS = 20;

/** Whether the deltas outweigh the state they lead to, or have become too many. */
export const isSnapshotDue = (since: DeltasSince, storedRows: number, snapshotAfter: number): boolean =>
  since.batches >= snapshotAfter || (since.batches >= MIN_BATCHES_BETWEEN_SNAPSHOTS && since.rows > storedRows);

/** The same with some more commits. */
export function addDeltas(since: DeltasSince, entries: readonly CommitLogEntry[]): DeltasSince {
  const rows = entries.flatMap((entry) => entry.state).reduce((sum, { delta }) => sum + (delta?.rows ?? 0), 0);
  return { batches: since.batches + entries.length, rows: since.rows + rows };
}
