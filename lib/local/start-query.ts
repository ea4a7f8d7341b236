import { optimize } from '../analysis/optimizer.ts';
import { checkBatch } from '../analysis/unsupported-operations.ts';
import { DirectoryCheckpointStore } from '../checkpoint/index.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { QueryHooks, RunningQuery, StreamRequest } from '../contracts/session-backend.ts';
import type { Source } from '../contracts/source.ts';
import { QueryStartError } from '../errors/index.ts';
import { compile } from '../incremental/compile.ts';
import { BatchRunner } from '../runtime/batch-runner.ts';
import { type ExecutionParts, MicroBatchExecution } from '../runtime/micro-batch-execution.ts';
import { newRunId, RunningStream, type RunningStreamProps } from '../runtime/running-stream.ts';
import type { Trigger } from '../runtime/trigger.ts';
import { checkpointLocation, releaseCheckpoint } from './checkpoint-location.ts';
import { explainQuery } from './explain-query.ts';
import { environmentReader, evaluationOf, type LocalEnvironment } from './local-environment.ts';
import { openParts } from './open-parts.ts';
import { identifyQuery, pinnedSettings, type QueryIdentity } from './query-identity.ts';
import { checkRequest, checkRestart } from './start-checks.ts';

interface StartContext {
  readonly environment: LocalEnvironment;
  readonly request: StreamRequest;
  readonly sinkProvider: SinkProvider;
  readonly hooks: QueryHooks;
  readonly trigger: Trigger;
}

/** Starts a query on this machine: refuses what cannot run, opens the checkpoint, makes source, sink and state, and sets the loop going. */
export async function startQuery(
  environment: LocalEnvironment,
  request: StreamRequest,
  sinkProvider: SinkProvider,
  hooks: QueryHooks,
): Promise<RunningQuery> {
  const trigger = batchTrigger(request);
  checkRequest(request, sinkProvider, environment.settings);
  // What is open when the start fails is closed again; a run that has come to life takes it over.
  await using resources = new AsyncDisposableStack();
  const location = await checkpointLocation(request, sinkProvider, environment.settings);
  resources.defer(() => releaseCheckpoint(location));
  const store = DirectoryCheckpointStore.open(location.path);
  resources.defer(() => store.close());
  return await startOn(store, resources, { environment, request, sinkProvider, hooks, trigger });
}

async function startOn(
  store: CheckpointStore,
  resources: AsyncDisposableStack,
  { environment, request, sinkProvider, hooks, trigger: wanted }: StartContext,
): Promise<RunningQuery> {
  const { settings, clock } = environment;
  const { outputMode, plan: analyzed, queryName } = request;
  await checkRestart(request, sinkProvider, store);
  const optimized = optimize(analyzed);
  const pinned = pinnedSettings(await store.readMetadata(), settings);
  const evaluation = evaluationOf((name) => pinned[name] ?? settings.effective(name));
  const program = compile(optimized, outputMode, evaluation);
  const identity = await identifyQuery(store, { plan: analyzed, outputMode, program, settings });
  await hooks.claim(identity.queryId);
  const parts = await openParts({ environment, request, sinkProvider, store, program, identity }, resources);
  const trigger = await possibleTrigger(wanted, parts.sources);
  const run = { id: identity.queryId, runId: newRunId() };
  let running: RunningStream | undefined;
  const execution = new MicroBatchExecution({
    ...parts,
    ...executionSettings(environment, identity, trigger),
    query: { ...run, name: queryName ?? null },
    runner: new BatchRunner(program, parts.executor, environmentReader(environment)),
    outputMode,
    store,
    checkPlan: (watermarkMs) => checkBatch(optimized, outputMode, watermarkMs, settings.entries()),
    onStatus: (status) => running?.setStatus(status),
  });
  hooks.onStarted({ ...run, name: queryName ?? null, timestamp: new Date(clock.now()).toISOString() });
  const owned = resources.move();
  running = new RunningStream({
    ...run,
    ...loopSettings(environment),
    name: queryName,
    execution,
    trigger,
    hooks,
    explain: (extended) => explainQuery({ analyzed, optimized, program }, extended),
    close: () => owned.disposeAsync(),
  });
  return running;
}

function executionSettings(
  { settings, clock, phaseHook }: LocalEnvironment,
  { conf }: QueryIdentity,
  trigger: Trigger,
): Pick<ExecutionParts, 'clock' | 'phaseHook' | 'watermarkPolicy' | 'noDataBatches'> {
  return {
    clock,
    phaseHook,
    watermarkPolicy: conf['spark.sql.streaming.multipleWatermarkPolicy'] === 'max' ? 'max' : 'min',
    noDataBatches: settings.isOn('spark.sql.streaming.noDataMicroBatches.enabled') && trigger.kind !== 'once',
  };
}

const loopSettings = ({
  settings,
  clock,
}: LocalEnvironment): Pick<
  RunningStreamProps,
  'clock' | 'numRecentProgress' | 'pollingDelayMs' | 'idleEventIntervalMs'
> => ({
  clock,
  numRecentProgress: settings.number('spark.sql.streaming.numRecentProgressUpdates'),
  pollingDelayMs: settings.durationMs('spark.sql.streaming.pollingDelay'),
  idleEventIntervalMs: settings.durationMs('spark.sql.streaming.noDataProgressEventInterval'),
});

function batchTrigger({ trigger }: StreamRequest): Trigger {
  if (trigger.kind !== 'continuous') return trigger;
  throw new QueryStartError('CONTINUOUS_TRIGGER_UNSUPPORTED', { interval: trigger.intervalMs });
}

/** For availableNow, fixes the end of every source; where one cannot, the query runs one batch, as in Spark. */
async function possibleTrigger(trigger: Trigger, sources: readonly Source[]): Promise<Trigger> {
  if (trigger.kind !== 'availableNow') return trigger;
  if (sources.some((source) => source.prepareForAvailableNow === undefined)) return { kind: 'once' };
  for (const source of sources) await source.prepareForAvailableNow?.();
  return trigger;
}
