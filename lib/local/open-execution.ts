import { optimize } from '../analysis/optimizer.ts';
import { checkBatch } from '../analysis/unsupported-operations.ts';
import type { AwsUsageMeter } from '../connectors/aws/aws-usage-meter.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { StreamingQueryStatus } from '../contracts/progress.ts';
import type { StreamRequest } from '../contracts/session-backend.ts';
import type { BatchProgram } from '../incremental/batch-program.ts';
import { compile } from '../incremental/compile.ts';
import type { StreamingRelation } from '../plan/logical-plan.ts';
import { BatchRunner } from '../runtime/batch-runner.ts';
import { ContinuousExecution } from '../runtime/continuous-execution.ts';
import type { ExecutionParts } from '../runtime/execution-parts.ts';
import { MicroBatchExecution } from '../runtime/micro-batch-execution.ts';
import { newRunId } from '../runtime/running-stream.ts';
import { continuousParts } from './continuous-parts.ts';
import { explainQuery } from './explain-query.ts';
import { environmentReader, evaluationOf, type LocalEnvironment } from './local-environment.ts';
import { openParts, type RunParts } from './open-parts.ts';
import { openQuarantines } from './open-quarantines.ts';
import { identifyQuery, pinnedSettings, type QueryIdentity } from './query-identity.ts';
import { checkRestart } from './start-checks.ts';

/** What is opened: a query whose request has passed `checkRequest`, on the checkpoint it goes on from. */
export interface ExecutionRequest {
  readonly environment: LocalEnvironment;
  readonly request: StreamRequest;
  readonly sinkProvider: SinkProvider;
  readonly store: CheckpointStore;
  /** Hears the query's id before anything but the identity is opened; its rejection ends the start. */
  readonly claim?: (queryId: string) => Promise<void>;
  /** Counts the query's calls of AWS. */
  readonly awsUsage?: AwsUsageMeter;
  /** Tells what the query is at. */
  readonly onStatus?: (status: Partial<StreamingQueryStatus>) => void;
}

type BatchTrigger = Pick<ExecutionParts, 'noDataBatches' | 'asOfMs'>;

/** A query that is ready to run batches: what a loop on one machine and an invocation have in common. */
export interface OpenExecution extends RunParts {
  /** Id of the query and of this run. */
  readonly run: { readonly id: string; readonly runId: string };
  /** What each source was made of, by source of the program. */
  readonly relations: readonly StreamingRelation[];
  /** The batches over these parts; `noDataBatches`: whether the trigger has batches without input, `asOfMs`: as of when the sources are read. */
  readonly executionOf: (trigger: BatchTrigger) => MicroBatchExecution;
  /** The epochs of the continuous trigger over these parts. */
  readonly continuousOf: (trigger: { readonly intervalMs: number }) => ContinuousExecution;
  readonly explain: (extended: boolean) => string;
}

/**
 * Checks the query against its checkpoint, compiles it and opens its parts. Needs nothing of what has built the plan, which may come out of JSON. What is open is
 * handed to `resources`, also where a later part fails.
 */
export async function openExecution(
  execution: ExecutionRequest,
  resources: AsyncDisposableStack,
): Promise<OpenExecution> {
  const { environment, request, sinkProvider, store } = execution;
  const { settings } = environment;
  const { outputMode, plan: analyzed } = request;
  await checkRestart(request, sinkProvider, store);
  const optimized = optimize(analyzed);
  const pinned = pinnedSettings(await store.readMetadata(), settings);
  const program = compile(
    optimized,
    outputMode,
    evaluationOf((name) => pinned[name] ?? settings.effective(name)),
    analyzed,
  );
  const { identity, parts } = await enterQuery(execution, program, resources);
  const quarantines = openQuarantines(environment, program, parts.sources, identity.queryId);
  const run = { id: identity.queryId, runId: newRunId() };
  const partsOf = ({ noDataBatches, asOfMs }: BatchTrigger): ExecutionParts => ({
    ...parts,
    ...executionSettings(environment, identity),
    query: { ...run, name: request.queryName ?? null },
    runner: new BatchRunner(program, parts.executor, environmentReader(environment), quarantines, environment.clock),
    outputMode,
    store,
    noDataBatches: noDataBatches && settings.isOn('spark.sql.streaming.noDataMicroBatches.enabled'),
    asOfMs,
    checkPlan: (watermarkMs) => checkBatch(optimized, outputMode, watermarkMs, settings.entries()),
    takeAwsUsage: execution.awsUsage && (() => execution.awsUsage?.take()),
    onStatus: execution.onStatus ?? (() => undefined),
  });
  return {
    ...parts,
    run,
    relations: program.sources.map(({ relation }) => relation),
    executionOf: (trigger) => new MicroBatchExecution(partsOf(trigger)),
    continuousOf: ({ intervalMs }) =>
      new ContinuousExecution(continuousParts(partsOf({ noDataBatches: false }), request, intervalMs)),
    explain: (extended) => explainQuery({ analyzed, optimized, program }, extended),
  };
}

/** Opens the parts of a query and enters it into its checkpoint; where another run was faster, opens them anew under that run's identity. */
async function enterQuery(
  { environment, request, sinkProvider, store, claim }: ExecutionRequest,
  program: BatchProgram,
  resources: AsyncDisposableStack,
): Promise<{ readonly identity: QueryIdentity; readonly parts: RunParts }> {
  const { plan, outputMode } = request;
  for (;;) {
    const identity = await identifyQuery(store, { plan, outputMode, program, settings: environment.settings });
    await claim?.(identity.queryId);
    await using attempt = new AsyncDisposableStack();
    const parts = await openParts({ environment, request, sinkProvider, store, program, identity }, attempt);
    if (!(await identity.enter())) continue;
    resources.use(attempt.move());
    return { identity, parts };
  }
}

function executionSettings(
  { clock, phaseHook, settings }: LocalEnvironment,
  { conf }: QueryIdentity,
): Pick<ExecutionParts, 'clock' | 'phaseHook' | 'watermarkPolicy' | 'watermarkIdleTimeoutMs'> {
  const idleTimeoutMs = settings.durationMs('spark.millrace.watermarkIdleTimeout');
  return {
    clock,
    phaseHook,
    watermarkPolicy: conf['spark.sql.streaming.multipleWatermarkPolicy'] === 'max' ? 'max' : 'min',
    watermarkIdleTimeoutMs: idleTimeoutMs > 0 ? idleTimeoutMs : undefined,
  };
}
