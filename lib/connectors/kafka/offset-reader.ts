import { ConnectorError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import type { KafkaCluster } from './cluster.ts';
import { LATEST, type PartitionOffsets, topicPartition } from './offsets.ts';
import type { Subscription } from './subscription.ts';
import { unlessStopped } from './unless-stopped.ts';

/** How often, and how far apart, offsets are asked for that cannot be right. */
export interface OffsetRetry {
  readonly clock: Clock;
  readonly retries: number;
  readonly intervalMs: number;
}

/** The partitions that are subscribed to and there now, in order. A topic that is named, was never seen and is not there is refused. */
export async function subscribedPartitions(
  cluster: KafkaCluster,
  subscribed: Subscription,
  seen: PartitionOffsets,
): Promise<readonly string[]> {
  if (subscribed.kind === 'subscribePattern') {
    const topics = (await cluster.topics()).filter((topic) => subscribed.pattern.test(topic));
    return cluster.partitions(topics);
  }
  const partitions = await cluster.partitions(subscribed.topics);
  const known = new Set([...partitions, ...seen.keys()].map((name) => topicPartition(name).topic));
  const missing = subscribed.topics.find((topic) => !known.has(topic));
  if (missing !== undefined) {
    throw new ConnectorError('KAFKA_TOPIC_NOT_FOUND', { topic: missing, servers: cluster.servers });
  }
  return subscribed.kind === 'assign' ? partitions.filter((name) => subscribed.partitions.has(name)) : partitions;
}

/** The ends of the subscribed partitions. One before what has been read already is asked for again: a broker that has just taken over may not know better yet. */
export async function latestOffsets(
  cluster: KafkaCluster,
  subscribed: Subscription,
  seen: PartitionOffsets,
  retry: OffsetRetry,
): Promise<PartitionOffsets> {
  const partitions = await subscribedPartitions(cluster, subscribed, seen);
  for (let attempt = 1; ; attempt += 1) {
    const latest = await cluster.offsets(partitions, LATEST);
    const isRight = [...latest].every(([name, offset]) => offset >= (seen.get(name) ?? 0));
    if (isRight || attempt >= retry.retries) return latest;
    const nextMs = retry.clock.now() + retry.intervalMs;
    await unlessStopped(retry.clock.waitUntil(nextMs, cluster.signal), cluster.signal);
  }
}
