import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { functionCode } from './bundle/function-code.ts';
import { CheckpointCheck } from './parts/checkpoint-check.ts';
import { checkpointTable } from './parts/checkpoint-table.ts';
import { failureQueue } from './parts/event-queue.ts';
import { QueryAlarms } from './parts/query-alarms.ts';
import { QueryDashboard } from './parts/query-dashboard.ts';
import { cpuOf, QueryFunctions } from './parts/query-functions.ts';
import { wireQuery } from './parts/query-wiring.ts';
import { spillBucket } from './parts/spill-bucket.ts';
import type { DeployedQuery } from './query/deployed-query.ts';
import { readQuery } from './query/read-query.ts';
import { refuseIdleProps } from './query/refuse-idle-props.ts';
import { refuseUndeployable } from './query/refuse-undeployable.ts';
import { synthEnvironment } from './query/synth-environment.ts';
import { needsTick, wiringOf } from './query/wiring.ts';
import { type Settings, settingsOf } from './settings.ts';
import type { StreamingQueryProps } from './streaming-query-props.ts';

/**
 * A streaming query with everything it needs to run on Lambda: its functions, what calls them, its checkpoint, backfill, alarms and dashboard.
 *
 * @example
 * new StreamingQuery(this, 'Clicks', { entry: 'queries/clicks.ts' });
 */
export class StreamingQuery extends Construct {
  /** The name of the query, as its entry file gives it. */
  readonly queryName: string;
  readonly checkpointTable: ITable;
  readonly spillBucket: IBucket;
  /** Where the checkpoint is, as `millrace status` and `checkpointLocation` take it. */
  readonly checkpointLocation: string;
  /** The functions by what they do: `kinesis`, `s3`, `tick`, `step`, `manage`. */
  readonly functions: Readonly<Record<string, IFunction>>;
  /** Start an execution to process all that is there; its name is the backfill's. */
  readonly backfill: StateMachine;
  /** Events that failed for good. */
  readonly failures: Queue;
  readonly alarms: readonly Alarm[];
  readonly dashboard: Dashboard | undefined;
  readonly #parts: QueryFunctions;

  constructor(scope: Construct, id: string, props: StreamingQueryProps) {
    super(scope, id);
    const settings = settingsOf(this, props);
    const query = this.#readQuery(settings);
    // What was given, not the defaults.
    refuseIdleProps(query, props);
    const checkpointName = settings.checkpointName ?? query.name;
    this.queryName = query.name;
    this.checkpointTable = settings.checkpointTable ?? checkpointTable(this, 'Checkpoint', settings.removalPolicy);
    this.spillBucket = settings.spillBucket ?? spillBucket(this, 'Spill', settings.removalPolicy);
    const { tableName } = this.checkpointTable;
    this.checkpointLocation = `dynamodb://${tableName}/${checkpointName}?spill=${this.spillBucket.bucketName}`;
    this.failures = failureQueue(this, 'Failures');
    const place = {
      tableArn: this.checkpointTable.tableArn,
      bucketArn: this.spillBucket.bucketArn,
      name: checkpointName,
    };
    this.#parts = new QueryFunctions(this, {
      query,
      settings,
      place,
      checkpointLocation: this.checkpointLocation,
      checkpointTable: this.checkpointTable,
      data: [this.spillBucket, ...settings.buckets, ...settings.streams],
    });
    if (settings.checkpointCheck) this.#checkFirst(query, settings, place);
    const wired = wireQuery(this, {
      query,
      settings,
      wiring: wiringOf(query),
      parts: this.#parts,
      failures: this.failures,
    });
    this.backfill = wired.backfill.machine;
    this.functions = this.#parts.byName();
    const shown = { query: query.name, functions: this.#parts.runners(), failures: this.failures, ...wired };
    this.alarms = settings.alarms === false ? [] : this.#alarms(shown, settings, needsTick(query));
    this.dashboard = settings.dashboard ? new QueryDashboard(this, 'Overview', shown).dashboard : undefined;
  }

  /** Lets somebody see, stop and start the query. */
  grantManage(grantee: IGrantable): void {
    this.#parts.function('manage').function.grantInvoke(grantee);
  }

  /** Lets somebody start backfills and look at them. */
  grantBackfill(grantee: IGrantable): void {
    this.backfill.grantStartExecution(grantee);
    this.backfill.grantRead(grantee);
  }

  #readQuery({ environment, conf, sql, ...settings }: Settings): DeployedQuery {
    const query = readQuery({
      entry: resolve(settings.entry),
      environment: synthEnvironment(environment),
      conf,
      sql,
    });
    refuseUndeployable(query);
    return query;
  }

  /** The check is deployed and called before any function gets new code. */
  #checkFirst(
    query: DeployedQuery,
    settings: Settings,
    place: { readonly tableArn: string; readonly name: string },
  ): void {
    const code = functionCode({
      handlers: ['check'],
      entry: resolve(settings.entry),
      query,
      cpu: cpuOf(settings.architecture),
      packages: [],
      // What the check reads is the manifest; the user's module stays out of it.
      withModule: false,
    });
    const manifestHash = createHash('sha256').update(JSON.stringify(query.manifest)).digest('hex');
    const check = this.#parts.lightFunction('check', code, { MILLRACE_MANIFEST_HASH: manifestHash });
    const checked = new CheckpointCheck(this, 'CheckpointCheck', {
      function: check,
      query: query.name,
      manifestHash,
      tableArn: place.tableArn,
      checkpointName: place.name,
    });
    this.checkpointTable.encryptionKey?.grantDecrypt(check.role);
    this.#parts.deployAfter(checked);
  }

  #alarms(
    shown: Pick<
      ConstructorParameters<typeof QueryAlarms>[2],
      'query' | 'functions' | 'streamReaders' | 'queues' | 'failures'
    >,
    { alarms, alarmActions }: Settings,
    hasWatermark: boolean,
  ): readonly Alarm[] {
    const limits = alarms === false ? {} : alarms;
    return new QueryAlarms(this, 'Alarms', { ...shown, limits, actions: alarmActions, hasWatermark }).alarms;
  }
}
