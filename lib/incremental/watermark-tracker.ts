import type { PartitionMark } from '../contracts/checkpoint-store.ts';
import { type PartitionObservation, partitionedMark, type Silence } from './partition-watermark.ts';

export type WatermarkPolicy = 'min' | 'max';

/** What a `withWatermark` node saw in one batch. */
export interface NodeObservation {
  /** Event time less delay in milliseconds, the greatest of all rows that passed; null where no row did. */
  readonly candidateMs: number | null;
  /** The same by partition, for each partition there is; absent: the node's rows are taken as one. */
  readonly partitions?: readonly PartitionObservation[] | undefined;
}

/** What the watermark depends on, as a commit keeps it. */
export interface WatermarkMarks {
  /** By watermark node, milliseconds. */
  readonly marks: readonly (number | null)[];
  /** By watermark node; null where its rows are taken as one. */
  readonly partitions: readonly (readonly PartitionMark[] | null)[];
  readonly watermarkMs: number;
}

/**
 * The query's watermark as batches go by. Each `withWatermark` node keeps a mark: the greatest (event time - delay) it has seen, or for partitions that run
 * apart the least of theirs, see {@link partitionedMark}. The query's watermark is the least (policy min; a node without a mark counts as 0) or the greatest
 * of them, and never goes back.
 * | policy | marks        | watermark before | after |
 * |--------|--------------|------------------|-------|
 * | min    | 5000, none   | 0                | 0     |
 * | min    | 5000, 7000   | 0                | 5000  |
 * | max    | 5000, none   | 0                | 5000  |
 * | min    | 3000, 4000   | 3500             | 3500  |
 */
export class WatermarkTracker {
  readonly #policy: WatermarkPolicy;
  #state: WatermarkMarks;

  constructor(
    policy: WatermarkPolicy,
    marks: readonly (number | null)[],
    watermarkMs = 0,
    partitions: WatermarkMarks['partitions'] = marks.map(() => null),
  ) {
    this.#policy = policy;
    this.#state = { marks, watermarkMs, partitions };
  }

  get watermarkMs(): number {
    return this.#state.watermarkMs;
  }

  /** By watermark node, milliseconds. */
  get marks(): readonly (number | null)[] {
    return this.#state.marks;
  }

  /** By watermark node, what is known of each partition. */
  get partitions(): WatermarkMarks['partitions'] {
    return this.#state.partitions;
  }

  /** Takes in what the nodes saw in one batch. */
  update(nodes: readonly NodeObservation[], silence?: Silence): void {
    this.#state = this.#next(nodes, silence);
  }

  /** The watermark that {@link update} would come to. */
  preview(nodes: readonly NodeObservation[], silence?: Silence): number {
    return this.#next(nodes, silence).watermarkMs;
  }

  #next(nodes: readonly NodeObservation[], silence: Silence = NO_SILENCE): WatermarkMarks {
    const { marks, partitions, watermarkMs } = this.#state;
    if (marks.length === 0) return this.#state;
    const next = marks.map((mark, i) => nextNode(mark, partitions[i] ?? [], nodes[i], silence));
    // A node that has never had a row and is given up for silent holds nothing back.
    const counted = next.filter(({ mark, isSilent }) => mark !== null || !isSilent).map(({ mark }) => mark ?? 0);
    const wanted = this.#policy === 'min' ? Math.min(...counted) : Math.max(...counted);
    return {
      marks: next.map(({ mark }) => mark),
      partitions: next.map((node) => node.partitions),
      watermarkMs: counted.length === 0 ? watermarkMs : Math.max(watermarkMs, wanted),
    };
  }
}

const NO_SILENCE: Silence = { timestampMs: 0, idleTimeoutMs: undefined };

function nextNode(
  mark: number | null,
  known: readonly PartitionMark[],
  { candidateMs, partitions: observed }: NodeObservation = { candidateMs: null },
  silence: Silence,
) {
  if (observed === undefined) return { mark: laterOf(mark, candidateMs), partitions: null, isSilent: false };
  const { partitions, markMs, isSilent } = partitionedMark(known, observed, silence);
  return { mark: laterOf(mark, markMs), partitions, isSilent };
}

function laterOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
