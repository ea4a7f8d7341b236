import { ConnectorError } from '../../errors/index.ts';
import type { Row, Value } from '../../types/value.ts';
import type { MessageColumns } from './message-columns.ts';
import { murmur2 } from './murmur2.ts';

/** A record to be written. */
export interface Message {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | undefined;
  readonly value: Buffer | undefined;
  readonly headers: Map<Buffer, Buffer | undefined>;
  readonly timestamp: bigint;
}

/** What a record takes besides key, value and headers, at most. */
const RECORD_OVERHEAD_BYTES = 40;

/** The topic of each row: that of the option, or of the column, which must not be NULL. */
export function topicsOf(rows: readonly Row[], columns: MessageColumns, topicOption: string | undefined): string[] {
  return rows.map((row) => {
    const topic = topicOption ?? row[columns.topic];
    if (typeof topic === 'string') return topic;
    throw new ConnectorError('KAFKA_NULL_TOPIC_IN_DATA');
  });
}

/**
 * The records of a batch. A row without a partition goes where its key's hash says, as from any Kafka producer; rows without a key take turns over the
 * partitions, in the order of the batch, so that a batch that runs again is spread the same way. `turns` holds, by topic, how many have had theirs.
 */
export function messagesOf(
  rows: readonly Row[],
  topics: readonly string[],
  columns: MessageColumns,
  partitionCounts: ReadonlyMap<string, number>,
  nowMs: number,
  turns: Map<string, number> = new Map(),
): Message[] {
  const timestamp = BigInt(nowMs);
  return rows.map((row, i) => {
    const topic = topics[i] ?? '';
    const count = partitionCounts.get(topic) ?? 1;
    const key = bytesOf(row[columns.key]);
    const value = bytesOf(row[columns.value]);
    const headers = headersOf(row[columns.headers]);
    const given = row[columns.partition];
    if (typeof given === 'number')
      return { topic, partition: checked(given, topic, count), key, value, headers, timestamp };
    const turn = turns.get(topic) ?? 0;
    if (key === undefined) turns.set(topic, turn + 1);
    const partition = (key === undefined ? turn : murmur2(key) & 0x7fffffff) % count;
    return { topic, partition, key, value, headers, timestamp };
  });
}

/** Cuts records into requests of no more than `maxBytes`; one that is larger by itself goes alone. */
export function requestsOf(messages: readonly Message[], maxBytes: number): Message[][] {
  const requests: Message[][] = [];
  let bytes = maxBytes;
  for (const message of messages) {
    const size = sizeOf(message);
    if (bytes + size > maxBytes) {
      requests.push([]);
      bytes = 0;
    }
    requests.at(-1)?.push(message);
    bytes += size;
  }
  return requests;
}

function sizeOf({ key, value, headers }: Message): number {
  let bytes = RECORD_OVERHEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, content] of headers) bytes += name.length + (content?.length ?? 0) + 10;
  return bytes;
}

function checked(partition: number, topic: string, count: number): number {
  if (partition >= 0 && partition < count) return partition;
  throw new ConnectorError('KAFKA_PARTITION_NOT_FOUND', { partition, topic, count, last: count - 1 });
}

function bytesOf(value: Value | undefined): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

/** Keyed by buffers, so that a name may come twice. */
function headersOf(value: Value | undefined): Map<Buffer, Buffer | undefined> {
  const headers = new Map<Buffer, Buffer | undefined>();
  if (!Array.isArray(value)) return headers;
  for (const header of value as readonly { readonly key: Value; readonly value: Value }[]) {
    headers.set(bytesOf(header.key) ?? Buffer.alloc(0), bytesOf(header.value));
  }
  return headers;
}
