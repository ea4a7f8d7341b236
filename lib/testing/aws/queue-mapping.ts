import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Clock } from '../../util/clock.ts';
import { randomNumbers } from '../crash/random-numbers.ts';
import { drivenBy, type EventSourceMapping } from './event-source-mapping.ts';
import type { S3EventRecord } from './s3-event.ts';

/** A queue in memory, of the standard kind: at least once, in any order. */
export interface MemoryQueue {
  readonly name: string;
  send(body: string): void;
  /** Messages in the queue, in flight or not. */
  readonly size: number;
  /** Takes up to `count` visible messages, in an order that the seed says; they come back after the visibility timeout unless they are deleted. */
  receive(count: number): readonly QueueMessage[];
  delete(receipt: string): void;
}

/** A message as it was received. */
interface QueueMessage {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  readonly sentMs: number;
  readonly firstReceivedMs: number;
  readonly receiveCount: number;
}

/** How a queue behaves. */
interface MemoryQueueOptions {
  readonly clock: Clock;
  /** @default - `queue` */
  readonly name?: string;
  /** @default - 1 */
  readonly seed?: number;
  /** @default - 30 s */
  readonly visibilityTimeoutMs?: number;
  /** After so many receives a message goes to the dead-letter queue. */
  readonly maxReceiveCount?: number;
  readonly deadLetterQueue?: MemoryQueue;
}

interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly sentMs: number;
  receipt: string;
  firstReceivedMs: number;
  receiveCount: number;
  visibleMs: number;
}

/** A standard SQS queue in this process, deterministic by seed and clock. */
export function memoryQueue(options: MemoryQueueOptions): MemoryQueue {
  const { clock, name = 'queue', seed = 1, visibilityTimeoutMs = 30_000 } = options;
  const random = randomNumbers(seed);
  const messages = new Map<string, StoredMessage>();
  let count = 0;
  const visible = (): StoredMessage[] => {
    const nowMs = clock.now();
    const found: StoredMessage[] = [];
    for (const message of messages.values()) {
      if (message.visibleMs > nowMs) continue;
      if (message.receiveCount >= (options.maxReceiveCount ?? Number.POSITIVE_INFINITY)) {
        messages.delete(message.id);
        options.deadLetterQueue?.send(message.body);
      } else found.push(message);
    }
    return found;
  };
  return {
    name,
    get size() {
      return messages.size;
    },
    send: (body) => {
      const id = `message-${count++}`;
      const nowMs = clock.now();
      messages.set(id, { id, body, sentMs: nowMs, receipt: '', firstReceivedMs: 0, receiveCount: 0, visibleMs: nowMs });
    },
    receive: (limit) => {
      const choice = visible();
      const taken: QueueMessage[] = [];
      while (taken.length < limit && choice.length > 0) {
        const [message] = choice.splice(Math.floor((random.next().value ?? 0) * choice.length), 1);
        if (message === undefined) break;
        message.receiveCount++;
        message.firstReceivedMs ||= clock.now();
        message.receipt = `${message.id}/${message.receiveCount}`;
        message.visibleMs = clock.now() + visibilityTimeoutMs;
        taken.push({ ...message });
      }
      return taken;
    },
    delete: (receipt) => {
      messages.delete(receipt.split('/')[0] ?? '');
    },
  };
}

/** An SQS event source mapping, with Lambda's names and defaults. */
export interface QueueMappingOptions {
  readonly queue: MemoryQueue;
  readonly clock: Clock;
  /** The function; its answer is looked at with `reportBatchItemFailures` only. */
  readonly handler: (event: SQSEvent) => Promise<unknown>;
  /** @default - 10 */
  readonly batchSize?: number;
  /** @default - 0 */
  readonly maximumBatchingWindowMs?: number;
  /** @default - false */
  readonly reportBatchItemFailures?: boolean;
  /** Share of messages that come again although the function has done them. @default - 0 */
  readonly redelivery?: number;
  /** @default - 1 */
  readonly seed?: number;
}

/** Lambda's polling of a queue as AWS documents it: a batch that fails comes again after the visibility timeout, whole, or only what the function names. */
export function queueEventSourceMapping(options: QueueMappingOptions): EventSourceMapping {
  const { queue, clock, handler, batchSize = 10, maximumBatchingWindowMs = 0 } = options;
  const random = randomNumbers(options.seed ?? 1);
  let gathered: QueueMessage[] = [];
  let sinceMs = 0;
  return drivenBy(async () => {
    if (gathered.length === 0) sinceMs = clock.now();
    gathered.push(...queue.receive(batchSize - gathered.length));
    const isDue = gathered.length >= batchSize || clock.now() - sinceMs >= maximumBatchingWindowMs;
    if (gathered.length === 0 || !isDue) return false;
    const batch = gathered;
    gathered = [];
    const failed = await failedOf(batch, handler, options.reportBatchItemFailures ?? false);
    for (const { id, receipt } of batch) {
      const isLost = (random.next().value ?? 0) < (options.redelivery ?? 0);
      if (!failed.has(id) && !isLost) queue.delete(receipt);
    }
    return true;
  });
}

async function failedOf(
  batch: readonly QueueMessage[],
  handler: QueueMappingOptions['handler'],
  reportBatchItemFailures: boolean,
): Promise<ReadonlySet<string>> {
  const all = new Set(batch.map(({ id }) => id));
  try {
    const answer = await handler({ Records: batch.map(sqsRecord) });
    if (!reportBatchItemFailures) return new Set();
    const named = ((answer as SQSBatchResponse | undefined)?.batchItemFailures ?? []).map(
      ({ itemIdentifier }) => itemIdentifier,
    );
    // An identifier that is none of the batch's fails the whole batch.
    return named.every((id) => all.has(id)) ? new Set(named) : all;
  } catch {
    return all;
  }
}

const sqsRecord = (message: QueueMessage): SQSRecord => ({
  messageId: message.id,
  receiptHandle: message.receipt,
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentMs),
    SenderId: '000000000000',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:queue',
  awsRegion: 'us-east-1',
});

/** The message with which S3 tells a queue of new objects. */
export const s3EventBody = (...records: readonly S3EventRecord[]): string => JSON.stringify({ Records: records });
