import { AsyncLocalStorage } from 'node:async_hooks';
import type { AwsUsageMeter } from '../connectors/aws/aws-usage-meter.ts';
import type { AwsServices } from '../connectors/aws/ports.ts';
import { watchedServices } from '../connectors/aws/watched-services.ts';
import { LocalFileSystem } from '../connectors/file/local-file-system.ts';
import { MemoryStreams } from '../connectors/memory/memory-stream.ts';
import { MemoryTables } from '../connectors/memory/memory-tables.ts';
import { builtinConnectors } from '../connectors/registry.ts';
import { S3FileSystem } from '../connectors/s3/s3-file-system.ts';
import type { UserFunction } from '../contracts/executor.ts';
import type { PhaseHook } from '../runtime/phases.ts';
import type { Clock } from '../util/clock.ts';
import type { LocalEnvironment } from './local-environment.ts';
import { SessionRows } from './session-rows.ts';
import { SessionSettingsStore } from './session-settings-store.ts';

/** What an environment is made of. */
export interface EnvironmentRequest {
  readonly clock: Clock;
  readonly aws: AwsServices;
  readonly print: (text: string) => void;
  /** An existing folder, this environment's alone. */
  readonly scratchDirectory: string;
  readonly threads: number | undefined;
  readonly memoryLimitBytes: number | undefined;
  /** Most that one query spills. @default - 90 % of the free space */
  readonly maxScratchBytes?: number | undefined;
  readonly phaseHook: PhaseHook | undefined;
}

/** An environment, and what a session fills in it. */
export interface NewEnvironment {
  readonly environment: LocalEnvironment;
  readonly functions: Map<string, UserFunction>;
  readonly memoryStreams: MemoryStreams;
}

/** What queries of this process run in: connectors, settings and functions, without the SQL parser. */
export function createEnvironment(request: EnvironmentRequest): NewEnvironment {
  const { clock, print, scratchDirectory, threads, memoryLimitBytes, maxScratchBytes, phaseHook } = request;
  const awsUsage = new AsyncLocalStorage<AwsUsageMeter>();
  const aws = watchedServices(request.aws, (call) => awsUsage.getStore()?.note(call));
  const settings = new SessionSettingsStore();
  const memoryTables = new MemoryTables();
  const memoryStreams = new MemoryStreams();
  const functions = new Map<string, UserFunction>();
  const fileSystems = [new LocalFileSystem(), new S3FileSystem({ aws, scratchDirectory })];
  const environment: LocalEnvironment = {
    ...{ clock, aws, awsUsage, settings, scratchDirectory, threads, memoryLimitBytes, maxScratchBytes, phaseHook },
    connectors: builtinConnectors({ memoryTables, memoryStreams, print, aws }),
    sessionRows: new SessionRows((name) => memoryTables.get(name)),
    userFunctions: functions,
    connectorContext: () => ({ clock, fileSystems, conf: settings.entries() }),
  };
  return { environment, functions, memoryStreams };
}
