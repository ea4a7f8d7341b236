import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { AwsUsageMeter } from '../connectors/aws/aws-usage-meter.ts';
import { awsServices } from '../connectors/aws/clients.ts';
import type { AwsServices } from '../connectors/aws/ports.ts';
import { watchedServices } from '../connectors/aws/watched-services.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import { createEnvironment } from '../local/create-environment.ts';
import { openCheckpoint } from '../local/open-checkpoint.ts';
import type { PhaseHook } from '../runtime/phases.ts';
import { type Clock, SystemClock } from '../util/clock.ts';
import { BatchTimes } from './batch-times.ts';
import type { QueryModule } from './bind-module.ts';
import { jsonWithEnvironment } from './environment-names.ts';
import { type Environment, functionResources, requiredVariable } from './function-settings.ts';
import { type QueryManifest, readManifest } from './read-manifest.ts';
import { createScratchFolder } from './scratch-folder.ts';
import { powertoolsTelemetry } from './telemetry.ts';
import type { Telemetry } from './telemetry-port.ts';
import { openWarmQuery, type WarmQuery } from './warm-query.ts';

/** How the query of a function is found and run; all of it comes from the function's environment where it is not given. */
export interface QueryRuntimeOptions {
  /** Imports the user's module; called only where the manifest says that its code is needed. */
  readonly module?: QueryModule;
  /** @default - the file MILLRACE_MANIFEST names, beside the bundle */
  readonly manifest?: QueryManifest;
  /** Where the checkpoint is. @default - MILLRACE_CHECKPOINT */
  readonly checkpoint?: string;
  /** @default - the process' variables */
  readonly environment?: Environment;
  /** @default - the account of the environment */
  readonly aws?: AwsServices;
  /** @default - the machine's clock */
  readonly clock?: Clock;
  /** Folder for what does not fit into memory. @default - /tmp/millrace */
  readonly scratchDirectory?: string;
  /** How long a batch that another invocation has begun is left to it. @default 1000 */
  readonly rivalPatienceMs?: number;
  /** Puts a layer around the checkpoint: for fault injection. */
  readonly wrapCheckpoint?: (store: CheckpointStore) => CheckpointStore;
  /** Logs, metrics, traces. @default - Powertools */
  readonly telemetry?: Telemetry;
  /** Called before and after each phase of each batch: for fault injection. */
  readonly phaseHook?: PhaseHook;
}

/** Where a backfill ends. */
export interface BackfillEnd {
  readonly name: string;
  readonly asOfMs: number;
}

const PROGRESS_EVERY_MS = 10_000;

/** The query of a function for the life of its process: opened once, kept warm, one batch at a time however many invocations share the process. */
export class QueryRuntime {
  readonly clock: Clock;
  readonly rivalPatienceMs: number;
  readonly environment: Environment;
  /** The backfill that this process has asked for last; its end never changes. */
  lastEnd: BackfillEnd | undefined;
  readonly #options: QueryRuntimeOptions;
  readonly #aws: AwsServices;
  readonly #awsUsage = new AwsUsageMeter();
  readonly #times = new BatchTimes();
  #telemetry: Telemetry | undefined;
  #manifest: Promise<QueryManifest> | undefined;
  #store: Promise<CheckpointStore> | undefined;
  #warm: WarmQuery | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #progressMs = Number.NEGATIVE_INFINITY;

  constructor(options: QueryRuntimeOptions = {}) {
    this.#options = options;
    this.#aws = watchedServices(options.aws ?? awsServices(), (call) => this.#awsUsage.note(call));
    this.clock = options.clock ?? new SystemClock();
    this.rivalPatienceMs = options.rivalPatienceMs ?? 1000;
    this.environment = options.environment ?? process.env;
  }

  /** Made with the first handler. */
  get telemetry(): Telemetry {
    this.#telemetry ??= this.#options.telemetry ?? powertoolsTelemetry(this.environment, this.clock);
    return this.#telemetry;
  }

