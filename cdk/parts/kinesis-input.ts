import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IEventSourceDlq, type StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueryFunction } from './query-function.ts';

interface KinesisInputProps {
  readonly function: QueryFunction;
  readonly streamArn: string;
  readonly batchingWindowSeconds: number;
  readonly batchSize: number;
  readonly retryAttempts: number;
  readonly startingPosition: StartingPosition;
  /** Where events go that failed for good: somebody's own destination, or a queue. */
  readonly onFailure: IEventSourceDlq | undefined;
  readonly failures: IQueue;
}

/** What the mapping's poller needs besides what the runtime reads the stream with: Lambda looks at these before it takes the mapping. */
export const KINESIS_POLLER_ACTIONS = ['kinesis:DescribeStream'];

/** A stream whose records become events of a function: one event is a batch of one shard. */
export class KinesisInput extends Construct {
  constructor(scope: Construct, id: string, props: KinesisInputProps) {
    super(scope, id);
    const { function: target, streamArn, failures } = props;
    target.role.addToPrincipalPolicy(new PolicyStatement({ actions: KINESIS_POLLER_ACTIONS, resources: [streamArn] }));
    if (props.onFailure === undefined) {
      target.role.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [failures.queueArn] }),
      );
    }
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: target.function,
      eventSourceArn: streamArn,
      batchSize: props.batchSize,
      maxBatchingWindow: Duration.seconds(props.batchingWindowSeconds),
      startingPosition: props.startingPosition,
      retryAttempts: props.retryAttempts,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: props.onFailure ?? { bind: () => ({ destination: failures.queueArn }) },
    });
    mapping.node.addDependency(target.role);
  }
}
