import type { ReportDataLoss } from './data-loss.ts';
import { comparePartitions, type PartitionOffsets } from './offsets.ts';

/** What a batch reads of one partition: offsets from `from` up to, not including, `until`. */
export interface OffsetRange {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

/** Tells of partitions that were there at `from` and are not at `until`, or whose end has gone back. */
export function checkProgress(from: PartitionOffsets, until: PartitionOffsets, report: ReportDataLoss): void {
  const deleted = [...from.keys()].filter((name) => !until.has(name)).sort(comparePartitions);
  if (deleted.length > 0) report('KAFKA_DATA_LOSS.PARTITIONS_DELETED', { partitions: deleted.join(', ') });
  for (const [name, end] of until) {
    const start = from.get(name) ?? end;
    if (start <= end) continue;
    const params = { topicPartition: name, prevOffset: start, newOffset: end };
    report('KAFKA_DATA_LOSS.PARTITION_OFFSET_CHANGED', params);
  }
}

/**
 * The ranges between two positions, in order of topic and partition. A partition that is new starts at its beginning, which `earliest` holds for those that
 * are there; partitions that are gone have no range.
 */
export function offsetRanges(
  from: PartitionOffsets,
  until: PartitionOffsets,
  earliest: PartitionOffsets,
  report: ReportDataLoss,
): readonly OffsetRange[] {
  const added = [...until.keys()].filter((name) => !from.has(name));
  const unknown = added.filter((name) => !earliest.has(name)).sort(comparePartitions);
  if (unknown.length > 0) {
    report('KAFKA_DATA_LOSS.INITIAL_OFFSET_NOT_FOUND_FOR_PARTITIONS', { partitions: unknown.join(', ') });
  }
  for (const name of added) {
    const startOffset = earliest.get(name) ?? 0;
    if (startOffset === 0) continue;
    const params = { topicPartition: name, startOffset };
    report('KAFKA_DATA_LOSS.ADDED_PARTITION_DOES_NOT_START_FROM_OFFSET_ZERO', params);
  }
  checkProgress(from, until, report);
  return [...until]
    .map(([name, end]) => ({ name, from: from.get(name) ?? earliest.get(name) ?? end, until: end }))
    .filter((range) => range.from < range.until)
    .sort((a, b) => comparePartitions(a.name, b.name));
}
