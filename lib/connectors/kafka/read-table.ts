import type { BatchInput } from '../../contracts/source.ts';
import { ConnectorError } from '../../errors/index.ts';
import type { Clock } from '../../util/clock.ts';
import { resolveLimit } from './initial-offsets.ts';
import { batchEnd, batchStart, refuseBackwards } from './offset-limit.ts';
import { offsetRanges } from './offset-ranges.ts';
import { subscribedPartitions } from './offset-reader.ts';
import { type PartitionOffsets, topicPartition } from './offsets.ts';
import { readRanges } from './read-ranges.ts';
import { endOf, type KafkaSourceRequest, openCluster, readSettings, startOf } from './source-request.ts';

/** The records of topics as they are now, between the starting and the ending offsets. */
export async function readKafkaTable(request: KafkaSourceRequest, clock: Clock): Promise<BatchInput> {
  const { values, subscribed } = request;
  const start = batchStart(startOf(values, 'earliest'));
  const end = batchEnd(endOf(values));
  refuseBackwards(start, end);
  const cluster = openCluster(request, clock);
  try {
    const partitions = await subscribedPartitions(cluster, subscribed, new Map());
    const onNoMatch = values.startingOffsetsByTimestampStrategy;
    const from = await resolveLimit(cluster, start, { position: 'starting', partitions, onNoMatch });
    const until = await resolveLimit(cluster, end, { position: 'ending', partitions, onNoMatch });
    refuseResolvedBackwards(from, until);
    const settings = readSettings(request, clock);
    const ranges = offsetRanges(from, until, new Map(), settings.report);
    return { kind: 'rows', rows: await readRanges(cluster, ranges, settings) };
  } finally {
    await cluster.close();
  }
}

function refuseResolvedBackwards(from: PartitionOffsets, until: PartitionOffsets): void {
  for (const [name, startOffset] of from) {
    const endOffset = until.get(name) ?? startOffset;
    if (startOffset <= endOffset) continue;
    const params = { startOffset, endOffset, ...topicPartition(name) };
    throw new ConnectorError('RESOLVED_START_OFFSET_GREATER_THAN_END_OFFSET', params);
  }
}
