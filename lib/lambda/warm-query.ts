import type { AwsUsageMeter } from '../connectors/aws/aws-usage-meter.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { StreamRequest } from '../contracts/session-backend.ts';
import type { Source } from '../contracts/source.ts';
import type { NewEnvironment } from '../local/create-environment.ts';
import { openExecution } from '../local/open-execution.ts';
import { checkRequest } from '../local/start-checks.ts';
import type { StreamingRelation } from '../plan/logical-plan.ts';
import { planFromJson } from '../plan/plan-json.ts';
import type { MicroBatchExecution } from '../runtime/micro-batch-execution.ts';
import type { BatchTimes } from './batch-times.ts';
import { bindModule, type QueryModule } from './bind-module.ts';
import type { QueryManifest } from './read-manifest.ts';

/** A query that is open in this process. Its state is that of the checkpoint as of the last batch; every batch begins with a look whether it still is. */
export interface WarmQuery {
  readonly execution: MicroBatchExecution;
  readonly sources: readonly { readonly source: Source; readonly relation: StreamingRelation }[];
  readonly times: BatchTimes;
  /** The backfill at whose end the sources stop; undefined: they go on. */
  readonly endsAt: string | undefined;
  close(): Promise<void>;
}

/** What a query is opened with. */
interface WarmQueryRequest {
  readonly manifest: QueryManifest;
  readonly environment: NewEnvironment;
  readonly store: CheckpointStore;
  readonly module: QueryModule | undefined;
  readonly times: BatchTimes;
  /** Counts the calls of AWS. */
  readonly awsUsage: AwsUsageMeter;
  /** A backfill: everything as of a time. */
  readonly end: { readonly name: string; readonly asOfMs: number } | undefined;
}

/** Opens a query from its manifest: DuckDB, sources, sink, and the state of its checkpoint. */
export async function openWarmQuery(warm: WarmQueryRequest): Promise<WarmQuery> {
  const { manifest, store, awsUsage, end } = warm;
  const { environment } = warm.environment;
  for (const [name, value] of Object.entries(manifest.conf)) environment.settings.set(name, value);
  await using resources = new AsyncDisposableStack();
  const bound = await bindModule(manifest, warm.environment, warm.module);
  if (bound !== undefined) resources.defer(() => bound.close());
  const request: StreamRequest = {
    plan: planFromJson(manifest.plan),
    outputMode: manifest.outputMode,
    ...manifest.sink,
    queryName: manifest.name,
    trigger: manifest.trigger,
    tableName: undefined,
    foreach: bound?.foreach,
    foreachBatch: bound?.foreachBatch,
  };
  const sinkProvider = bound?.sinkProvider(request) ?? environment.connectors.sink(request.format);
  checkRequest(request, sinkProvider, environment.settings);
  const open = await openExecution({ environment, request, sinkProvider, store, awsUsage }, resources);
  if (end !== undefined) for (const source of open.sources) await source.prepareForAvailableNow?.(end.asOfMs);
  const owned = resources.move();
  return {
    execution: open.executionOf({ noDataBatches: manifest.trigger.kind !== 'once', asOfMs: end?.asOfMs }),
    sources: open.sources.map((source, i) => ({ source, relation: open.relations[i] as StreamingRelation })),
    times: warm.times,
    endsAt: end?.name,
    close: () => owned.disposeAsync(),
  };
}
