import { optimize } from '../analysis/optimizer.ts';
import { checkUnsupported } from '../analysis/unsupported-operations.ts';
import { DirectoryCheckpointStore } from '../checkpoint/index.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { Executor } from '../contracts/executor.ts';
import type { QueryHooks, RunningQuery, StreamRequest } from '../contracts/session-backend.ts';
import type { Sink } from '../contracts/sink.ts';
import type { Source } from '../contracts/source.ts';
import { QueryStartError } from '../errors/index.ts';
import { type BatchProgram, stateTables } from '../incremental/batch-program.ts';
import { compile } from '../incremental/compile.ts';
import { explainPlan } from '../plan/explain.ts';
import { schemaOf } from '../plan/output.ts';
import { BatchRunner } from '../runtime/batch-runner.ts';
import { MicroBatchExecution } from '../runtime/micro-batch-execution.ts';
import { newRunId, RunningStream } from '../runtime/running-stream.ts';
import type { Trigger } from '../runtime/trigger.ts';
import { StateManager } from '../state/state-manager.ts';
import { type CheckpointLocation, checkpointLocation, releaseCheckpoint, sinkOptions } from './checkpoint-location.ts';
import {
  environmentReader,
  evaluationOf,
  type LocalEnvironment,
  openExecutor,
  sourceProvider,
} from './local-environment.ts';
import { identifyQuery, pinnedSettings, type QueryIdentity } from './query-identity.ts';

interface StartedParts {
  readonly identity: QueryIdentity;
  readonly executor: Executor;
  readonly sources: readonly Source[];
  readonly sink: Sink;
  readonly state: StateManager;
}

/** Starts a query on this machine: refuses what cannot run, opens the checkpoint, makes source, sink and state, and sets the loop going. */
export async function startQuery(
  environment: LocalEnvironment,
  request: StreamRequest,
  sinkProvider: SinkProvider,
  hooks: QueryHooks,
): Promise<RunningQuery> {
  const { settings } = environment;
  const trigger = localTrigger(request);
  checkOutputMode(request, sinkProvider);
  if (settings.isOn('spark.sql.streaming.unsupportedOperationCheck'))
    checkUnsupported(request.plan, request.outputMode, settings.entries());
  const location = await checkpointLocation(request, sinkProvider, settings);
  const store = await DirectoryCheckpointStore.open(location.path);
  try {
    return await startOn(store, location, { environment, request, sinkProvider, hooks, trigger });
  } catch (error) {
    await store.close();
    await releaseCheckpoint(location);
    throw error;
  }
}

interface StartContext {
  readonly environment: LocalEnvironment;
  readonly request: StreamRequest;
  readonly sinkProvider: SinkProvider;
  readonly hooks: QueryHooks;
  readonly trigger: Trigger;
}

async function startOn(
  store: CheckpointStore,
  location: CheckpointLocation,
  context: StartContext,
): Promise<RunningQuery> {
  const { environment, request, hooks, trigger } = context;
  const { settings, clock } = environment;
  const plan = optimize(request.plan);
  const pinned = pinnedSettings(await store.readMetadata(), settings);
  const program = compile(
    plan,
    request.outputMode,
    evaluationOf((name) => pinned[name]),
  );
  const { outputMode } = request;
  const identity = await identifyQuery(store, { plan: request.plan, outputMode, program, settings });
  await hooks.claim(identity.queryId);
  const parts = await openParts(store, program, identity, context);
  const runId = newRunId();
  const name = request.queryName;
  const runner = new BatchRunner(program, parts.executor, environmentReader(environment));
  let running: RunningStream | undefined;
  const execution = new MicroBatchExecution({
    query: { id: identity.queryId, runId, name: name ?? null },
    runner,
    executor: parts.executor,
    sources: parts.sources,
    sink: parts.sink,
    outputMode: request.outputMode,
    store,
    state: parts.state,
    clock,
    watermarkPolicy: identity.conf['spark.sql.streaming.multipleWatermarkPolicy'] === 'max' ? 'max' : 'min',
    noDataBatches: settings.isOn('spark.sql.streaming.noDataMicroBatches.enabled') && trigger.kind !== 'once',
    phaseHook: environment.phaseHook,
    onMessage: (message) => running?.setMessage(message),
  });
  const availableNowLimited = await prepareAvailableNow(trigger, parts.sources);
  hooks.onStarted({ id: identity.queryId, runId, name: name ?? null, timestamp: new Date(clock.now()).toISOString() });
  running = new RunningStream({
    id: identity.queryId,
    runId,
    name,
    execution,
    trigger,
    availableNowLimited,
    clock,
    hooks,
    numRecentProgress: settings.number('spark.sql.streaming.numRecentProgressUpdates'),
    idleEventIntervalMs: settings.durationMs('spark.sql.streaming.noDataProgressEventInterval'),
    explain: (extended) => explainQuery(request, plan, program, extended),
    close: () => closeParts(store, location, parts),
  });
  return running;
}

