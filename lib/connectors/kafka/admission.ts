import type { PartitionOffsets } from './offsets.ts';

/**
 * The end of a batch of about `limit` records: each partition takes its share of what is waiting, rounded down, but at least one record where something
 * waits. `from` holds where every partition of `until` starts; one it does not know is taken whole.
 */
export function shareOffsets(limit: number, from: PartitionOffsets, until: PartitionOffsets): PartitionOffsets {
  const waiting = (name: string, end: number): number => Math.max(0, end - (from.get(name) ?? end));
  let total = 0;
  for (const [name, end] of until) total += waiting(name, end);
  if (total === 0) return until;
  return new Map(
    [...until].map(([name, end]) => {
      const size = waiting(name, end);
      if (size === 0) return [name, end];
      const share = limit * (size / total);
      return [name, Math.min(end, (from.get(name) ?? 0) + (share < 1 ? Math.ceil(share) : Math.floor(share)))];
    }),
  );
}

/** How many offsets lie between two positions; a partition that `from` does not know counts from 0. */
export function countOffsets(from: PartitionOffsets, until: PartitionOffsets): number {
  let total = 0;
  for (const [name, end] of until) total += end - (from.get(name) ?? 0);
  return total;
}
