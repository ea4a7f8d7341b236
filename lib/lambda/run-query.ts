import { type ConditionName, MillraceError } from '../errors/index.ts';
import { formatCondition } from '../errors/millrace-error.ts';
import { caughtUp, countFailure, type DesiredState, readDesiredState } from '../runtime/control/desired-state.ts';
import { recordProgress } from '../runtime/control/progress-log.ts';
import { isLostRace } from '../runtime/step-batch.ts';
import type { Invocation } from './invocation.ts';
import { type BatchesRequest, type BatchesResult, processBatches } from './process-batches.ts';
import type { BackfillEnd, QueryRuntime } from './query-runtime.ts';
import type { WarmQuery } from './warm-query.ts';

/** What an invocation did to its query. */
export type RunOutcome =
  | ({ readonly kind: 'ran' } & BatchesResult)
  /** The query shall not run: nothing was done, and nothing is lost. */
  | { readonly kind: 'stopped'; readonly desired: Extract<DesiredState, { readonly state: 'stopped' }> }
  /** Other invocations took every batch; this one may come again. */
  | { readonly kind: 'lostRace' };

/** What is run, once the query is open. */
export type BatchesPlan = Pick<BatchesRequest, 'arrivals' | 'onlyArrivals' | 'limit' | 'maxBatches' | 'maxMs'>;

/**
 * Runs batches of the query, unless it is stopped. After a stop the sources are first asked what there is, since events went by. An error that comes through leaves
 * the checkpoint as it was, and counts towards stopping the query where the query or its data are to blame.
 */
export async function runQuery(
  runtime: QueryRuntime,
  invocation: Invocation,
  plan: (query: WarmQuery) => BatchesPlan,
  end?: BackfillEnd,
): Promise<RunOutcome> {
  const { name } = await runtime.manifest();
  const desired = await readDesiredState(await runtime.store());
  if (desired.state === 'stopped') {
    skip(invocation, 'QUERY_IS_STOPPED', { query: name, since: desired.since }, desired.failed);
    return { kind: 'stopped', desired };
  }
  try {
    const result = await runtime.exclusively((query) => runOpen({ runtime, invocation, query }, plan, desired), end);
    if (result.outcome === 'noTime' && result.hasUnread) {
      const { remainingMs } = invocation.timeLeft();
      skip(invocation, 'NOT_ENOUGH_TIME', { query: name, remainingMs, neededMs: runtime.neededMs });
    }
    return { kind: 'ran', ...result };
  } catch (error) {
    if (!isLostRace(error)) throw await failed(runtime, invocation, error);
    invocation.onSkip({ condition: 'CONCURRENT_STREAM_LOG_UPDATE', message: (error as Error).message, failed: false });
    return { kind: 'lostRace' };
  }
}

interface OpenRun {
  readonly runtime: QueryRuntime;
  readonly invocation: Invocation;
  readonly query: WarmQuery;
}

async function runOpen(
  { runtime, invocation, query }: OpenRun,
  plan: (query: WarmQuery) => BatchesPlan,
  desired: DesiredState,
): Promise<BatchesResult> {
  const { clock, rivalPatienceMs } = runtime;
  const run = (batches: BatchesPlan) => processBatches(query, { invocation, clock, rivalPatienceMs, ...batches });
  const wanted = plan(query);
  let before: BatchesResult | undefined;
  if (desired.state === 'running' && desired.catchUp && wanted.arrivals !== undefined) {
    before = await run({});
    if (before.outcome !== 'done') return { ...before, hasUnread: true };
  }
  const result = await run(wanted);
  const batches = [...(before?.batches ?? []), ...result.batches];
  if (desired.state === 'running' && desired.catchUp && result.outcome === 'done')
    await caughtUp(await runtime.store());
  const last = batches.at(-1);
  if (last !== undefined && runtime.isProgressDue()) await recordProgress(await runtime.store(), last).catch(warn);
  return { ...result, batches };
}

/** The batch is committed whatever becomes of its progress. */
const warn = (error: unknown): void =>
  process.emitWarning(`The progress of a batch could not be stored: ${String(error)}`, 'MillraceWarning');

/** Tells of a failure, and gives what the invocation fails with. */
async function failed(runtime: QueryRuntime, invocation: Invocation, error: unknown): Promise<unknown> {
  const failure = await countIfToBlame(runtime, error).catch(() => ({ batchId: undefined, stopped: false }));
  invocation.onFailure({ ...failure, error });
  return error;
}

/** What services say where they are away or asked too much, in our words. */
const PASSING: ReadonlySet<ConditionName> = new Set<ConditionName>([
  'KAFKA_POLL_TIMEOUT',
  'KAFKA_REQUEST_FAILED',
  'KAFKA_SEND_FAILED',
  'KINESIS_PUT_FAILED',
]);

/** Faults of AWS or of the network are not counted: they pass. */
async function countIfToBlame(runtime: QueryRuntime, error: unknown) {
  const store = await runtime.store();
  const batchId = (await store.offsets.latest())?.batchId;
  const isToBlame = error instanceof MillraceError && !PASSING.has(error.condition);
  if (!isToBlame || batchId === undefined) return { batchId, stopped: false };
  const { message } = error;
  return { batchId, stopped: await countFailure(store, runtime.clock, { batchId, message }) };
}

function skip(
  invocation: Invocation,
  condition: 'QUERY_IS_STOPPED' | 'NOT_ENOUGH_TIME',
  params: Readonly<Record<string, string | number>>,
  failed = false,
): void {
  invocation.onSkip({ condition, message: formatCondition(condition, params), failed });
}