function localTrigger({ trigger }: StreamRequest): Trigger {
  if (trigger.kind !== 'continuous') return trigger;
  throw new QueryStartError('CONTINUOUS_TRIGGER_UNSUPPORTED', { interval: trigger.intervalMs });
}

function checkOutputMode(request: StreamRequest, provider: SinkProvider): void {
  if (provider.outputModes.includes(request.outputMode)) return;
  throw new QueryStartError('STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE', {
    className: request.format,
    outputMode: request.outputMode,
    allowed: provider.outputModes.join(', '),
  });
}

async function openParts(
  store: CheckpointStore,
  program: BatchProgram,
  identity: QueryIdentity,
  { environment, request, sinkProvider }: StartContext,
): Promise<StartedParts> {
  const context = environment.connectorContext();
  const executor = await openExecutor(environment, evaluationOf((name) => identity.conf[name]).timeZone);
  const sources: Source[] = [];
  for (const [i, { relation }] of program.sources.entries()) {
    const { format, options, schema } = relation;
    const provider = sourceProvider(environment, format);
    sources.push(await provider.create({ format, options, schema, log: store.sourceLog(i), context }));
  }
  const sink = await sinkProvider.create({
    format: request.format,
    options: sinkOptions(request.options),
    schema: schemaOf(request.plan),
    partitionBy: request.partitionBy,
    outputMode: request.outputMode,
    queryId: identity.queryId,
    queryName: request.tableName ?? request.queryName,
    context,
  });
  const state = await StateManager.create(executor, store, stateTables(program), {
    scratchDirectory: environment.scratchDirectory,
    minBatchesToRetain: environment.settings.number('spark.sql.streaming.minBatchesToRetain'),
  });
  return { identity, executor, sources, sink, state };
}

/** Fixes the end of every source; false if one cannot, whereupon the query runs one batch over everything. */
async function prepareAvailableNow(trigger: Trigger, sources: readonly Source[]): Promise<boolean> {
  if (trigger.kind !== 'availableNow') return false;
  if (!sources.every((source) => source.prepareForAvailableNow !== undefined)) return false;
  for (const source of sources) await source.prepareForAvailableNow?.();
  return true;
}

function explainQuery(
  request: StreamRequest,
  plan: StreamRequest['plan'],
  program: BatchProgram,
  extended: boolean,
): string {
  if (!extended) return explainPlan(plan);
  const operators = program.operators
    .map((o) => `[${o.operatorId}] ${o.operatorName}\n${o.merge.join(';\n')}`)
    .join('\n');
  return [
    '== Analyzed Logical Plan ==',
    explainPlan(request.plan),
    '== Optimized Logical Plan ==',
    explainPlan(plan),
    '== Batch Program ==',
    ...(operators === '' ? [] : [operators]),
    program.output,
  ].join('\n');
}

async function closeParts(store: CheckpointStore, location: CheckpointLocation, parts: StartedParts): Promise<void> {
  for (const source of parts.sources) await source.stop();
  await parts.sink.close?.();
  await parts.executor.close();
  await store.close();
  await releaseCheckpoint(location);
}
