import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DeployedQuery } from '../query/deployed-query.ts';
import { needsTick, type Wiring } from '../query/wiring.ts';
import type { Settings } from '../settings.ts';
import { BackfillMachine } from './backfill-machine.ts';
import { KinesisInput } from './kinesis-input.ts';
import { deployedResources, type QueryFunctions } from './query-functions.ts';
import { streamArn } from './query-grants.ts';
import { S3Input } from './s3-input.ts';
import { RecurringCall } from './schedule.ts';

interface QueryWiringProps {
  readonly query: DeployedQuery;
  readonly settings: Settings;
  readonly wiring: Wiring;
  readonly parts: QueryFunctions;
  readonly failures: Queue;
}

/** What calls the functions. */
interface WiredQuery {
  readonly backfill: BackfillMachine;
  readonly streamReaders: readonly IFunction[];
  /** Of arrivals. */
  readonly queues: readonly Queue[];
}

/** Makes events, clocks and steps that run the query's batches. */
export function wireQuery(scope: Construct, props: QueryWiringProps): WiredQuery {
  const { query, settings, wiring, parts } = props;
  const streamReaders = wiring.kind === 'events' ? wireStreams(scope, props, wiring.batchingWindowSeconds) : [];
  const queues = wiring.kind === 'events' ? wireBuckets(scope, props, wiring.batchingWindowSeconds) : [];
  if (wiring.kind === 'schedule') recurringTick(scope, 'Timer', props, wiring.minutes);
  else if (wiring.kind === 'events' && (settings.tick ?? needsTick(query))) recurringTick(scope, 'Clock', props, 1);
  else if (queues.length > 0) reconciling(scope, props);
  const backfill = new BackfillMachine(scope, 'Backfill', parts.function('step').function);
  parts.function('manage');
  if (wiring.kind === 'steps' && settings.schedule !== undefined)
    new RecurringCall(scope, 'Timetable', {
      description: `Starts ${query.name}`,
      schedule: settings.schedule,
      targetArn: backfill.machine.stateMachineArn,
      action: 'states:StartExecution',
      input: {},
    });
  return { backfill, streamReaders, queues };
}

function wireStreams(
  scope: Construct,
  { query, settings, parts, failures }: QueryWiringProps,
  window: number,
): readonly IFunction[] {
  const streams = deployedResources(query, settings).flatMap((resource) =>
    resource.kind === 'stream' && resource.role === 'source' ? resource : [],
  );
  for (const [i, stream] of streams.entries()) {
    new KinesisInput(scope, `Stream${i}`, {
      function: parts.function('kinesis'),
      streamArn: streamArn(scope, stream),
      batchingWindowSeconds: window,
      batchSize: settings.batchSize,
      retryAttempts: settings.retryAttempts,
      startingPosition: settings.startingPosition,
      onFailure: settings.onFailure,
      failures,
    });
  }
  return streams.length === 0 ? [] : [parts.function('kinesis').function];
}

function wireBuckets(
  scope: Construct,
  { query, settings, parts, failures }: QueryWiringProps,
  window: number,
): readonly Queue[] {
  const places = deployedResources(query, settings).flatMap((resource) =>
    resource.kind === 'objects' && resource.role === 'source' ? resource : [],
  );
  return places.map(
    ({ bucketName, prefix }, i) =>
      new S3Input(scope, `Objects${i}`, {
        function: parts.function('s3'),
        bucketName,
        prefix,
        bucket: settings.buckets.find((bucket) => bucket.bucketName === bucketName),
        batchingWindowSeconds: window,
        timeout: settings.timeout,
        failures,
      }).queue,
  );
}

/** Finds objects of which no event told. */
const reconciling = (scope: Construct, { query, settings, parts }: QueryWiringProps): RecurringCall =>
  new RecurringCall(scope, 'Reconciliation', {
    description: `${query.name}: looks for objects of which no event told`,
    schedule: ScheduleExpression.rate(settings.reconcile),
    targetArn: parts.function('tick').function.functionArn,
    action: 'lambda:InvokeFunction',
    input: { reconcile: true },
  });

const recurringTick = (
  scope: Construct,
  id: string,
  { query, parts }: QueryWiringProps,
  minutes: number,
): RecurringCall =>
  new RecurringCall(scope, id, {
    description: `${query.name}: a batch every ${minutes === 1 ? 'minute' : `${minutes} minutes`}, whether anything arrives or not`,
    schedule: ScheduleExpression.rate(Duration.minutes(minutes)),
    targetArn: parts.function('tick').function.functionArn,
    action: 'lambda:InvokeFunction',
    input: {},
  });
