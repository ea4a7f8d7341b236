import type { Row } from '../../types/value.ts';
import type { KafkaCluster, PartitionAnswer } from './cluster.ts';
import { committedBatches, isControl } from './committed-batches.ts';
import type { OffsetRange } from './offset-ranges.ts';
import { EARLIEST, topicPartition } from './offsets.ts';
import type { ReadSettings } from './read-ranges.ts';
import { recordRows } from './record-row.ts';

/** A range being read. */
export interface Reading extends OffsetRange {
  position: number;
  readonly rows: Row[];
}

/** Adds what a broker has answered to a range's rows, and moves its position on. */
export async function takeRecords(
  cluster: KafkaCluster,
  reading: Reading,
  answer: PartitionAnswer,
  settings: ReadSettings,
): Promise<void> {
  if (answer.response === undefined) {
    await skip(cluster, reading, answer.outcome === 'gone', settings);
    return;
  }
  const { records, abortedTransactions } = answer.response;
  const batches = records ?? [];
  const visible = settings.isReadCommitted ? committedBatches(batches, abortedTransactions ?? []) : batches;
  const { topic, partition } = topicPartition(reading.name);
  const { includeHeaders } = settings;
  for (const batch of visible) {
    if (isControl(batch)) continue;
    const place = { topic, partition, from: reading.position, until: reading.until, includeHeaders };
    for (const row of recordRows(batch, place)) reading.rows.push(row);
  }
  const last = batches.at(-1);
  if (last === undefined) return;
  reading.position = Math.max(reading.position, Number(last.firstOffset) + last.lastOffsetDelta + 1);
}

/** Nothing is left where the range begins: goes on where records begin now, if that is still inside. */
async function skip(cluster: KafkaCluster, reading: Reading, isGone: boolean, settings: ReadSettings): Promise<void> {
  const { topic } = topicPartition(reading.name);
  const isThere = !isGone || (await cluster.partitions([topic])).includes(reading.name);
  const earliest = isThere ? (await cluster.offsets([reading.name], EARLIEST)).get(reading.name) : undefined;
  // A partition that is there after all has only moved.
  if (isGone && isThere && earliest !== undefined && earliest <= reading.position) return;
  settings.report('KAFKA_DATA_LOSS.COULD_NOT_READ_OFFSET_RANGE', {
    startOffset: reading.position,
    endOffset: reading.until,
    topicPartition: reading.name,
    groupId: settings.groupId,
  });
  const isBehind = earliest !== undefined && earliest > reading.position;
  reading.position = isBehind ? Math.min(earliest, reading.until) : reading.until;
}
