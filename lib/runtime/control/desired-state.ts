import type { CheckpointStore } from '../../contracts/checkpoint-store.ts';
import type { Clock } from '../../util/clock.ts';

/** Entries of the control log; each stands for something while it is there. */
const STOPPED = 0;
const CATCH_UP = 1;
const FIRST_FAILURE = 2;

/** A batch that has failed so often is not tried again by itself, as a task in Spark. */
export const MAX_FAILURES = 4;

/** Whether a query shall run; see {@link readDesiredState}. */
export type DesiredState =
  | {
      readonly state: 'running';
      /** The query was stopped and events have passed it by: the sources must be asked what there is. */
      readonly catchUp: boolean;
    }
  | {
      readonly state: 'stopped';
      /** ISO-8601. */
      readonly since: string;
      readonly reason: string | null;
      /** Stopped by itself, after failures. */
      readonly failed: boolean;
    };

/** Reads whether the query shall run: one request while it does. */
export async function readDesiredState(store: CheckpointStore): Promise<DesiredState> {
  const log = store.sideLog('control');
  const ids = await log.list();
  const entry = ids.includes(STOPPED) ? ((await log.read(STOPPED)) as StopEntry | undefined) : undefined;
  if (entry === undefined) return { state: 'running', catchUp: ids.includes(CATCH_UP) };
  return { state: 'stopped', ...entry };
}

/** Makes every runner of the query leave it alone, from its next batch on. Whether it was running. */
export const stopQuery = (store: CheckpointStore, clock: Clock, reason: string | null = null): Promise<boolean> =>
  addStop(store, clock, { reason, failed: false });

/** Lets the query run again, from where it stopped. Whether it was stopped. */
export async function startQuery(store: CheckpointStore): Promise<boolean> {
  const log = store.sideLog('control');
  const ids = await log.list();
  if (!ids.includes(STOPPED)) return false;
  // First: a start that dies between the two is repeated as a whole.
  await log.add(CATCH_UP, null);
  await log.remove(ids.filter((id) => id !== CATCH_UP));
  return true;
}

/** The sources have been asked since the query was started. */
export const caughtUp = (store: CheckpointStore): Promise<void> => store.sideLog('control').remove([CATCH_UP]);

/**
 * Counts a failure of a batch for which the query or its data are to blame. At the {@link MAX_FAILURES}th of one batch the query is stopped: its records wait in
 * their source for somebody to mend it, and for `start`. Whether this failure stopped it.
 */
export async function countFailure(
  store: CheckpointStore,
  clock: Clock,
  failure: { readonly batchId: number; readonly message: string },
): Promise<boolean> {
  const log = store.sideLog('control');
  const failures = (await log.list()).filter((id) => id >= FIRST_FAILURE);
  const entries = await Promise.all(
    failures.map(async (id) => ({ id, entry: (await log.read(id)) as FailureEntry | undefined })),
  );
  const [same, older] = [true, false].map((wanted) =>
    entries.filter(({ entry }) => (entry?.batchId === failure.batchId) === wanted).map(({ id }) => id),
  ) as [number[], number[]];
  if (same.length + 1 >= MAX_FAILURES) {
    await log.remove(failures);
    const reason = `batch ${failure.batchId} has failed ${MAX_FAILURES} times: ${failure.message}`;
    return addStop(store, clock, { reason, failed: true });
  }
  await log.add((failures.at(-1) ?? FIRST_FAILURE - 1) + 1, { batchId: failure.batchId });
  await log.remove(older);
  return false;
}

const addStop = (store: CheckpointStore, clock: Clock, why: Omit<StopEntry, 'since'>): Promise<boolean> =>
  store.sideLog('control').add(STOPPED, { since: new Date(clock.now()).toISOString(), ...why });

type StopEntry = { readonly since: string; readonly reason: string | null; readonly failed: boolean };
type FailureEntry = { readonly batchId: number };
