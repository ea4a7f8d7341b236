import { resolve } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, type Code, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IDependable } from 'constructs';
import { withEnvironment } from '../../lib/lambda/environment-names.ts';
import { METRIC_NAMESPACE } from '../../lib/lambda/metric-names.ts';
import { MANIFEST_FILE } from '../bundle/bundle-functions.ts';
import { functionCode } from '../bundle/function-code.ts';
import type { DeployedQuery } from '../query/deployed-query.ts';
import { type QueryResource, resourcesOf } from '../query/resources.ts';
import type { Settings } from '../settings.ts';
import { QueryFunction } from './query-function.ts';
import { type CheckpointPlace, grantCheckpoint, grantResource, grantSpill } from './query-grants.ts';

/** A handler of `functions/`. */
type HandlerName = 'kinesis' | 's3' | 'tick' | 'step' | 'manage' | 'check';

interface QueryFunctionsProps {
  readonly query: DeployedQuery;
  readonly settings: Settings;
  readonly place: CheckpointPlace;
  readonly checkpointLocation: string;
  /** Of these some may be encrypted with a key of their own. */
  readonly checkpointTable: Encrypted;
  /** Buckets and streams with the query's data. */
  readonly data: readonly Encrypted[];
}

interface Encrypted {
  readonly encryptionKey?: IKey | undefined;
}

const DESCRIPTIONS: Readonly<Record<HandlerName, string>> = {
  kinesis: 'runs a batch for each event of a stream',
  s3: 'runs a batch for new objects',
  tick: 'runs a batch by the clock',
  step: 'runs one batch of a backfill',
  manage: 'tells status and progress, stops and starts',
  check: 'compares the new query with the live checkpoint',
};

/** Handlers that read and write data; the others only reach the checkpoint. */
const RUNS_BATCHES: readonly HandlerName[] = ['kinesis', 's3', 'tick', 'step'];

/** The functions of a query, each made when it is first asked for; all have one bundle. */
export class QueryFunctions {
  readonly #scope: Construct;
  readonly #props: QueryFunctionsProps;
  readonly #made = new Map<HandlerName, QueryFunction>();
  readonly #code: Code;
  readonly #waitFor: IDependable[] = [];

  constructor(scope: Construct, props: QueryFunctionsProps) {
    this.#scope = scope;
    this.#props = props;
    const { settings, query } = props;
    this.#code = functionCode({
      handlers: ['kinesis', 's3', 'tick', 'step', 'manage'],
      entry: resolve(settings.entry),
      query,
      cpu: cpuOf(settings.architecture),
      packages: packagesOf(query),
      withModule: true,
    });
  }

  /** A function that runs batches or manages the query, with its grants. */
  function(name: Exclude<HandlerName, 'check'>): QueryFunction {
    const made = this.#made.get(name);
    if (made !== undefined) return made;
    const { settings, place, query, checkpointTable, data } = this.#props;
    const isRunner = RUNS_BATCHES.includes(name);
    const created = this.#create(name, this.#code, isRunner ? settings : LIGHT);
    this.#made.set(name, created);
    grantCheckpoint(created.role, place);
    if (isRunner) grantSpill(created.role, place);
    if (isRunner)
      for (const resource of deployedResources(query, settings)) grantResource(this.#scope, created.role, resource);
    for (const { encryptionKey } of [checkpointTable, ...(isRunner ? data : [])])
      encryptionKey?.grantEncryptDecrypt(created.role);
    created.function.node.addDependency(...this.#waitFor);
    return created;
  }

  /** A small function of other code, without grants. */
  lightFunction(name: HandlerName, code: Code, environment: Readonly<Record<string, string>>): QueryFunction {
    return this.#create(name, code, LIGHT, environment);
  }

  /** Functions made from now on are deployed after this. */
  deployAfter(dependency: IDependable): void {
    this.#waitFor.push(dependency);
  }

  /** Those that there are. */
  byName(): Readonly<Record<string, IFunction>> {
    return Object.fromEntries([...this.#made].map(([name, made]) => [name, made.function]));
  }

  /** Those that run batches. */
  runners(): readonly IFunction[] {
    return RUNS_BATCHES.flatMap((name) => this.#made.get(name)?.function ?? []);
  }

  #create(
    name: HandlerName,
    code: Code,
    size: FunctionSize,
    environment: Readonly<Record<string, string>> = {},
  ): QueryFunction {
    const { query, settings, checkpointLocation } = this.#props;
    return new QueryFunction(this.#scope, `${name[0]?.toUpperCase()}${name.slice(1)}`, {
      code,
      handler: name,
      description: `${query.name}: ${DESCRIPTIONS[name]}`,
      architecture: settings.architecture,
      memorySize: size.memorySize,
      timeout: size.timeout,
      ephemeralStorageSize: size.ephemeralStorageSize,
      logRetention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
      tracing: settings.tracing,
      environment: {
        ...settings.environment,
        MILLRACE_MANIFEST: MANIFEST_FILE,
        MILLRACE_CHECKPOINT: checkpointLocation,
        MILLRACE_RECONCILE_MINUTES: String(settings.reconcile.toMinutes()),
        POWERTOOLS_SERVICE_NAME: query.name,
        POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
        ...environment,
      },
    });
  }
}

type FunctionSize = Pick<Settings, 'memorySize' | 'timeout'> & Partial<Pick<Settings, 'ephemeralStorageSize'>>;

/** For what reads a few items. */
const LIGHT: FunctionSize = { memorySize: 512, timeout: Duration.minutes(1) };

/** What the query reaches, by the names that it has once deployed. */
export const deployedResources = (query: DeployedQuery, { environment }: Settings): readonly QueryResource[] =>
  resourcesOf(query).map((resource) =>
    Object.fromEntries(
      Object.entries(resource).map(([key, value]) => [
        key,
        typeof value === 'string' ? withEnvironment(value, environment) : value,
      ]),
    ),
  ) as unknown as readonly QueryResource[];

/** The name that npm and DuckDB have for the processor. */
export const cpuOf = (architecture: Architecture) => (architecture.name === Architecture.ARM_64.name ? 'arm64' : 'x64');

function packagesOf(query: DeployedQuery): readonly string[] {
  const usesKafka = resourcesOf(query).some((resource) => resource.kind === 'other' && resource.format === 'kafka');
  return ['@duckdb/node-api', ...(usesKafka ? ['@platformatic/kafka'] : [])];
}
