import { isDynamoDbLocation } from '../connectors/dynamodb/checkpoint-url.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import { QueryStartError } from '../errors/index.ts';
import { readDesiredState } from '../runtime/control/desired-state.ts';
import { recordProgress } from '../runtime/control/progress-log.ts';
import type { RunControl } from '../runtime/run-control.ts';
import type { Clock } from '../util/clock.ts';

/** Least time between two looks, and two records: a folder is asked at every trigger, a table costs a request. */
const FOLDER = { lookMs: 0, recordMs: 1000 };
const TABLE = { lookMs: 1000, recordMs: 10_000 };

/** Refuses to start a query that somebody has stopped. */
export async function refuseStopped(store: CheckpointStore, queryName: string | undefined): Promise<void> {
  const desired = await readDesiredState(store);
  if (desired.state === 'running') return;
  const { since, reason } = desired;
  throw new QueryStartError('STOPPED_QUERY_NOT_STARTED', {
    query: queryName ?? store.location,
    since,
    reason: reason ?? 'no reason was given',
    location: store.location,
  });
}

/** How a run on this machine heeds `stop` and leaves its progress for `status`, by the checkpoint. */
export function runControl(store: CheckpointStore, clock: Clock): RunControl {
  const { lookMs, recordMs } = isDynamoDbLocation(store.location) ? TABLE : FOLDER;
  let lookedMs = Number.NEGATIVE_INFINITY;
  let recordedMs = Number.NEGATIVE_INFINITY;
  let unrecorded: StreamingQueryProgress | undefined;
  const record = async (progress: StreamingQueryProgress): Promise<void> => {
    unrecorded = undefined;
    recordedMs = clock.now();
    await recordProgress(store, progress).catch(warn);
  };
  return {
    stopReason: async () => {
      if (clock.now() - lookedMs < lookMs) return undefined;
      lookedMs = clock.now();
      const desired = await readDesiredState(store);
      return desired.state === 'running' ? undefined : (desired.reason ?? 'no reason was given');
    },
    keepProgress: async (progress) => {
      unrecorded = progress;
      if (clock.now() - recordedMs >= recordMs) await record(progress);
    },
    flush: async () => {
      if (unrecorded !== undefined) await record(unrecorded);
    },
  };
}

/** The batch is committed whatever becomes of its progress. */
const warn = (error: unknown): void =>
  process.emitWarning(`The progress of a batch could not be stored: ${String(error)}`, 'MillraceWarning');
