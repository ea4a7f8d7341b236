import type { CommitLogEntry } from '../contracts/checkpoint-store.ts';
import type { PartitionProgress } from '../contracts/progress.ts';
import type { Offset, Source } from '../contracts/source.ts';

/** How far the partitions of a source have come at an offset, for the progress; undefined where it has none. */
export function partitionProgress(
  source: Source,
  index: number,
  end: Offset | null,
  marks: NonNullable<CommitLogEntry['partitionMarks']>,
): readonly PartitionProgress[] | undefined {
  if (source.partitions === undefined || end === null) return undefined;
  return source.partitions(end).map(({ id, isIdle }) => {
    const known = marks.flatMap((node) => node?.filter((m) => m.source === index && m.partition === id) ?? []);
    const reached = known.map(({ markMs }) => markMs).filter((markMs) => markMs !== null);
    const watermark = reached.length === 0 ? null : new Date(Math.min(...reached)).toISOString();
    return { id, watermark, isIdle };
  });
}
