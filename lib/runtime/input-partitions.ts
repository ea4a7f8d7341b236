import type { BatchInput, Offset, RowPartitions, Source, SourcePartition } from '../contracts/source.ts';
import { ExecutionError } from '../errors/index.ts';
import type { BatchProgram } from '../incremental/batch-program.ts';
import type { PartitionObservation } from '../incremental/partition-watermark.ts';
import type { NodeObservation } from '../incremental/watermark-tracker.ts';
import type { InputGroup, InputStats } from './batch-stats.ts';

/** The partition of sources that have none, and of rows that name none. */
const WHOLE = '';

/** What a batch says of the partitions of its rows. */
export const rowPartitions = (input: BatchInput): RowPartitions | undefined =>
  input.kind === 'rows' || input.kind === 'json' ? input.partitions : undefined;

/** The partitions that the rows of a batch come from. */
export const partitionsOf = (partitions: RowPartitions | undefined): readonly string[] =>
  partitions === undefined
    ? [WHOLE]
    : [...new Set(partitions.filter(({ rows }) => rows > 0).map(({ partition }) => partition))];

/** What the watermark depends on at the end of a batch. */
export interface ObservedBatch {
  readonly program: BatchProgram;
  readonly sources: readonly Source[];
  /** By source. */
  readonly ends: readonly (Offset | null)[];
  /** Undefined: no rows. */
  readonly stats: Pick<InputStats, 'eventTimes' | 'candidates'> | undefined;
  /** Silence counts, so that every source is looked at as one that may fall silent. */
  readonly isSilenceCounted: boolean;
  /** As of when the sources were read, as the entry of the offset log says it. */
  readonly asOfMs?: number | undefined;
}

/**
 * What a batch tells each watermark node, by partition where the partitions of a source below it run apart; a source without partitions beside such a one
 * is a partition that is never idle by its own word. All of it can be told again from the offsets and rows of the batch.
 */
export function observeNodes(batch: ObservedBatch): readonly NodeObservation[] {
  const { program, sources, stats } = batch;
  return program.watermarks.map((node, i) => {
    const candidateMs = stats?.eventTimes[i]?.candidateMs ?? null;
    const isApart = node.sources.some((source) => sources[source]?.partitions !== undefined);
    if (!isApart && !batch.isSilenceCounted) return { candidateMs };
    if (node.sources.length === 0)
      return { candidateMs, partitions: [{ source: -1, partition: WHOLE, isIdle: false, candidateMs }] };
    return { candidateMs, partitions: observePartitions(batch, node.sources, stats?.candidates[i] ?? []) };
  });
}

function observePartitions(
  { sources, ends, asOfMs = Number.POSITIVE_INFINITY }: ObservedBatch,
  below: readonly number[],
  candidates: NonNullable<ObservedBatch['stats']>['candidates'][number],
): readonly PartitionObservation[] {
  const known = below.flatMap((source) =>
    partitionsAt(sources[source], ends[source] ?? null).map(({ id, isIdle, readThroughMs }) => ({
      source,
      partition: id,
      isIdle,
      knownThroughMs: Math.min(asOfMs, (isIdle ? undefined : readThroughMs) ?? asOfMs),
    })),
  );
  const nameless = candidates.find((own) => own.partition === WHOLE && sources[own.source]?.partitions !== undefined);
  if (nameless !== undefined) {
    const { description } = sources[nameless.source] as Source;
    const message = `${description} has partitions, but its rows do not tell theirs; getBatch must give them in BatchInput.partitions.`;
    throw new ExecutionError('INTERNAL_ERROR', { message });
  }
  // Rows of a partition that was read to its end and is gone at the end of the batch.
  const gone = candidates
    .filter((group) => !known.some((own) => isSame(own, group)))
    .map(({ source, partition }) => ({ source, partition, isIdle: true, knownThroughMs: undefined }));
  return [...known, ...gone].map((own) => ({
    ...own,
    candidateMs: candidates.find((group) => isSame(own, group))?.candidateMs ?? null,
  }));
}

const isSame = (a: InputGroup, b: InputGroup): boolean => a.source === b.source && a.partition === b.partition;

function partitionsAt(source: Source | undefined, end: Offset | null): readonly SourcePartition[] {
  if (source?.partitions === undefined) return [{ id: WHOLE, isIdle: false }];
  return end === null ? [] : source.partitions(end);
}
