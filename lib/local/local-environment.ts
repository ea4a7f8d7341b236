import type { AsyncLocalStorage } from 'node:async_hooks';
import type { AwsUsageMeter } from '../connectors/aws/aws-usage-meter.ts';
import type { AwsServices } from '../connectors/aws/ports.ts';
import type { ConnectorRegistry } from '../connectors/registry.ts';
import type { ConnectorContext, SourceProvider } from '../contracts/connector.ts';
import type { Executor, UserFunction } from '../contracts/executor.ts';
import { createDuckDbExecutor } from '../engine/create-duckdb-executor.ts';
import type { EvaluationContext } from '../expression/function-record.ts';
import { type StaticReader, staticReader } from '../runtime/batch-runner.ts';
import type { PhaseHook } from '../runtime/phases.ts';
import type { Clock } from '../util/clock.ts';
import type { SessionRows } from './session-rows.ts';
import { SESSION_ROWS_FORMAT } from './session-rows.ts';
import type { SessionSettingsStore } from './session-settings-store.ts';

/** What the parts of a local session share. */
export interface LocalEnvironment {
  readonly clock: Clock;
  readonly settings: SessionSettingsStore;
  /** For checkpoints in DynamoDB. */
  readonly aws: AwsServices;
  /** What runs within it has its calls of AWS counted: the queries of a session share its connectors. */
  readonly awsUsage: AsyncLocalStorage<AwsUsageMeter>;
  readonly connectors: ConnectorRegistry;
  readonly sessionRows: SessionRows;
  readonly userFunctions: ReadonlyMap<string, UserFunction>;
  /** Folder for spilled data and files on their way into a checkpoint. */
  readonly scratchDirectory: string;
  readonly threads: number | undefined;
  readonly memoryLimitBytes: number | undefined;
  /** Most that one query spills into the folder. */
  readonly maxScratchBytes?: number | undefined;
  readonly phaseHook: PhaseHook | undefined;
  readonly connectorContext: () => ConnectorContext;
}

/** How expressions are understood under the session's settings, or under those a checkpoint has pinned. */
export const evaluationOf = (setting: (name: string) => string | undefined): EvaluationContext => ({
  ansi: setting('spark.sql.ansi.enabled') !== 'false',
  timeZone: setting('spark.sql.session.timeZone') ?? 'UTC',
});

/** A DuckDB of its own with the session's functions. */
export const openExecutor = (environment: LocalEnvironment, timeZone: string): Promise<Executor> =>
  createDuckDbExecutor({
    timeZone,
    scratchDirectory: environment.scratchDirectory,
    userFunctions: [...environment.userFunctions.values()],
    ...(environment.threads !== undefined && { threads: environment.threads }),
    ...(environment.memoryLimitBytes !== undefined && { memoryLimitBytes: environment.memoryLimitBytes }),
    ...(environment.maxScratchBytes !== undefined && { maxScratchBytes: environment.maxScratchBytes }),
  });

/** The source of a format: a connector, or the session's own rows. */
export const sourceProvider = (environment: LocalEnvironment, format: string): SourceProvider =>
  format === SESSION_ROWS_FORMAT ? environment.sessionRows.provider() : environment.connectors.source(format);

/** Reads static relations through the session's sources. */
export const environmentReader = (environment: LocalEnvironment): StaticReader =>
  staticReader((format) => sourceProvider(environment, format), environment.connectorContext());
