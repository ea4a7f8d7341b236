import { ConnectorError } from '../../errors/index.ts';
import type { KafkaCluster } from './cluster.ts';
import type { OffsetLimit } from './offset-limit.ts';
import { comparePartitions, EARLIEST, LATEST, type PartitionOffsets } from './offsets.ts';

/** How a limit is turned into offsets. */
interface LimitRequest {
  readonly position: 'starting' | 'ending';
  readonly partitions: readonly string[];
  /** What to do where no record is as new as a starting time. */
  readonly onNoMatch: 'error' | 'latest';
}

/** The offsets that a limit stands for now. */
export async function resolveLimit(
  cluster: KafkaCluster,
  limit: OffsetLimit,
  request: LimitRequest,
): Promise<PartitionOffsets> {
  const { partitions } = request;
  switch (limit.kind) {
    case 'earliest':
      return cluster.offsets(partitions, EARLIEST);
    case 'latest':
      return cluster.offsets(partitions, LATEST);
    case 'offsets':
      refuseOtherPartitions(limit.offsets, request, false);
      return resolveMarks(cluster, limit.offsets);
    case 'timestamp':
      return resolveTimes(cluster, new Map(partitions.map((name) => [name, limit.timestampMs])), request);
    case 'timestamps':
      refuseOtherPartitions(limit.timestamps, request, true);
      return resolveTimes(cluster, limit.timestamps, request);
  }
}

/** Offsets with those in place of -1 and -2 that they stand for. */
async function resolveMarks(cluster: KafkaCluster, given: PartitionOffsets): Promise<PartitionOffsets> {
  const marked = (mark: number) => [...given].filter(([, offset]) => offset === mark).map(([name]) => name);
  const latest = await cluster.offsets(marked(LATEST), LATEST);
  const earliest = await cluster.offsets(marked(EARLIEST), EARLIEST);
  return new Map([...given, ...latest, ...earliest]);
}

async function resolveTimes(
  cluster: KafkaCluster,
  times: PartitionOffsets,
  request: LimitRequest,
): Promise<PartitionOffsets> {
  const found = new Map<string, number>();
  for (const [time, entries] of Map.groupBy(times, ([, timestamp]) => timestamp)) {
    const names = entries.map(([name]) => name);
    for (const [name, offset] of await cluster.offsets(names, time)) found.set(name, offset);
  }
  const unmatched = [...found].filter(([, offset]) => offset < 0).map(([name]) => name);
  const [first] = unmatched;
  if (first !== undefined && request.position === 'starting' && request.onNoMatch === 'error') {
    const params = { topicPartition: first, timestamp: times.get(first) ?? 0 };
    throw new ConnectorError('KAFKA_NO_OFFSET_FOR_TIMESTAMP', params);
  }
  return new Map([...found, ...(await cluster.offsets(unmatched, LATEST))]);
}

function refuseOtherPartitions(given: PartitionOffsets, request: LimitRequest, byTime: boolean): void {
  const { partitions, position } = request;
  if (given.size === partitions.length && partitions.every((name) => given.has(name))) return;
  const params = {
    specifiedPartitions: `[${[...given.keys()].sort(comparePartitions).join(', ')}]`,
    assignedPartitions: `[${partitions.join(', ')}]`,
    position: position === 'starting' ? 'start' : 'end',
  };
  throw new ConnectorError(
    byTime ? 'KAFKA_TIMESTAMP_OFFSET_DOES_NOT_MATCH_ASSIGNED' : 'KAFKA_START_OFFSET_DOES_NOT_MATCH_ASSIGNED',
    params,
  );
}
