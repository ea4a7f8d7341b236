import { checkContinuous, checkUnsupported } from '../analysis/unsupported-operations.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { StreamRequest } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import { collect } from '../plan/traverse.ts';
import { type LocalEnvironment, sourceProvider } from './local-environment.ts';
import type { SessionSettingsStore } from './session-settings-store.ts';

/** Refuses a query that cannot run, before anything is opened. */
export function checkRequest(request: StreamRequest, sink: SinkProvider, settings: SessionSettingsStore): void {
  const { format, outputMode, partitionBy, plan } = request;
  if (!sink.outputModes.includes(outputMode)) {
    throw new QueryStartError('STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE', {
      className: format,
      outputMode,
      allowed: sink.outputModes.join(', '),
    });
  }
  if (sink.partitioned === false && partitionBy.length > 0)
    throw new QueryStartError('_LEGACY_ERROR_TEMP_1197', { operation: format });
  if (settings.isOn('spark.sql.streaming.unsupportedOperationCheck'))
    checkUnsupported(plan, outputMode, settings.entries());
}

/** Refuses what the continuous trigger cannot do: in Spark's order first sinks, then operations, then sources. */
export function checkContinuousRequest(
  { format, outputMode, plan }: StreamRequest,
  sink: SinkProvider,
  environment: LocalEnvironment,
): void {
  if (sink.continuous !== true) throw new QueryStartError('_LEGACY_ERROR_TEMP_1195', { source: format });
  checkContinuous(plan, outputMode, environment.settings.entries());
  for (const relation of collect(plan, (node) => node.kind === 'StreamingRelation'))
    if (sourceProvider(environment, relation.format).continuous !== true)
      throw new QueryStartError('_LEGACY_ERROR_TEMP_2253', { sourceName: relation.format });
}

/** Refuses to go on from a checkpoint where the sink has lost what came before. */
export async function checkRestart(request: StreamRequest, sink: SinkProvider, store: CheckpointStore): Promise<void> {
  if (sink.restartModes === undefined || sink.restartModes.includes(request.outputMode)) return;
  if ((await store.offsets.latest()) === undefined) return;
  throw new QueryStartError('_LEGACY_ERROR_TEMP_1299', {
    checkpointLocation: store.location,
    format: request.format,
    restartModes: sink.restartModes.join(', '),
  });
}
