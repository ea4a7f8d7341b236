import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** A queue that nothing reads: what lies in it failed for good, and somebody should look. */
export function failureQueue(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'The queue is itself where failed events go.' });
  return queue;
}

/** A queue of events for one function; what the function fails on five times goes to `failures`. */
export const eventQueue = (scope: Construct, id: string, functionTimeout: Duration, failures: Queue): Queue =>
  new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    // AWS asks for six times the function's: a message must not come again while it is retried.
    visibilityTimeout: Duration.seconds(6 * functionTimeout.toSeconds()),
    deadLetterQueue: { queue: failures, maxReceiveCount: 5 },
  });
