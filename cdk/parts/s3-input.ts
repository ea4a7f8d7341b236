import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventQueue } from './event-queue.ts';
import type { QueryFunction } from './query-function.ts';

interface S3InputProps {
  readonly function: QueryFunction;
  readonly bucketName: string;
  readonly prefix: string;
  /** The bucket itself where it is of this app. */
  readonly bucket: IBucket | undefined;
  readonly batchingWindowSeconds: number;
  readonly timeout: Duration;
  readonly failures: Queue;
}

/** What the mapping's poller needs of the queue. */
export const SQS_POLLER_ACTIONS = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

/** New objects of a bucket, told by EventBridge, as events of a function: any number of objects, by way of a queue that loses none while the function fails. */
export class S3Input extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: S3InputProps) {
    super(scope, id);
    const { function: target, batchingWindowSeconds, bucket } = props;
    if (bucket !== undefined) notifyEventBridge(bucket);
    this.queue = eventQueue(this, 'Arrivals', props.timeout, props.failures);
    new Rule(this, 'Created', {
      description: `New objects of s3://${props.bucketName}/${props.prefix}`,
      eventPattern: createdIn(props.bucketName, props.prefix),
      targets: [new SqsQueue(this.queue)],
    });
    target.role.addToPrincipalPolicy(
      new PolicyStatement({ actions: SQS_POLLER_ACTIONS, resources: [this.queue.queueArn] }),
    );
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: target.function,
      eventSourceArn: this.queue.queueArn,
      // Without a window Lambda takes ten messages at most.
      batchSize: batchingWindowSeconds === 0 ? 10 : 1000,
      maxBatchingWindow: Duration.seconds(batchingWindowSeconds),
      reportBatchItemFailures: true,
      // Invocations of one query line up behind each other: more than the least that AWS allows only cost.
      maxConcurrency: 2,
    });
    mapping.node.addDependency(target.role);
  }
}

const createdIn = (bucketName: string, prefix: string): EventPattern => ({
  source: ['aws.s3'],
  detailType: ['Object Created'],
  detail: {
    bucket: { name: [bucketName] },
    ...(prefix !== '' && { object: { key: [{ prefix }] } }),
  },
});

/** By the bucket's own resource: what the L2 construct adds for it is a function that may change every bucket of the account. */
function notifyEventBridge(bucket: IBucket): void {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) return;
  resource.addPropertyOverride('NotificationConfiguration.EventBridgeConfiguration', { EventBridgeEnabled: true });
}
