import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { StreamSession } from '../api/stream-session.ts';
import type { CheckpointStore } from '../contracts/checkpoint-store.ts';
import type { StreamingQueryProgress } from '../contracts/progress.ts';
import { col, count, defineQuery, StreamSession as LocalSession, window } from '../index.ts';
import { openCheckpoint } from '../local/open-checkpoint.ts';
import { checkpointTable } from '../testing/aws/checkpoint-table.ts';
import { type MemoryAws, memoryAws } from '../testing/aws/memory-aws.ts';
import { ManualClock } from '../util/clock.ts';
import type { LambdaContext } from './invocation.ts';
import { createManifest, type DeployableQuery } from './query-manifest.ts';
import { QueryRuntime, type QueryRuntimeOptions } from './query-runtime.ts';
import type { Telemetry } from './telemetry-port.ts';

export const START_MS = Date.UTC(2024, 0, 1);
export const at = (second: number): string => new Date(START_MS + second * 1000).toISOString();

/** What was told of batches, in order. */
class ToldBatches {
  readonly batches: StreamingQueryProgress[] = [];
  readonly failures: { readonly batchId: number | undefined; readonly error: unknown; readonly stopped: boolean }[] =
    [];
  readonly skips: string[] = [];

  readonly telemetry: Telemetry = {
    middlewares: [],
    observer: () => ({
      onBatch: (progress) => void this.batches.push(progress),
      onFailure: (failure) => void this.failures.push(failure),
      onSkip: ({ condition }) => void this.skips.push(condition),
    }),
  };
}

/** An invocation's context with so much time. */
export const contextOf = (remainingMs: number | (() => number) = 60_000): LambdaContext => ({
  awsRequestId: 'request',
  getRemainingTimeInMillis: typeof remainingMs === 'number' ? () => remainingMs : remainingMs,
});

/** A query that is deployed on an AWS in memory: its runtimes are as processes of a function. */
export class Deployed {
  readonly clock = new ManualClock(START_MS);
  readonly told = new ToldBatches();
  readonly aws: MemoryAws = memoryAws({ clock: this.clock, buckets: ['input', 'out', 'spill'] });
  readonly checkpoint = 'dynamodb://checkpoints/query?spill=spill/query';
  readonly folder: string;
  readonly #t: TestContext;
  readonly #definition: DeployableQuery;

  private constructor(t: TestContext, folder: string, definition: DeployableQuery) {
    this.#t = t;
    this.folder = folder;
    this.#definition = definition;
  }

  static async create(t: TestContext, definition: DeployableQuery): Promise<Deployed> {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-lambda-test-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const deployed = new Deployed(t, folder, definition);
    deployed.aws.dynamoDb.createTable(checkpointTable('checkpoints'));
    return deployed;
  }

  /** A process of the function. */
  async process(options: QueryRuntimeOptions = {}): Promise<QueryRuntime> {
    const runtime = new QueryRuntime({
      manifest: JSON.parse(JSON.stringify(await createManifest(this.#definition))),
      module: async () => ({ default: this.#definition }),
      checkpoint: this.checkpoint,
      environment: {},
      aws: this.aws.services,
      clock: this.clock,
      scratchDirectory: join(this.folder, 'scratch'),
      rivalPatienceMs: 0,
      telemetry: this.told.telemetry,
      ...options,
    });
    this.#t.after(() => runtime.close());
    return runtime;
  }

  store(): CheckpointStore {
    return openCheckpoint(this.checkpoint, { aws: this.aws.services, clock: this.clock });
  }

  /** Rows of the files below s3://out/rows, as texts. */
  async output(schema: string): Promise<readonly string[]> {
    await using session = await LocalSession.create({ aws: this.aws.services, threads: 1 });
    const rows = await session.read.schema(schema).parquet('s3://out/rows').collect();
    return rows.map(rowText).sort();
  }

  async put(key: string, text: string): Promise<void> {
    const s3 = await this.aws.services.s3();
    await s3.putObject({ Bucket: 'input', Key: key, Body: text });
  }
}

const rowText = (row: object): string =>
  Object.values(row)
    .map((value) => String(value?.toISOString?.() ?? value))
    .join(' ');

const CLICKS = 'user STRING, t TIMESTAMP';

/** Clicks from Kinesis as they come. */
export const kinesisClicks = defineQuery('clicks', (session: StreamSession) =>
  session.readStream
    .format('kinesis')
    .options({ streamName: 'clicks', initialPosition: 'trim_horizon' })
    .schema(CLICKS)
    .load()
    .select(col('user'))
    .writeStream.format('parquet')
    .option('path', 's3://out/rows'),
);

/** Clicks per ten seconds from files. */
export const fileWindows = defineQuery('windows', (session: StreamSession) =>
  session.readStream
    .schema(CLICKS)
    .option('maxFilesPerTrigger', 2)
    .json('s3://input/clicks')
    .withWatermark('t', '5 seconds')
    .groupBy(window('t', '10 seconds'))
    .agg(count('*').as('n'))
    .select(col('window.start').as('start'), col('n'))
    .writeStream.format('parquet')
    .option('path', 's3://out/rows')
    .trigger({ availableNow: true }),
);
