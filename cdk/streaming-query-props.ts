import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Architecture, IEventSourceDlq, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';

/** How a query is deployed. Only `entry` has no default. */
export interface StreamingQueryProps {
  /** TypeScript or JavaScript file whose default export is a query made by `defineQuery`; or a manifest made by `createManifest`, as JSON. */
  readonly entry: string;

  /**
   * Variables for the entry file, while the stack is synthesized as well as in the functions. Values that CloudFormation has yet to make, like the name of a
   * bucket of the stack, may be used as names and in paths: `s3://${process.env.OUTPUT}/counts`.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Session settings by Spark's names, as `session.conf.set` takes them.
   *
   * @default - Spark's defaults
   */
  readonly conf?: Readonly<Record<string, string | number | boolean>>;

  /**
   * Texts of SQL that `foreachBatch` callbacks use: functions have no parser, so they are parsed while the stack is synthesized.
   *
   * @default - none besides those that building the query parses
   */
  readonly sql?: readonly string[];

  /**
   * Buckets of this app that the query reads or writes: those it reads tell EventBridge of new objects, and keys that encrypt them are granted.
   *
   * @default - none; buckets of other stacks are known by their names, and EventBridge has to be switched on for those that are read
   */
  readonly buckets?: readonly IBucket[];

  /**
   * Streams of this app that the query reads or writes: keys that encrypt them are granted.
   *
   * @default - none; streams are known by their names
   */
  readonly streams?: readonly IStream[];

  /**
   * Where checkpoints are kept: a table with the text keys `pk` and `sk` and the time-to-live attribute `expiresAt`. Many queries may share one.
   *
   * @default - a table of the query's own
   */
  readonly checkpointTable?: ITable;

  /**
   * Where state goes that is too large for the table. Many queries may share one.
   *
   * @default - a bucket of the query's own
   */
  readonly spillBucket?: IBucket;

  /**
   * The name of the checkpoint in the table. A new one makes the query begin anew.
   *
   * @default - the name of the query
   */
  readonly checkpointName?: string;

  /**
   * Whether a deployment fails where the new query cannot go on from the checkpoint of the deployed one.
   *
   * @default true
   */
  readonly checkpointCheck?: boolean;

  /**
   * What the functions run on; arm64 costs less, where npm has DuckDB's library for it in the version at hand.
   *
   * @default Architecture.X86_64
   */
  readonly architecture?: Architecture;

  /**
   * Memory of the functions that run batches, in MB. DuckDB takes its share of it, and CPU comes with it: 1769 MB are one core.
   *
   * @default 1769
   */
  readonly memorySize?: number;

  /**
   * How long one invocation may take. Queues hide an event for six times as long.
   *
   * @default Duration.minutes(5)
   */
  readonly timeout?: Duration;

  /**
   * Scratch space in `/tmp`, into which DuckDB spills.
   *
   * @default Size.mebibytes(512)
   */
  readonly ephemeralStorageSize?: Size;

  /**
   * Where a new event source mapping begins to read a stream. At LATEST, records that arrive while a mapping is made or updated bring no event. TRIM_HORIZON
   * costs no more: what is committed is skipped, because the query keeps its own offsets.
   *
   * @default StartingPosition.TRIM_HORIZON
   */
  readonly startingPosition?: StartingPosition;

  /**
   * Records of a stream per event, 10,000 at most.
   *
   * @default 10000
   */
  readonly batchSize?: number;

  /**
   * How often an event of a stream is tried again before it goes to `onFailure`.
   *
   * @default 10
   */
  readonly retryAttempts?: number;

  /**
   * Where events of a stream go that failed for good. Their records are not lost: the query reads the gap from the stream.
   *
   * @default - a queue of the query's own
   */
  readonly onFailure?: IEventSourceDlq;

  /**
   * Whether windows close when nothing arrives: once a minute the query looks at its watermark. Refused for queries that a schedule or somebody starts.
   *
   * @default - true for queries with a watermark that events call
   */
  readonly tick?: boolean;

  /**
   * How often the folders of file sources are listed, to find objects of which no event told.
   *
   * @default Duration.hours(1)
   */
  readonly reconcile?: Duration;

  /**
   * When a query with the trigger once or availableNow starts by itself.
   *
   * @default - only when somebody starts a backfill
   */
  readonly schedule?: ScheduleExpression;

  /**
   * How long logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;

  /**
   * X-Ray traces of every invocation.
   *
   * @default - false: X-Ray knows no resources, so that its permission has to name all of them
   */
  readonly tracing?: boolean;

  /**
   * Limits of the alarms; false: no alarms.
   *
   * @default - alarms with the defaults of QueryAlarmLimits
   */
  readonly alarms?: QueryAlarmLimits | false;

  /**
   * What alarms tell.
   *
   * @default - nobody: they only show
   */
  readonly alarmActions?: readonly IAlarmAction[];

  /**
   * Whether there is a CloudWatch dashboard for the query.
   *
   * @default true
   */
  readonly dashboard?: boolean;

  /**
   * What becomes of the checkpoint, its bucket and its logs when the query leaves the stack.
   *
   * @default - RETAIN; DESTROY where the app's context has `millrace:removalPolicy` = `destroy`, as deployments to a local AWS do
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** From when on alarms fire. */
export interface QueryAlarmLimits {
  /**
   * Failed invocations in five minutes.
   *
   * @default 1
   */
  readonly failures?: number;

  /**
   * Age of the oldest record or message not yet processed.
   *
   * @default Duration.minutes(10)
   */
  readonly lag?: Duration;

  /**
   * How far the watermark may be behind the clock.
   *
   * @default Duration.hours(6)
   */
  readonly watermarkLag?: Duration;

  /**
   * Bad records put aside in five minutes.
   *
   * @default 1
   */
  readonly quarantined?: number;
}
