import type { PartitionMark } from '../contracts/checkpoint-store.ts';

/** What one batch tells of a partition to a `withWatermark` node above its source. */
export interface PartitionObservation {
  readonly source: number;
  readonly partition: string;
  /** By the source's word at the end of the batch. */
  readonly isIdle: boolean;
  /** Up to when it is known what had arrived; undefined: up to the batch. What nobody has looked at is not silent. */
  readonly knownThroughMs?: number | undefined;
  /** Greatest (event time - delay) of its rows that passed the node, null where none did. */
  readonly candidateMs: number | null;
}

/** How silence counts. */
export interface Silence {
  /** Batch timestamp. */
  readonly timestampMs: number;
  /** A partition without rows for so long counts as idle. Undefined: only what its source says. */
  readonly idleTimeoutMs: number | undefined;
}

/** What is known of a node's partitions after a batch. */
export interface PartitionedMark {
  readonly partitions: readonly PartitionMark[];
  /** How far the partitions let the node's mark go; null: it stays where it is. */
  readonly markMs: number | null;
  /** Every partition has been silent for the time-out. */
  readonly isSilent: boolean;
}

/**
 * The mark of a node over partitions that run apart: the least over those that are not idle, so that no partition's progress makes rows of another late.
 * | partitions (i: idle)     | mark    |
 * |--------------------------|---------|
 * | 5000, 9000               | 5000    |
 * | none, 9000               | stays   |
 * | 5000 i, 9000             | 9000    |
 * | none i, 9000             | 9000    |
 * | 5000 i, 9000 i           | 9000    |
 *
 * Where all have been silent for the time-out or longer, event time is taken to go on as the clock does: each further time-out of silence moves the mark by one.
 */
export function partitionedMark(
  known: readonly PartitionMark[],
  observed: readonly PartitionObservation[],
  silence: Silence,
): PartitionedMark {
  const { timestampMs, idleTimeoutMs = Number.POSITIVE_INFINITY } = silence;
  const next = observed.map((seen) => {
    const mark = nextMark(known, seen, timestampMs);
    const silentMs = Math.min(timestampMs, seen.knownThroughMs ?? timestampMs) - mark.seenMs;
    return { isIdle: seen.isIdle, mark, silentMs };
  });
  const partitions = next.map(({ mark }) => mark);
  const isSilent = next.length > 0 && next.every(({ silentMs }) => silentMs >= idleTimeoutMs);
  const awake = next.filter(({ isIdle, silentMs }) => !isIdle && silentMs < idleTimeoutMs).map(({ mark }) => mark);
  if (awake.length > 0) return { partitions, markMs: leastMark(awake), isSilent };
  const greatest = greatestMark(partitions);
  if (greatest === null || !isSilent) return { partitions, markMs: greatest, isSilent };
  const silentTimeouts = Math.floor(Math.min(...next.map(({ silentMs }) => silentMs)) / idleTimeoutMs);
  return { partitions, markMs: greatest + (silentTimeouts - 1) * idleTimeoutMs, isSilent };
}

function nextMark(known: readonly PartitionMark[], seen: PartitionObservation, timestampMs: number): PartitionMark {
  const { source, partition, candidateMs } = seen;
  const before = known.find((mark) => mark.source === source && mark.partition === partition);
  if (before === undefined) return { source, partition, markMs: candidateMs, seenMs: timestampMs };
  if (candidateMs === null) return before;
  return { source, partition, markMs: Math.max(before.markMs ?? candidateMs, candidateMs), seenMs: timestampMs };
}

const leastMark = (marks: readonly PartitionMark[]): number | null =>
  marks.reduce<number | null>(
    (least, { markMs }) => (least === null || markMs === null ? null : Math.min(least, markMs)),
    Number.POSITIVE_INFINITY,
  );

const greatestMark = (marks: readonly PartitionMark[]): number | null =>
  marks.reduce<number | null>(
    (greatest, { markMs }) => (markMs === null ? greatest : Math.max(greatest ?? markMs, markMs)),
    null,
  );
