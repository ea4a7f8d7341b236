import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { Executor } from '../contracts/executor.ts';
import type { StreamRequest } from '../contracts/session-backend.ts';
import type { Sink } from '../contracts/sink.ts';
import type { Source } from '../contracts/source.ts';
import { type BatchProgram, stateTables } from '../incremental/batch-program.ts';
import { schemaOf } from '../plan/output.ts';
import { StateManager } from '../state/state-manager.ts';
import { sinkOptions } from './checkpoint-location.ts';
import { evaluationOf, type LocalEnvironment, openExecutor, sourceProvider } from './local-environment.ts';
import type { QueryIdentity } from './query-identity.ts';

/** What a run holds open. */
export interface RunParts {
  readonly executor: Executor;
  /** By source of the program. */
  readonly sources: readonly Source[];
  readonly sink: Sink;
  readonly state: StateManager;
}

/** What the parts of a run are made for. */
export interface PartsRequest {
  readonly environment: LocalEnvironment;
  readonly request: StreamRequest;
  readonly sinkProvider: SinkProvider;
  readonly store: CheckpointStore;
  readonly program: BatchProgram;
  readonly identity: QueryIdentity;
}

/** Opens executor, sources, sink and state of a run; whatever is open is handed to `resources`, also where a later part fails. */
export async function openParts(parts: PartsRequest, resources: AsyncDisposableStack): Promise<RunParts> {
  const { environment, store, program, identity } = parts;
  const executor = await openExecutor(environment, evaluationOf((name) => identity.conf[name]).timeZone);
  resources.defer(() => executor.close());
  const sources = await openSources(parts, resources);
  const sink = await openSink(parts);
  resources.defer(async () => sink.close?.());
  const state = await StateManager.create(executor, store, stateTables(program), {
    scratchDirectory: environment.scratchDirectory,
    minBatchesToRetain: environment.settings.number('spark.sql.streaming.minBatchesToRetain'),
  });
  return { executor, sources, sink, state };
}

async function openSources({ environment, program, store }: PartsRequest, resources: AsyncDisposableStack) {
  const context = environment.connectorContext();
  const sources: Source[] = [];
  for (const [i, { relation }] of program.sources.entries()) {
    const { format, options, schema } = relation;
    const provider = sourceProvider(environment, format);
    const source = await provider.create({ format, options, schema, log: store.sourceLog(i), context });
    resources.defer(() => source.stop());
    sources.push(source);
  }
  return sources;
}

function openSink({ environment, request, sinkProvider, identity }: PartsRequest): Promise<Sink> {
  return sinkProvider.create({
    format: request.format,
    options: sinkOptions(request.options),
    schema: schemaOf(request.plan),
    partitionBy: request.partitionBy,
    outputMode: request.outputMode,
    queryId: identity.queryId,
    queryName: request.tableName ?? request.queryName,
    context: environment.connectorContext(),
  });
}
