import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toStructType } from '../api/schema-input.ts';
import { StreamSession as ApiSession } from '../api/stream-session.ts';
import { awsServices } from '../connectors/aws/clients.ts';
import type { AwsServices } from '../connectors/aws/ports.ts';
import type { MemoryStream, MemoryStreams } from '../connectors/memory/memory-stream.ts';
import type { PartitionedMemoryStream } from '../connectors/memory/partitioned-memory-stream.ts';
import type { SessionBackend } from '../contracts/session-backend.ts';
import type { PhaseHook } from '../runtime/phases.ts';
import { loadSqlParser } from '../sql/index.ts';
import type { SchemaInput } from '../types/infer.ts';
import { type Clock, SystemClock } from '../util/clock.ts';
import { createEnvironment } from './create-environment.ts';
import { LocalBackend } from './local-backend.ts';
import { ViewStore } from './view-store.ts';

/** How a session on this machine is set up. */
export interface LocalSessionOptions {
  /** Settings by Spark's names, as `session.conf.set` takes them. */
  readonly conf?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Threads of each query's DuckDB; small batches use one.
   * @default - one per core
   */
  readonly threads?: number;
  /**
   * Memory of each query's DuckDB; what does not fit is spilled.
   * @default - 80 % of the machine's memory
   */
  readonly memoryLimitBytes?: number;
  /**
   * Folder for spilled data and files on their way into a checkpoint; the session makes and removes a folder of its own in it.
   * @default - the system's temporary folder
   */
  readonly scratchDirectory?: string;
  /**
   * Where the console sink prints.
   * @default - standard output
   */
  readonly print?: (text: string) => void;
  /**
   * What the engine takes for the time.
   * @default - the machine's clock
   */
  readonly clock?: Clock;
  /**
   * AWS, for `s3://` paths, Kinesis, and DynamoDB.
   * @default - the account of the environment (AWS_REGION, AWS_ENDPOINT_URL, credentials as in every AWS SDK), reached when it is first used
   */
  readonly aws?: AwsServices;
  /** Called before and after each phase of each batch: for fault injection. */
  readonly phaseHook?: PhaseHook;
  /** Puts a layer between the session and what runs its queries: for tests that change or watch what passes there. */
  readonly wrapBackend?: (backend: SessionBackend) => SessionBackend;
}

/** A session whose queries run in this process, with state and checkpoints in local folders. */
export class StreamSession extends ApiSession {
  readonly #memoryStreams: MemoryStreams;

  private constructor(backend: SessionBackend, memoryStreams: MemoryStreams) {
    super(backend);
    this.#memoryStreams = memoryStreams;
  }

  /**
   * Opens a session.
   *
   * @example
   * await using session = await StreamSession.create();
   */
  static async create(options: LocalSessionOptions = {}): Promise<StreamSession> {
    const parser = await loadSqlParser();
    const scratchDirectory = await mkdtemp(join(options.scratchDirectory ?? tmpdir(), 'millrace-'));
    const { environment, functions, memoryStreams } = createEnvironment({
      clock: options.clock ?? new SystemClock(),
      aws: options.aws ?? awsServices(),
      print: options.print ?? ((text: string) => void process.stdout.write(text)),
      scratchDirectory,
      threads: options.threads,
      memoryLimitBytes: options.memoryLimitBytes,
      phaseHook: options.phaseHook,
    });
    const backend = new LocalBackend({
      parser,
      views: new ViewStore(),
      functions,
      environment,
      release: () => rm(scratchDirectory, { recursive: true, force: true }),
    });
    const session = new StreamSession(options.wrapBackend?.(backend) ?? backend, memoryStreams);
    for (const [name, value] of Object.entries(options.conf ?? {})) session.conf.set(name, value);
    session.conf.begin();
    return session;
  }

  /**
   * A stream that a test fills by hand.
   *
   * @example
   * const clicks = session.memoryStream('user STRING, t TIMESTAMP');
   * clicks.addData({ user: 'a', t: '2024-01-01T00:00:00Z' });
   * const frame = session.readStream.format('memory').option('stream', clicks.name).load();
   */
  memoryStream(schema: SchemaInput, name?: string): MemoryStream {
    return this.#memoryStreams.create(toStructType(schema), name);
  }

  /**
   * A stream that a test fills by hand, in partitions that run apart as the shards of a Kinesis stream do.
   *
   * @example
   * const clicks = session.partitionedMemoryStream('user STRING, t TIMESTAMP');
   * clicks.addData('shard-0', { user: 'a', t: '2024-01-01T00:00:00Z' });
   */
  partitionedMemoryStream(schema: SchemaInput, name?: string): PartitionedMemoryStream {
    return this.#memoryStreams.createPartitioned(toStructType(schema), name);
  }
}
