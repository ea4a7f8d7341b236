import type { GetShardIteratorCommandInput } from '@aws-sdk/client-kinesis';
import { kinesisError } from './kinesis-error.ts';
import type { MemoryShard } from './memory-shard.ts';
import type { MemoryStream } from './memory-stream.ts';

/** What a shard iterator says, to the service alone. */
interface IteratorPosition {
  readonly stream: string;
  readonly shard: string;
  /** Number of the next record. */
  readonly next: number;
  readonly madeMs: number;
}

const LIFE_MS = 300_000;

/** The text of an iterator. */
export const iteratorText = (position: IteratorPosition): string =>
  Buffer.from(JSON.stringify(position)).toString('base64');

/** What an iterator says; ExpiredIteratorException five minutes after it was given. */
export function readIterator(text: string | undefined, nowMs: number): IteratorPosition {
  const position = parse(text ?? '');
  if (position === undefined) throw kinesisError('InvalidArgumentException', 'Invalid ShardIterator.');
  if (nowMs - position.madeMs <= LIFE_MS) return position;
  throw kinesisError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${new Date(position.madeMs).toUTCString()} while right now it is ${new Date(nowMs).toUTCString()} which is further in the future than the tolerated delay of ${LIFE_MS} milliseconds.`,
  );
}

function parse(text: string): IteratorPosition | undefined {
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString()) as IteratorPosition;
  } catch {
    return undefined;
  }
}

/** Number of the record that a new iterator starts at. What has been trimmed is passed over silently, as the service does. */
export function startOf(input: GetShardIteratorCommandInput, stream: MemoryStream, shard: MemoryShard): number {
  switch (input.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return shard.first;
    case 'LATEST':
      return shard.end;
    case 'AT_TIMESTAMP': {
      const fromMs = input.Timestamp?.getTime();
      if (fromMs === undefined) throw kinesisError('InvalidArgumentException', 'Timestamp is required.');
      return shard.find((record) => record.arrivalMs >= fromMs);
    }
    case 'AT_SEQUENCE_NUMBER': {
      const sequence = givenSequence(input, stream);
      return shard.find((record) => record.sequence >= sequence);
    }
    case 'AFTER_SEQUENCE_NUMBER': {
      const sequence = givenSequence(input, stream);
      return shard.find((record) => record.sequence > sequence);
    }
    default:
      throw kinesisError('ValidationException', `ShardIteratorType ${input.ShardIteratorType} is none.`);
  }
}

function givenSequence({ StartingSequenceNumber: text = '' }: GetShardIteratorCommandInput, stream: MemoryStream) {
  if (/^\d+$/.test(text) && stream.knows(BigInt(text))) return BigInt(text);
  throw kinesisError(
    'InvalidArgumentException',
    `StartingSequenceNumber ${text} used in GetShardIterator on a shard of ${stream.name} is invalid because it did not come from this stream.`,
  );
}
