import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDynamoDbLocation } from '../connectors/dynamodb/checkpoint-url.ts';
import type { SinkProvider } from '../contracts/connector.ts';
import type { StreamRequest } from '../contracts/session-backend.ts';
import { QueryStartError } from '../errors/index.ts';
import { nearestName } from '../util/nearest.ts';
import type { SessionSettingsStore } from './session-settings-store.ts';

/** Where a query keeps its checkpoint; `temporary`: removed when the query ends. */
export interface CheckpointLocation {
  readonly path: string;
  readonly temporary: boolean;
}

const CHECKPOINT_OPTION = 'checkpointlocation';

/** The option `checkpointLocation`, else a folder of the query's name below the session's, else a temporary one where the sink allows it. */
export async function checkpointLocation(
  request: StreamRequest,
  sink: SinkProvider,
  settings: SessionSettingsStore,
): Promise<CheckpointLocation> {
  const given = Object.entries(request.options).find(([name]) => name.toLowerCase() === CHECKPOINT_OPTION)?.[1];
  if (given !== undefined) return { path: given, temporary: false };
  const root = settings.effective('spark.sql.streaming.checkpointLocation');
  if (root !== undefined && request.queryName !== undefined)
    return { path: below(root, request.queryName), temporary: false };
  if (!sink.temporaryCheckpoint) {
    refuseMisspelt(request);
    throw new QueryStartError('_LEGACY_ERROR_TEMP_1298', { format: request.format });
  }
  return { path: await mkdtemp(join(tmpdir(), 'millrace-checkpoint-')), temporary: true };
}

/** Who has misspelt the option is not told to give it. */
function refuseMisspelt({ options, format }: StreamRequest): void {
  const name = Object.keys(options).find((option) => nearestName(option, ['checkpointLocation']) !== undefined);
  if (name === undefined) return;
  const known = 'It is the place where the query keeps its offsets and its state.';
  throw new QueryStartError('UNKNOWN_OPTION', {
    ...{ where: `${format} sink`, name, suggestion: '"checkpointLocation"', known },
  });
}

/** A query's own place below a folder, or in a table: `dynamodb://TABLE?spill=…` becomes `dynamodb://TABLE/QUERY?spill=…`. */
function below(root: string, queryName: string): string {
  if (!isDynamoDbLocation(root)) return join(root, queryName);
  const [table = '', ...rest] = root.split(/(?=\?)/);
  return `${table.replace(/\/$/, '')}/${encodeURIComponent(queryName)}${rest.join('')}`;
}

/** The sink's options: the query's without those that are the query's own. */
export const sinkOptions = (options: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(options).filter(([name]) => name.toLowerCase() !== CHECKPOINT_OPTION));

/** Removes a temporary checkpoint. */
export async function releaseCheckpoint(location: CheckpointLocation): Promise<void> {
  if (location.temporary) await rm(location.path, { recursive: true, force: true });
}
