import { AwsUsageMeter } from '../connectors/aws/aws-usage-meter.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { QueryHooks, RunningQuery, StreamRequest } from '../contracts/session-backend.ts';
import type { Source } from '../contracts/source.ts';
import { RunningStream, type RunningStreamProps } from '../runtime/running-stream.ts';
import type { Trigger } from '../runtime/trigger.ts';
import { checkpointLocation, releaseCheckpoint } from './checkpoint-location.ts';
import type { LocalEnvironment } from './local-environment.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { openExecution } from './open-execution.ts';
import { refuseStopped, runControl } from './run-control.ts';
import { checkContinuousRequest, checkRequest } from './start-checks.ts';

interface StartRequest {
  readonly environment: LocalEnvironment;
  readonly request: StreamRequest;
  readonly sinkProvider: SinkProvider;
  readonly hooks: QueryHooks;
  readonly awsUsage: AwsUsageMeter;
}

interface StartContext extends StartRequest {
  readonly trigger: Trigger;
  /** The checkpoint is the run's own and goes with it. */
  readonly isTemporary: boolean;
}

/** Starts a query on this machine: refuses what cannot run, opens the checkpoint, makes source, sink and state, and sets the loop going. */
export function startQuery(
  environment: LocalEnvironment,
  request: StreamRequest,
  sinkProvider: SinkProvider,
  hooks: QueryHooks,
): Promise<RunningQuery> {
  const awsUsage = new AwsUsageMeter();
  return environment.awsUsage.run(awsUsage, () =>
    openAndStart({ environment, request, sinkProvider, hooks, awsUsage }),
  );
}

async function openAndStart(start: StartRequest): Promise<RunningQuery> {
  const { environment, request, sinkProvider } = start;
  const { trigger } = request;
  checkRequest(request, sinkProvider, environment.settings);
  if (trigger.kind === 'continuous') checkContinuousRequest(request, sinkProvider, environment);
  // What is open when the start fails is closed again; a run that has come to life takes it over.
  await using resources = new AsyncDisposableStack();
  const location = await checkpointLocation(request, sinkProvider, environment.settings);
  resources.defer(() => releaseCheckpoint(location));
  const store = openCheckpoint(location.path, environment);
  resources.defer(() => store.close());
  const isTemporary = location.temporary;
  if (!isTemporary) await refuseStopped(store, request.queryName);
  return await startOn(store, resources, { ...start, trigger, isTemporary });
}

async function startOn(
  store: CheckpointStore,
  resources: AsyncDisposableStack,
  { environment, request, sinkProvider, hooks, awsUsage, trigger: wanted, isTemporary }: StartContext,
): Promise<RunningQuery> {
  const { queryName } = request;
  let running: RunningStream | undefined;
  const open = await openExecution(
    {
      ...{ environment, request, sinkProvider, store, awsUsage },
      claim: (queryId) => hooks.claim(queryId),
      onStatus: (status) => running?.setStatus(status),
    },
    resources,
  );
  const asOfMs = environment.clock.now();
  const trigger = await possibleTrigger(wanted, open.sources);
  const execution =
    trigger.kind === 'continuous'
      ? open.continuousOf(trigger)
      : open.executionOf({
          noDataBatches: trigger.kind !== 'once',
          asOfMs: trigger.kind === 'availableNow' ? asOfMs : undefined,
        });
  const timestamp = new Date(environment.clock.now()).toISOString();
  hooks.onStarted({ ...open.run, name: queryName ?? null, timestamp });
  const owned = resources.move();
  running = new RunningStream({
    ...open.run,
    ...loopSettings(environment),
    name: queryName,
    execution,
    trigger,
    hooks,
    explain: open.explain,
    control: isTemporary ? undefined : runControl(store, environment.clock),
    close: () => owned.disposeAsync(),
  });
  return running;
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

/** For availableNow, fixes the end of every source; where one cannot, the query runs one batch, as in Spark. */
async function possibleTrigger(trigger: Trigger, sources: readonly Source[]): Promise<Trigger> {
  if (trigger.kind !== 'availableNow') return trigger;
  if (sources.some((source) => source.prepareForAvailableNow === undefined)) return { kind: 'once' };
  for (const source of sources) await source.prepareForAvailableNow?.();
  return trigger;
}
