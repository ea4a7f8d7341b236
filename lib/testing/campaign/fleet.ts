import { join } from 'node:path';
import type { AwsServices } from '../../connectors/aws/ports.ts';
import type { StreamingQueryProgress } from '../../contracts/progress.ts';
import type { LambdaHandler } from '../../lambda/instrumented.ts';
import type { LambdaContext } from '../../lambda/invocation.ts';
import { kinesisHandler } from '../../lambda/kinesis-handler.ts';
import { manageHandler } from '../../lambda/manage-handler.ts';
import type { QueryManifest } from '../../lambda/query-manifest.ts';
import { QueryRuntime } from '../../lambda/query-runtime.ts';
import { s3Handler } from '../../lambda/s3-handler.ts';
import { stepHandler } from '../../lambda/step-handler.ts';
import type { Telemetry } from '../../lambda/telemetry-port.ts';
import { tickHandler } from '../../lambda/tick-handler.ts';
import { PHASES } from '../../runtime/phases.ts';
import type { Dice } from './dice.ts';
import type { History } from './history.ts';
import type { Mutation } from './mutation.ts';
import { type KillSite, ProcessLife } from './process-life.ts';
import type { World } from './world.ts';

/** The functions of a deployed query. */
const HANDLERS = {
  kinesis: kinesisHandler,
  s3: s3Handler,
  step: stepHandler,
  tick: tickHandler,
  manage: manageHandler,
} as const;
export type FunctionName = keyof typeof HANDLERS;

interface FunctionProcess {
  readonly name: FunctionName;
  readonly life: ProcessLife;
  readonly runtime: QueryRuntime;
  readonly handler: LambdaHandler<unknown, unknown>;
}

/** What a fleet runs. */
interface FleetOptions {
  readonly world: World;
  readonly manifest: QueryManifest;
  readonly checkpoint: string;
  /** AWS as the processes see it, with its faults. */
  readonly services: AwsServices;
  readonly history: History;
  readonly dice: Dice;
  readonly mutation: Mutation | undefined;
}

const CONTEXT: LambdaContext = { awsRequestId: 'request', getRemainingTimeInMillis: () => 60_000 };
const MOST_CALLS = 40;

/** The processes of a query's functions: one invocation at a time each, started when all of a function are busy, killed where the dice say so. */
export class Fleet {
  /** Progress of batches, of whoever lived to tell. */
  readonly batches: StreamingQueryProgress[] = [];
  /** What happened, for the report of a failure. */
  readonly log: string[] = [];
  /** What has failed since nobody is killed any more. */
  readonly calmFailures: string[] = [];
  readonly #options: FleetOptions;
  readonly #all: FunctionProcess[] = [];
  #idle: FunctionProcess[] = [];
  #isCalm = false;

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** Nobody is killed any more. */
  calm(): void {
    this.#isCalm = true;
  }

  /** Every process that is idle ends. */
  endIdle(): void {
    for (const { life } of this.#idle) life.kill();
    this.#idle = [];
  }

  /** Answers as Lambda does: what the handler answers or throws, or that the process is gone. */
  async invoke(name: FunctionName, event: unknown): Promise<unknown> {
    const process = this.#process(name);
    const { life } = process;
    const site = this.#isCalm ? undefined : this.#killSite();
    life.killAt(site);
    try {
      const answer = process.handler(event, CONTEXT);
      answer.catch(() => undefined);
      return await Promise.race([answer, life.death]);
    } catch (error) {
      const why = life.isDead ? `killed at ${JSON.stringify(site)}` : `failed: ${String(error)}`;
      this.log.push(`${name} ${why}`);
      if (this.#isCalm) this.calmFailures.push(`${name} ${error instanceof Error ? error.stack : String(error)}`);
      throw error;
    } finally {
      if (!life.isDead) this.#idle.push(process);
    }
  }

  /** Frees what all processes hold, the dead ones too. */
  async close(): Promise<void> {
    for (const { life } of this.#all) if (!life.isDead) life.kill();
    await Promise.all(this.#all.map(({ runtime }) => runtime.close()));
  }

  #process(name: FunctionName): FunctionProcess {
    const { dice, history } = this.#options;
    const isCold = !this.#isCalm && dice.chance(history.coldStarts);
    const warm = isCold ? undefined : this.#idle.find((process) => process.name === name);
    if (warm === undefined) return this.#start(name);
    this.#idle = this.#idle.filter((process) => process !== warm);
    return warm;
  }

  #start(name: FunctionName): FunctionProcess {
    const { world, manifest, checkpoint, services, dice, mutation } = this.#options;
    const life = new ProcessLife(services);
    const runtime = new QueryRuntime({
      manifest,
      checkpoint,
      environment: { AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769' },
      aws: mutation?.services?.(life.services) ?? life.services,
      clock: world.clock,
      scratchDirectory: join(world.folder, 'scratch'),
      rivalPatienceMs: dice.pick([0, 1000]),
      telemetry: this.#telemetry,
      phaseHook: life.phaseHook,
      ...(mutation?.checkpoint !== undefined && { wrapCheckpoint: mutation.checkpoint }),
    });
    const handler = HANDLERS[name](runtime) as LambdaHandler<unknown, unknown>;
    const process = { name, life, runtime, handler };
    this.#all.push(process);
    return process;
  }

  get #telemetry(): Telemetry {
    return {
      middlewares: [],
      observer: () => ({
        onBatch: (progress) => void this.batches.push(progress),
        onFailure: ({ batchId, stopped }) => {
          if (stopped) this.log.push(`the query was stopped at batch ${batchId}`);
        },
        onSkip: ({ condition }) => void this.log.push(condition),
      }),
    };
  }

  #killSite(): KillSite | undefined {
    const { dice, history } = this.#options;
    if (!dice.chance(history.kills)) return undefined;
    const moment = dice.pick(['before', 'after'] as const);
    return dice.chance(0.6) ? { phase: dice.pick(PHASES), moment } : { call: dice.between(1, MOST_CALLS), moment };
  }
}
