import type { Json } from '../../util/json.ts';

/** Offsets by partition, a partition written as Kafka writes it: `topic-0`. An offset is that of the next record to read. */
export type PartitionOffsets = ReadonlyMap<string, number>;

/** What stands for "the end of the partition" where an offset is given. */
export const LATEST = -1;
/** What stands for "the beginning of the partition" where an offset is given. */
export const EARLIEST = -2;

/** A topic and the number of one of its partitions. */
interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** `topic-0`. */
export const partitionName = (topic: string, partition: number): string => `${topic}-${partition}`;

/** What {@link partitionName} has put together. */
export function topicPartition(name: string): TopicPartition {
  const dash = name.lastIndexOf('-');
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) };
}

/** By topic, then by number. */
export function comparePartitions(a: string, b: string): number {
  const [left, right] = [topicPartition(a), topicPartition(b)];
  if (left.topic !== right.topic) return left.topic < right.topic ? -1 : 1;
  return left.partition - right.partition;
}

/** Spark's form, topics and partitions in order: `{"topic":{"0":123}}`. */
export function offsetsToJson(offsets: PartitionOffsets): {
  readonly [topic: string]: { readonly [n: string]: number };
} {
  const topics: Record<string, Record<string, number>> = {};
  for (const name of [...offsets.keys()].sort(comparePartitions)) {
    const { topic, partition } = topicPartition(name);
    topics[topic] ??= {};
    topics[topic][partition] = offsets.get(name) ?? 0;
  }
  return topics;
}

/** Reads Spark's form; undefined for JSON that is something else. */
export function offsetsFromJson(json: Json): PartitionOffsets | undefined {
  const offsets = new Map<string, number>();
  if (!isRecord(json)) return undefined;
  for (const [topic, partitions] of Object.entries(json)) {
    if (!isRecord(partitions)) return undefined;
    for (const [partition, offset] of Object.entries(partitions)) {
      if (!/^\d+$/.test(partition) || !Number.isSafeInteger(offset)) return undefined;
      offsets.set(partitionName(topic, Number(partition)), Number(offset));
    }
  }
  return offsets;
}

const isRecord = (json: Json | undefined): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