  /** The query as it was deployed. */
  manifest(): Promise<QueryManifest> {
    this.#manifest ??= unlessFailed(this.#readManifest(), () => {
      this.#manifest = undefined;
    });
    return this.#manifest;
  }

  /** The checkpoint; opening it reads nothing. */
  store(): Promise<CheckpointStore> {
    this.#store ??= unlessFailed(this.#openStore(), () => {
      this.#store = undefined;
    });
    return this.#store;
  }

  /**
   * Works on the open query while nobody else does. What the work throws closes the query, so that the next work begins with what the checkpoint says; `end`: the
   * sources stop at a backfill's end.
   */
  exclusively<T>(work: (query: WarmQuery) => Promise<T>, end?: BackfillEnd): Promise<T> {
    const run = this.#last.then(async () => {
      const query = await this.#open(end);
      try {
        return await work(query);
      } catch (error) {
        await this.#close();
        throw error;
      }
    });
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Time that the next batch may take, by the last ones. */
  get neededMs(): number {
    return this.#times.neededMs;
  }

  /** Whether the progress of a batch is worth a request: the first of the process, then one in a while. Logs and metrics have every batch. */
  isProgressDue(): boolean {
    const now = this.clock.now();
    if (now - this.#progressMs < PROGRESS_EVERY_MS) return false;
    this.#progressMs = now;
    return true;
  }

  /** Frees what the query holds. */
  async close(): Promise<void> {
    await this.#last;
    await this.#close();
    await (await this.#store?.catch(() => undefined))?.close();
    this.#store = undefined;
  }

  async #open(end: BackfillEnd | undefined): Promise<WarmQuery> {
    if (this.#warm !== undefined && this.#warm.endsAt === end?.name) return this.#warm;
    await this.#close();
    const [manifest, store] = await Promise.all([this.manifest(), this.store()]);
    const { phaseHook, scratchDirectory = join(tmpdir(), 'millrace') } = this.#options;
    const scratch = await createScratchFolder(scratchDirectory);
    const release = () => rm(scratch.path, { recursive: true, force: true });
    const environment = createEnvironment({
      ...functionResources(this.environment),
      clock: this.clock,
      aws: this.#aws,
      print: (text) => void process.stdout.write(text),
      scratchDirectory: scratch.path,
      maxScratchBytes: scratch.maxBytes,
      phaseHook,
    });
    try {
      const { module } = this.#options;
      const measures = { times: this.#times, awsUsage: this.#awsUsage };
      const query = await openWarmQuery({ manifest, environment, store, module, ...measures, end });
      this.#warm = { ...query, close: () => query.close().finally(release) };
      return this.#warm;
    } catch (error) {
      await release();
      throw error;
    }
  }

  async #close(): Promise<void> {
    const warm = this.#warm;
    this.#warm = undefined;
    await warm?.close();
  }

  async #readManifest(): Promise<QueryManifest> {
    const { manifest } = this.#options;
    if (manifest !== undefined) return manifest;
    const name = requiredVariable(this.environment, 'MILLRACE_MANIFEST', 'the path of the manifest beside the bundle');
    const root = this.environment['LAMBDA_TASK_ROOT'] ?? process.cwd();
    const path = isAbsolute(name) ? name : join(root, name);
    return readManifest(jsonWithEnvironment(await readFile(path, 'utf8'), this.environment), path);
  }

  async #openStore(): Promise<CheckpointStore> {
    const { checkpoint, wrapCheckpoint = (store) => store } = this.#options;
    const expected = 'the location of the checkpoint: dynamodb://TABLE/QUERY?spill=BUCKET/PREFIX, or a folder';
    const location = checkpoint ?? requiredVariable(this.environment, 'MILLRACE_CHECKPOINT', expected);
    return wrapCheckpoint(openCheckpoint(location, { aws: this.#aws, clock: this.clock }));
  }
}

function unlessFailed<T>(promise: Promise<T>, onFailure: () => void): Promise<T> {
  promise.catch(onFailure);
  return promise;
}
